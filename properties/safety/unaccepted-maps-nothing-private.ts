import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const unacceptedMapsNothingPrivate: ModelProperty = {
  id: 'unaccepted-maps-nothing-private',
  kind: 'always',
  claim: 'While a device is not accepted, every buffer of its driver is bounced.',
  cites: [cite.guest('10 force_dma_unencrypted'), cite.list('LST-03: the flag that was always zero')],
  worlds: inWorlds.guest,
  when: (s) => !s.guest.accepted && s.guest.mapping !== 'NONE',
  holds: (s) => s.guest.mapping === 'BOUNCED',
};
