/**
 * What makes a way that goes on for ever a counterexample to an `eventually` property: its loop leads back to where it
 * began, `to` does not hold on it, `from` held before that, and the loop is fair. Judged
 * on renamed and normalized states, which is what the loop comes back to, but independently of the search.
 */

import type { Eventually, Fairness, Machine } from './contract.ts';
import { compileExpansion } from './expand.ts';
import { fairnessOf, labelsOf } from './fairness.ts';
import type { Frozen } from './fields.ts';
import { makeNormalizer } from './normalizer.ts';
import type { Path } from './result.ts';

export interface FairnessKept {
  readonly name: string;
  readonly strength: Fairness['strength'];
  /** Why the loop is fair to it, in words; undefined: it is not. */
  readonly because: string | undefined;
}

export interface LassoFacts {
  /** Whether every action is possible and the loop ends in the state in which it begins. */
  readonly closes: boolean;
  /** Whether `from` holds in some state from which on `to` does not. */
  readonly neverArrives: boolean;
  readonly fairness: readonly FairnessKept[];
}

/** Whether the facts make the claim broken. */
export const breaksClaim = ({ closes, neverArrives, fairness }: LassoFacts): boolean =>
  closes && neverArrives && fairness.every(({ because }) => because !== undefined);

/** One state on the way: whether the premise and the goal hold, and which steps are possible. */
interface Stop {
  readonly from: boolean;
  readonly to: boolean;
  readonly enabled: number;
  readonly words: Int32Array;
}

/** Judges a way that goes on for ever: `path` has a `loop`. */
export function judgeLasso<S>(machine: Machine<S>, property: Eventually<S>, path: Path): LassoFacts {
  const labelOf = labelsOf(machine, [property])!;
  const { stops, taken } = walk(machine, property, path, labelOf);
  const loop = path.loop ?? path.actions.length;
  const closes = stops.length === path.actions.length + 1 && same(stops[loop]!, stops.at(-1)!);
  const lastArrival = stops.findLastIndex(({ to }) => to);
  const neverArrives = lastArrival < loop && stops.some(({ from }, k) => from && k > lastArrival);
  const ring = stops.slice(loop);
  const fairness = fairnessOf([property]).map(({ name, strength }, place): FairnessKept => {
    const bit = 1 << place;
    const at = taken.findIndex((label, k) => k >= loop && (label & bit) !== 0);
    if (strength === 'finite') return { name, strength, because: at < 0 ? 'not on the loop' : undefined };
    if (at >= 0) return { name, strength, because: `taken in step ${at + 1}` };
    if (ring.every(({ enabled }) => (enabled & bit) === 0))
      return { name, strength, because: 'not possible' };
    const rest = ring.findIndex(({ enabled }) => (enabled & bit) === 0);
    if (strength === 'strong' || rest < 0) return { name, strength, because: undefined };
    return { name, strength, because: `not possible after step ${loop + rest}` };
  });
  return { closes, neverArrives, fairness };
}

const same = (a: Stop, b: Stop): boolean => a.words.every((word, k) => word === b.words[k]);

/** The states on the way, as the search stores them, and what each step serves. Ends early where an action is not possible. */
function walk<S>(
  machine: Machine<S>,
  { from, to }: Eventually<S>,
  path: Path,
  labelOf: Int32Array,
): { readonly stops: readonly Stop[]; readonly taken: readonly number[] } {
  let enabled = 0;
  const look = (action: number, _: unknown, changed: boolean): void => {
    if (changed) enabled |= labelOf[action]!;
  };
  const expansion = compileExpansion(machine, look, false);
  const { source, work } = expansion;
  const view = machine.layout.view(source) as Frozen<S>;
  const normalizer = makeNormalizer(machine, 0);
  const stops: Stop[] = [];
  const arrive = (): void => {
    normalizer.fix(work, 0);
    source.set(work);
    enabled = 0;
    expansion.expand();
    stops.push({ from: from?.(view) ?? true, to: to(view), enabled, words: source.slice() });
  };
  work.fill(0);
  machine.initial[path.initial]!(machine.layout.view(work));
  arrive();
  const taken: number[] = [];
  for (const action of path.actions) {
    const step = expansion.take(action);
    if (step === undefined) break;
    taken.push(step.changed ? labelOf[action]! : 0);
    arrive();
  }
  return { stops, taken };
}
