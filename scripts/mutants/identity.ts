/**
 * Whether a mutant is no mutant at all: whether every step of it leads where the hardened rules lead. Then the states that it
 * reaches are theirs, and there is nothing that a claim could tell. Said of one whose space is closed, it is a proof.
 */

import type { Input, Machine, Refusal } from '../../checker/contract.ts';
import { plainStates } from '../../model/plain.ts';
import type { Seen, State } from '../../model/state.ts';
import type { ModelProperty } from '../../properties/property.ts';

type AnyRule = {
  readonly offered?: (s: Seen, i: Input) => boolean;
  readonly refusals?: readonly Refusal<State>[];
  readonly effect: (s: State, i: Input) => unknown;
};

/** Two claims, of the steps that a machine takes and of those that it refuses, broken where `hardened` does otherwise. */
export function sameAs(hardened: Machine<State>): readonly ModelProperty[] {
  const rules = new Map(hardened.rules.map((rule) => [rule.name, rule as unknown as AnyRule]));
  const plain = plainStates<State>(hardened.layout);
  const equal = plain.equal(hardened.layout.fields);
  const common = { cites: [{ source: 'mutants', at: 'identity' }], worlds: [] };
  const refusedBy = (rule: AnyRule, before: Seen, input: Input) =>
    rule.refusals?.find((r) => r.when(before, input));
  return [
    {
      ...common,
      id: 'leads-where-it-should',
      kind: 'step',
      claim: 'A step leads where the hardened rules lead.',
      holds: (before, { rule: name, input }, after) => {
        const rule = rules.get(name)!;
        if (rule.offered?.(before, input) === false || refusedBy(rule, before, input) !== undefined)
          return false;
        const state = plain.copy(before) as State;
        rule.effect(state, input);
        return equal(state, after);
      },
    },
    {
      ...common,
      id: 'refuses-where-it-should',
      kind: 'step',
      claim: 'What is refused, the hardened rules refuse with the same status.',
      of: 'refused',
      holds: (before, { rule: name, input, outcome }) =>
        refusedBy(rules.get(name)!, before, input)?.status === outcome,
    },
  ];
}
