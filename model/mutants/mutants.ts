/** All mutants of the hardened rules, in the order of the operators and of the tables. */

import type { Machine } from '../../checker/contract.ts';
import { specifiedDevice } from '../device/device.ts';
import type { Catalogue } from '../evidence/catalogue.ts';
import { makeMachine } from '../machine.ts';
import type { Steps } from '../program.ts';
import type { ModelRule } from '../rule.ts';
import { makeParts } from '../rules.ts';
import type { State } from '../state.ts';
import type { World } from '../world.ts';
import { dropCondition } from './drop-condition.ts';
import { ignoreError } from './ignore-error.ts';
import { leaveField } from './leave-field.ts';
import type { Mutant, Operator, Source } from './mutant.ts';
import { negateCondition } from './negate-condition.ts';
import type { Fact, Observer } from './observe.ts';
import { skipStep } from './skip-step.ts';
import { skipUndo } from './skip-undo.ts';
import { succeedAnyway } from './succeed-anyway.ts';
import { swapSteps } from './swap-steps.ts';

export const operators: readonly Operator[] = [
  skipStep,
  swapSteps,
  skipUndo,
  ignoreError,
  dropCondition,
  succeedAnyway,
  negateCondition,
  leaveField,
];

/** The tables that mutants are derived from, with what is known to happen in the worlds. */
export function sourceOf(worlds: readonly World[], catalogue: Catalogue, facts: readonly Fact[]): Source {
  // The conditions of a command, and the steps of a program, are the same whatever a world tries.
  const tries = worlds[0]!.tries;
  const { commands, guest, host } = makeParts({ version: '2.0-bet1', catalogue, tries }, [], specifiedDevice);
  const steps = [...guest, ...host];
  const known = new Set([
    ...Object.values(commands).map((command) => command.name),
    ...steps.map(({ at, does }) => `${at}: ${does}`),
  ]);
  const rules = new Map<string, ModelRule>();
  for (const world of worlds)
    for (const rule of makeMachine(world, catalogue, []).rules)
      if (!known.has(rule.name) && !rules.has(rule.name)) rules.set(rule.name, rule);
  return {
    commands,
    programs: [
      { part: 'guest', steps: guest as unknown as Steps<string> },
      { part: 'host', steps: host as unknown as Steps<string> },
    ],
    rules: [...rules.values()],
    facts: [...new Set(facts)].sort(),
  };
}

/** Throws a RangeError when two have one name. */
export function mutantsOf(source: Source): readonly Mutant[] {
  const mutants = operators.flatMap((operator) => operator.mutants(source));
  const names = new Set<string>();
  for (const { name } of mutants) {
    if (names.has(name)) throw new RangeError(`two mutants are called ${name}`);
    names.add(name);
  }
  return mutants;
}

/** A world that tells the observer what happens in it. */
export function watchedMachine(world: World, catalogue: Catalogue, observer: Observer): Machine<State> {
  const { rules } = sourceOf([world], catalogue, []);
  const others = new Set(rules.map(({ name }) => name));
  const machine = makeMachine(world, catalogue, [observer.change]);
  return {
    ...machine,
    rules: machine.rules.map((rule) => (others.has(rule.name) ? observer.rule(rule) : rule)),
  };
}

/** Whether a mutant can differ from the hardened rules where these things happen, and nothing else. */
export const differsWhere = ({ needs }: Mutant, happens: ReadonlySet<Fact>): boolean =>
  needs.some((fact) => happens.has(fact));
