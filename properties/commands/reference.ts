/**
 * What the laws hold a machine to: the commands of its rulebook as they are written, without what was put in to see whether
 * anybody notices. A law judges a step by conditions and effects that it evaluates itself, on the state before the step.
 */

import type { Input, Machine, Refusal, Rule } from '../../checker/contract.ts';
import { type PlainStates, plainStates } from '../../model/plain.ts';
import type { Command } from '../../model/rule.ts';
import type { Seen, State } from '../../model/state.ts';

type AnyRule = Rule<State, Input>;

export interface Reference {
  readonly rules: ReadonlyMap<string, AnyRule>;
  /** Names of the rules that the laws are asked of; of them, those that are commands, and so say what they may change. */
  readonly asked: readonly string[];
  readonly commands: readonly string[];
  readonly layout: Machine<State>['layout'];
  readonly plain: PlainStates<State>;
  /** The first of a command's failing conditions that the state before meets. */
  readonly firstFailing: (name: string, before: Seen, input: Input) => Refusal<State> | undefined;
}

/** A call for each condition, and not one call for all of them: claims are asked of every step of a search. */
function compileFirst(refusals: readonly Refusal<State>[]): (before: Seen, input: Input) => number {
  const body = refusals.map((_, n) => `w[${n}](s, i) ? ${n} : `).join('');
  const unrolled = refusals.map((_, n) => `const w${n} = w[${n}];`).join(' ');
  return new Function('w', `${unrolled} return (s, i) => ${body.replaceAll(/w\[(\d+)\]/g, 'w$1')}-1;`)(
    refusals.map(({ when }) => when),
  ) as (before: Seen, input: Input) => number;
}

export function referenceOf(machine: Machine<State>, asked: ReadonlySet<string>): Reference {
  const rules = new Map(machine.rules.map((rule) => [rule.name, rule as unknown as AnyRule]));
  const first = new Map([...rules].map(([name, { refusals = [] }]) => [name, compileFirst(refusals)]));
  return {
    rules,
    asked: [...rules.keys()].filter((name) => asked.has(name)),
    commands: [...rules.values()]
      .filter((rule) => asked.has(rule.name) && (rule as Command).footprint !== undefined)
      .map((rule) => rule.name),
    layout: machine.layout,
    plain: plainStates(machine.layout),
    firstFailing: (name, before, input) => rules.get(name)?.refusals?.[first.get(name)!(before, input)],
  };
}
