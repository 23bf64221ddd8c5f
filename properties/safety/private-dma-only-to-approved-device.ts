import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

/** Compares with what the device really is, which neither guest nor RMM can see: the claim that evidence exists for. */
export const privateDmaOnlyToApprovedDevice: ModelProperty = {
  id: 'private-dma-only-to-approved-device',
  kind: 'step',
  claim:
    'The device that reaches private memory is the one the relying party approved, configured as it approved it.',
  cites: [cite.tdisp('11.2.7 question 1'), cite.rmm('A9.2.4.1')],
  worlds: inWorlds.guestAndDevice,
  on: ['TDI memory request'],
  when: (_before, { outcome, input }) =>
    outcome === 'COMPLETED' && input.to === 'private' && input.vdev === 'v0',
  holds: (s) => s.devices.ep.identity === 'GENUINE' && s.devices.ep.config === 'GENUINE',
};
