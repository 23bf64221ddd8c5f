import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const noDriverWhileLocked: ModelProperty = {
  id: 'no-driver-while-locked',
  kind: 'always',
  claim: 'No driver is bound to a device that is locked and not accepted.',
  cites: [
    cite.core('pci_tsm_lock, pci_tsm_accept: -EBUSY'),
    cite.inferred('S10 of the guest candidates; INF-22'),
  ],
  worlds: inWorlds.guest,
  when: (s) => s.guest.driver,
  holds: (s) => s.guest.context !== 'LOCKED' && s.guest.context !== 'FAILED',
};
