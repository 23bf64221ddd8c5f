import { cite } from '../../model/cite.ts';
import type { Seen, State } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';
import type { Reference } from './reference.ts';

export const doesAsTheRulebookSays = (reference: Reference): ModelProperty => {
  const equal = reference.plain.equal(reference.layout.fields);
  return {
    id: 'does-as-the-rulebook-says',
    kind: 'step',
    claim: 'A command that succeeds changes what the rulebook has it change, and answers as it does there.',
    cites: [cite.rmm('B4.5: success conditions of each command')],
    worlds: inWorlds.rmmAlone,
    on: reference.asked,
    when: (before, { rule, input }) => reference.firstFailing(rule, before, input) === undefined,
    holds: (before, { rule, input, outcome }, after) => {
      const state = reference.plain.copy(before) as State & Seen;
      const expected = reference.rules.get(rule)?.effect(state, input) ?? 'done';
      return expected === outcome && equal(state, after);
    },
  };
};
