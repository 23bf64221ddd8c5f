import { perCondition } from './conditions.ts';
import type { Operator } from './mutant.ts';
import { facts } from './observe.ts';

/** What was refused for this condition is done, and what was done is refused. */
export const negateCondition: Operator = {
  name: 'negate-condition',
  does: 'a failing condition is taken for its opposite',
  mutants: (source) =>
    perCondition(source, 'negate-condition', 'negates', facts.asked, (list, index) =>
      list.map((r, k) => (k === index ? { ...r, when: (s, i) => !r.when(s, i) } : r)),
    ),
};
