import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const connectErrnoNamesItsCause: ModelProperty = {
  id: 'connect-errno-names-its-cause',
  kind: 'step',
  claim:
    'What tsm/connect returns is -ENOMEM only where an allocation of the submitter failed, and never -EPERM: nobody was denied anything.',
  cites: [
    cite.host('v3c-04 submit_pdev_state_transition_work'),
    cite.inferred('S12 of the host candidates; B44, B53'),
  ],
  worlds: inWorlds.hostDriverFaults,
  when: (before, _step, after) => after.host.errno !== '0' && before.host.errno === '0',
  holds: (_before, { input }, after) =>
    after.host.errno !== '-EPERM' && (after.host.errno !== '-ENOMEM' || input.fault === 'NO_MEMORY'),
};
