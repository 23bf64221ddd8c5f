/**
 * Random search on fast-check's model-based commands. A command carries a number and takes, among the actions that are
 * possible at its turn, the one that ranks first under that number; so every command executes, and a command keeps its
 * meaning wherever it comes. A walk prefers to go where it has not been. fast-check supplies generation, seed and path;
 * `shorten.ts` makes a short trace of the run that failed.
 */

import fc from 'fast-check';
import type { Machine, Property } from '../contract.ts';
import type { RuleCounts } from '../expand.ts';
import { numbersFrom } from '../numbers.ts';
import { outcomeOf, type Path, type PropertyResult, type SearchResult } from '../result.ts';
import { VisitedSet } from '../visited.ts';
import { Walker } from '../walker.ts';
import { Chooser, type Weight } from './choice.ts';
import { assumptionsOf } from './outcome.ts';
import { shorten } from './shorten.ts';
import { swarm } from './swarm.ts';

export interface RandomOptions {
  readonly seed: number;
  readonly runs: number;
  /** The most commands in one run. */
  readonly length: number;
  /** fast-check's path to one failing run, as printed with an earlier failure. */
  readonly path?: string;
  /** How readily a walk takes a step, above 0 and at most 1. Bends the odds, never what is possible. */
  readonly weight?: Weight;
  /** Half of the runs with odds of their own: see swarm.ts. */
  readonly swarm?: boolean;
  /** Whether the path to a failure is made short, which is the default. It takes seconds. */
  readonly shorten?: boolean;
}

export interface RandomResult extends SearchResult {
  readonly seed: number;
  readonly runs: number;
  /** Commands generated and commands executed, over all runs. */
  readonly generated: number;
  readonly executed: number;
  /** fast-check's path to the failing run. */
  readonly replayPath?: string;
}

class Failure extends Error {
  readonly property: number;
  readonly actions: readonly number[];
  constructor(property: number, actions: readonly number[]) {
    super('a claim failed');
    this.property = property;
    this.actions = actions;
  }
}

interface Run<S> {
  readonly walker: Walker<S>;
  readonly taken: number[];
  /** The states of this run, so that its choices depend on nothing but its own commands. */
  readonly been: Set<string>;
  readonly weight: Weight;
}

/** One turn. fast-check prints it as its number; the actions it stood for are in the failure. */
class Pick<S> implements fc.Command<object, Run<S>> {
  readonly number: number;
  readonly #choose: (run: Run<S>, number: number) => number | undefined;
  readonly #after: (run: Run<S>) => void;
  constructor(
    number: number,
    choose: (run: Run<S>, number: number) => number | undefined,
    after: (run: Run<S>) => void,
  ) {
    this.number = number;
    this.#choose = choose;
    this.#after = after;
  }
  check(): boolean {
    return true;
  }
  run(_model: object, real: Run<S>): void {
    const action = this.#choose(real, this.number);
    if (action === undefined) return;
    real.walker.take(action);
    real.taken.push(action);
    this.#after(real);
  }
  toString(): string {
    return `pick ${this.number}`;
  }
}

/** Searches until a claim fails or the runs are used up. Stops at the first failure, as property testers do. */
export function randomSearch<S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  options: RandomOptions,
): RandomResult {
  const walker = new Walker<S>(machine, properties);
  const visited = new VisitedSet(machine.layout.words);
  const counts = new Map(
    walker.actions.map(({ rule }): [string, RuleCounts] => [
      rule.name,
      { rule: rule.name, taken: 0, refused: {} },
    ]),
  );
  const weight = options.weight ?? (() => 1);
  const witnesses = new Map<number, Path>();
  const totals = { generated: 0, executed: 0, depth: 0 };

  const chooser = new Chooser(walker);
  const choose = ({ been, weight: odds }: Run<S>, number: number): number | undefined =>
    chooser.choose(been, number, odds);
  const look = (run: Run<S>): void => {
    const state = chooser.canonical(run.walker.state);
    visited.insert(state);
    run.been.add(state.join());
    for (const index of run.walker.failed) {
      if (walker.properties[index]!.kind !== 'sometimes') throw new Failure(index, run.taken.slice());
      witnesses.set(index, { initial: 0, actions: run.taken.slice() });
    }
  };
  const after = (run: Run<S>): void => {
    totals.executed++;
    counts.get(walker.actions[run.taken.at(-1)!]!.rule.name)!.taken++;
    look(run);
  };
  // What holds in the initial state was reported when the walker was made, and a witness is reported only once.
  for (const index of walker.failed) {
    if (walker.properties[index]!.kind === 'sometimes') witnesses.set(index, { initial: 0, actions: [] });
  }

  const picks = fc.nat({ max: 0x7fffffff }).map((n) => new Pick<S>(n, choose, after));
  const own = fc.constant(undefined);
  const mixes = options.swarm === true ? fc.oneof(own, fc.integer()) : own;
  const property = fc.property(
    mixes,
    fc.commands([picks], { maxCommands: options.length, size: 'max' }),
    (mix, commands) => {
      const list = [...commands];
      totals.generated += list.length;
      walker.reset(0);
      const odds = mix === undefined ? weight : swarm(weight, machine.rules, numbersFrom(mix));
      const run: Run<S> = { walker, taken: [], been: new Set(), weight: odds };
      look(run);
      fc.modelRun(() => ({ model: {}, real: run }), list);
      totals.depth = Math.max(totals.depth, run.taken.length);
    },
  );
  const details = fc.check(property, {
    seed: options.seed,
    numRuns: options.runs,
    // Every candidate would choose anew at every turn, for minutes; `shorten` walks known actions, and gets further.
    endOnFailure: true,
    ...(options.path === undefined ? {} : { path: options.path }),
  });
  const error = details.errorInstance;
  if (error !== null && error !== undefined && !(error instanceof Failure)) throw error;
  const failure = error instanceof Failure ? error : undefined;
  const found =
    failure &&
    (options.shorten === false
      ? { initial: 0, actions: failure.actions }
      : shorten(machine, walker.properties[failure.property]!, { initial: 0, actions: failure.actions }));

  const results = walker.properties.map((p, index): PropertyResult => {
    const base = {
      id: p.id,
      kind: p.kind,
      claim: p.claim,
      cites: p.cites,
      judged: walker.judge.seen[index]!,
      ...assumptionsOf(p),
    };
    const path = failure?.property === index ? found : witnesses.get(index);
    const verdict =
      failure?.property === index ? 'violated' : witnesses.has(index) ? 'holds' : 'inconclusive';
    return path === undefined ? { ...base, verdict } : { ...base, verdict, path };
  });
  return {
    engine: 'random',
    outcome: outcomeOf(results),
    complete: false,
    states: visited.size,
    transitions: totals.executed,
    depth: totals.depth,
    properties: results,
    rules: [...counts.values()],
    seed: options.seed,
    runs: details.numRuns,
    generated: totals.generated,
    executed: totals.executed,
    ...(failure === undefined || details.counterexamplePath === null
      ? {}
      : { replayPath: details.counterexamplePath }),
  };
}
