import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const dmaIsOffBeforeUnlockAsks: ModelProperty = {
  id: 'dma-is-off-before-unlock-asks',
  kind: 'step',
  claim: 'Before unlock takes a page back or asks the host for anything, the DMA of the VDEV is disabled.',
  cites: [cite.rmm('B5.4.17'), cite.inferred('T10, INF-23')],
  worlds: inWorlds.guest,
  when: (before, _step, after) =>
    before.guest.pc !== after.guest.pc &&
    (after.guest.pc === 'unlock/set-ripas' || after.guest.pc === 'unlock/set-tdi-state'),
  holds: (_before, _step, s) => s.vdevs.v0.dma === 'DISABLED',
};
