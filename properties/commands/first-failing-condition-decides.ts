import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';
import type { Reference } from './reference.ts';

export const firstFailingConditionDecides = (reference: Reference): ModelProperty => ({
  id: 'first-failing-condition-decides',
  kind: 'step',
  claim: 'A command that fails does so with the status of the first of its failing conditions.',
  cites: [cite.rmm('B4.5: failure conditions and their order, of each command')],
  worlds: inWorlds.rmmAlone,
  on: reference.commands,
  of: 'refused',
  holds: (before, { rule, input, refusal, outcome }) => {
    const first = reference.firstFailing(rule, before, input);
    return first !== undefined && first.id === refusal && first.status === outcome;
  },
});
