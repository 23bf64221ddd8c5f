import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const acceptanceChangesWithoutDriver: ModelProperty = {
  id: 'acceptance-changes-without-driver',
  kind: 'step',
  claim:
    'A device changes between accepted and not accepted only while no driver is bound and nothing is mapped.',
  cites: [cite.core('device_cc_accept, device_cc_reject'), cite.core('A.7: the transition is violent')],
  worlds: inWorlds.guest,
  when: (before, _step, after) => before.guest.accepted !== after.guest.accepted,
  holds: (before, _step, after) =>
    !before.guest.driver && !after.guest.driver && after.guest.mapping === 'NONE',
};
