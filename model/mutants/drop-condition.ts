import { perCondition } from './conditions.ts';
import type { Operator } from './mutant.ts';
import { facts } from './observe.ts';

/** What is refused for this condition alone is done. */
export const dropCondition: Operator = {
  name: 'drop-condition',
  does: 'a failing condition is not asked',
  mutants: (source) =>
    perCondition(source, 'drop-condition', 'drops', facts.refused, (list, index) =>
      list.filter((_, k) => k !== index),
    ),
};
