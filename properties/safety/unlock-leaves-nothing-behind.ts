import { cite } from '../../model/cite.ts';
import { someRipasDev } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

/** Judged at the instant at which the guest forgets the device: the host may lock it again right after. */
export const unlockLeavesNothingBehind: ModelProperty = {
  id: 'unlock-leaves-nothing-behind',
  kind: 'step',
  claim:
    'When the guest lets go of a locked device, no page is RIPAS DEV, DMA is disabled, the VDEV is unlocked and nothing is accepted.',
  cites: [cite.guest('08 cca_tsm_unlock'), cite.rmm('A9.4.4.2'), cite.inferred('S7 of the guest candidates')],
  worlds: inWorlds.guest,
  when: (before, _step, after) => before.guest.context !== 'NONE' && after.guest.context === 'NONE',
  holds: (_before, _step, s) =>
    !someRipasDev(s) &&
    s.vdevs.v0.dma === 'DISABLED' &&
    s.vdevs.v0.state !== 'LOCKED' &&
    s.vdevs.v0.state !== 'STARTED' &&
    !s.guest.accepted,
};
