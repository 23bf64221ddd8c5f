import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

const ARGUMENTS = ['call', 'id', 'lockNonce', 'measNonce', 'reportNonce', 'base', 'top', 'output'] as const;

/** What the second half then does with them is `realm-call-needs-its-vdev` and its neighbours. */
export const halvesAgree: ModelProperty = {
  id: 'halves-agree',
  kind: 'step',
  claim:
    'Until it has returned, an RSI call is the one that the realm made, with the arguments it made it with.',
  cites: [cite.rmm('A9.4.4'), cite.rmm('A4.3.12'), cite.rmm('B5.4.17 to B5.4.21')],
  worlds: inWorlds.realm,
  // A guest's program may make its next call in the step in which the last one returns.
  when: (before, step, after) =>
    step.actor !== 'guest' && before.rec.call !== 'NONE' && after.rec.call !== 'NONE',
  holds: (before, _step, after) => ARGUMENTS.every((name) => before.rec[name] === after.rec[name]),
};
