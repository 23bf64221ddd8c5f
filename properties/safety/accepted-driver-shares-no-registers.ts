import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const acceptedDriverSharesNoRegisters: ModelProperty = {
  id: 'accepted-driver-shares-no-registers',
  kind: 'always',
  claim:
    'The driver of an accepted device has no register of it through the alias that the host can emulate.',
  cites: [
    cite.list('Arto Merilainen and Jason Gunthorpe, 2025-07 to 09 (LST-07)'),
    cite.inferred('S12 of the guest candidates'),
  ],
  worlds: inWorlds.guest,
  when: (s) => s.guest.accepted && s.guest.driver,
  holds: (s) => s.guest.io === 'PRIVATE',
};
