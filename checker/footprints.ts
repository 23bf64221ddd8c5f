/**
 * What each choice of a machine can read and write, in any state whatever, and where it can do nothing: what
 * partial-order reduction rests on. Nothing of it is declared; all of it is found by running the rules along all their
 * ways.
 */

import type { Machine, Property } from './contract.ts';
import type { Frozen } from './fields.ts';
import type { Layout } from './layout.ts';
import { type Choice, choicesOf } from './units.ts';
import { eachWay, type Trial } from './ways.ts';

export interface Footprint {
  /** Fields on which it depends what the choice does, and whether it does anything. */
  readonly reads: ReadonlySet<number>;
  /** Fields that it can change. */
  readonly writes: ReadonlySet<number>;
  /** Fields with the values one of which each must have, or the choice does nothing. */
  readonly needs: ReadonlyMap<number, ReadonlySet<number>>;
}

/**
 * Ways through one choice or claim, past which it counts as reading and writing everything. More would take minutes.
 */
const WAYS_MAX = 10_000;

export const meet = (a: ReadonlySet<number>, b: ReadonlySet<number>): boolean => {
  for (const x of a) if (b.has(x)) return true;
  return false;
};
const everything = <S>({ fields }: Layout<S>): Set<number> => new Set(fields.keys());

/** Takes a choice, and says whether that changed anything: reads what it takes to know, and no more. */
function changes<S>(choice: Choice<S>, { before, after, read, known, written }: Trial<S>): boolean {
  const { rule, input } = choice;
  if (rule.offered !== undefined && !rule.offered(before, input)) return false;
  const refusal = rule.refusals?.find((r) => r.when(before, input));
  if (refusal === undefined) rule.effect(after, input);
  else refusal.leaves?.(after, input);
  const isKnownToChange = [...written].some(([field, raw]) => known.has(field) && known.get(field) !== raw);
  return isKnownToChange || [...written].some(([field, raw]) => read(field) !== raw);
}

/** The footprint of one choice. */
export function footprintOf<S>(layout: Layout<S>, choice: Choice<S>, waysMax = WAYS_MAX): Footprint {
  const reads = new Set<number>();
  const writes = new Set<number>();
  let needs: Map<number, Set<number>> | undefined;
  const isAll = eachWay(
    layout,
    (trial) => changes(choice, trial),
    ({ read, written, result }) => {
      for (const field of read.keys()) reads.add(field);
      if (result !== true) return;
      for (const [field, raw] of written) if (read.get(field) !== raw) writes.add(field);
      needs = alsoNeeded(layout, needs, read);
    },
    waysMax,
  );
  if (!isAll) return { reads: everything(layout), writes: everything(layout), needs: new Map() };
  return { reads, writes, needs: needs ?? new Map() };
}

/**
 * What is needed by the ways so far and by one more. Names of fresh values are not told apart, so nothing needs one.
 */
function alsoNeeded<S>(
  { fields }: Layout<S>,
  known: Map<number, Set<number>> | undefined,
  read: ReadonlyMap<number, number>,
): Map<number, Set<number>> {
  const plain = [...read].filter(([field]) => fields[field]!.scalar.kind !== 'fresh');
  if (known === undefined) return new Map(plain.map(([field, raw]) => [field, new Set([raw])]));
  for (const [field, values] of known) {
    const raw = read.get(field);
    if (raw === undefined) known.delete(field);
    else values.add(raw);
  }
  return known;
}

/** The footprint of every choice, in the order of actions. */
export function footprintsOf<S>(machine: Machine<S>): Footprint[] {
  return choicesOf(machine, []).map((choice) => footprintOf(machine.layout, choice));
}

/** States that a search has to come to if there are any: that break a claim, meet its premise, or witness it. */
type Goal<S> = (state: Frozen<S>) => boolean;

function goalsOf<S>(property: Property<S>): readonly Goal<S>[] {
  if (property.kind === 'sometimes') return [property.reaches];
  if (property.kind !== 'always') return [() => true];
  const { when, holds } = property;
  return when === undefined ? [(s) => !holds(s)] : [when, (s) => when(s) && !holds(s)];
}

/** For each choice, whether it can lead from a state that a search has to come to, to one that it need not. */
export function leaversOf<S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  footprints: readonly Footprint[],
): boolean[] {
  const { layout } = machine;
  const goals = properties
    .filter(({ id }) => id !== 'never-stuck')
    .flatMap((property) => goalsOf(property).map((goal) => ({ goal, reads: readsOf(layout, goal) })));
  return choicesOf(machine, []).map((choice, k) =>
    goals.some(({ goal, reads }) => meet(footprints[k]!.writes, reads) && leaves(layout, choice, goal)),
  );
}

/** The fields that a predicate reads. */
function readsOf<S>(layout: Layout<S>, goal: Goal<S>): ReadonlySet<number> {
  const reads = new Set<number>();
  const isAll = eachWay(
    layout,
    ({ before }) => goal(before),
    ({ read }) => {
      for (const field of read.keys()) reads.add(field);
    },
    WAYS_MAX,
  );
  return isAll ? reads : everything(layout);
}

function leaves<S>(layout: Layout<S>, choice: Choice<S>, goal: Goal<S>): boolean {
  let some = false;
  const isAll = eachWay(
    layout,
    (trial) => goal(trial.before) && changes(choice, trial) && !goal(trial.after as Frozen<S>),
    ({ result }) => {
      some ||= result === true;
    },
    WAYS_MAX,
  );
  return some || !isAll;
}
