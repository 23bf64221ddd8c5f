/** What the operators on failing conditions share: every condition of every command, and of every other rule. */

import type { Input, Refusal } from '../../checker/contract.ts';
import type { CommandName } from '../rmm/commands.ts';
import { rewrite } from '../rmm/rewrite.ts';
import type { ModelRule } from '../rule.ts';
import type { State } from '../state.ts';
import type { Mutant, Source } from './mutant.ts';
import type { Fact } from './observe.ts';

export type Condition = Refusal<State, Input>;
export type Conditions = readonly Condition[];

const conditionsOf = (of: { readonly refusals?: unknown }): Conditions => (of.refusals ?? []) as Conditions;

/** A mutant for each condition that matters, made by changing the list that it is in. */
export function perCondition(
  { commands, rules, facts: known }: Source,
  operator: string,
  verb: string,
  matters: (rule: string, condition: string) => Fact,
  change: (conditions: Conditions, index: number) => Conditions,
): readonly Mutant[] {
  const happened = new Set(known);
  const mutants = (
    rule: string,
    of: { readonly refusals?: unknown },
    put: (list: (c: Conditions) => Conditions) => Pick<Mutant, 'change' | 'rule'>,
  ) =>
    conditionsOf(of).flatMap(({ id }, index): Mutant[] => {
      const fact = matters(rule, id);
      if (!happened.has(fact)) return [];
      return [
        { name: `${rule} ${verb} ${id}`, operator, needs: [fact], ...put((list) => change(list, index)) },
      ];
    });
  return [
    ...(Object.keys(commands) as CommandName[]).flatMap((name) =>
      mutants(name, commands[name], (list) => ({
        change: {
          commands: (table) =>
            rewrite(table, name, (command) => ({ ...command, refusals: list(conditionsOf(command)) })),
        },
      })),
    ),
    ...rules.flatMap((rule) =>
      mutants(rule.name, rule, (list) => ({
        rule: {
          name: rule.name,
          change: (r) => ({ ...r, refusals: list(conditionsOf(r)) }) as unknown as ModelRule,
        },
      })),
    ),
  ];
}
