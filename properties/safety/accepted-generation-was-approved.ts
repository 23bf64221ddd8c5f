import { cite } from '../../model/cite.ts';
import type { ModelProperty } from '../property.ts';

export const acceptedGenerationWasApproved: ModelProperty = {
  id: 'accepted-generation-was-approved',
  kind: 'step',
  claim: 'The evidence of an accepted device is of the very generation that the relying party approved.',
  cites: [
    cite.core('evidence over netlink: generation'),
    cite.list('2026-03-13 to 03-24 (LST-18)'),
    cite.inferred('S16 of the guest candidates'),
  ],
  worlds: ['guest-alone', 'hostile-device'],
  when: (before, _step, after) => !before.guest.accepted && after.guest.accepted,
  holds: (_before, _step, s) => s.party.approved === s.guest.measNonce,
};
