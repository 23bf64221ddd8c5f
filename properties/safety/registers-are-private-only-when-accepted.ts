import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const registersArePrivateOnlyWhenAccepted: ModelProperty = {
  id: 'registers-are-private-only-when-accepted',
  kind: 'always',
  claim: 'A driver has the private alias of the registers of a device only while the device is accepted.',
  cites: [
    cite.list('Suzuki Poulose, 2025-09-18: realm: ioremap: Allow mapping memory as encrypted'),
    cite.inferred('INF-07'),
  ],
  worlds: inWorlds.guest,
  when: (s) => s.guest.io === 'PRIVATE',
  holds: (s) => s.guest.accepted,
};
