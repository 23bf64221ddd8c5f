import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

/** A fault or an abort leaves DMA on until UNLOCK (A9.4.4.2), so ERROR is allowed beside STARTED (F10). */
export const privateDmaOnlyForVerifiedEpoch: ModelProperty = {
  id: 'private-dma-only-for-verified-epoch',
  kind: 'step',
  claim:
    'A T=1 request reaches private memory only while the VDEV was started in the lock epoch whose evidence the guest verified.',
  cites: [cite.rmm('A9.4.4.2'), cite.rmm('A9.6'), cite.tdisp('11.2.7')],
  worlds: inWorlds.guest,
  on: ['TDI memory request'],
  when: (_before, { outcome, input }) =>
    outcome === 'COMPLETED' && input.to === 'private' && input.vdev === 'v0',
  holds: (s) =>
    (s.vdevs.v0.state === 'STARTED' || s.vdevs.v0.state === 'ERROR') &&
    s.guest.context !== 'NONE' &&
    s.guest.lockNonce === s.vdevs.v0.lockNonce,
};
