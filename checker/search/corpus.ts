/**
 * Makes a corpus small: the sequences that add most are taken first, those that add nothing are dropped, and each is cut
 * where it covers the last thing that no other does. Together they cover what all covered.
 */

import { compareStates } from '../compare.ts';
import type { Path } from '../result.ts';

/** What one step and the state after it add; of the first of a sequence, what the state adds in which it begins. */
export interface Covering {
  readonly own: readonly number[];
  /** Shared by all that come to this state. */
  readonly refusals: readonly number[];
}

export interface Kept {
  readonly path: Path;
  /** One more than there are actions. */
  readonly covers: readonly Covering[];
}

function featuresOf(covers: readonly Covering[]): Set<number> {
  const features = new Set<number>();
  for (const { own, refusals } of covers) for (const feature of [...own, ...refusals]) features.add(feature);
  return features;
}

/** Fewer and shorter sequences that cover the same. The order of those given makes no difference. */
export function minimised(kept: readonly Kept[]): Kept[] {
  const left = kept
    .toSorted((a, b) => inOrder(a.path, b.path))
    .map((one) => {
      const adds = featuresOf(one.covers);
      // Never less than it adds; that changes with every other that is chosen, and is counted anew only where it matters.
      return { one, adds, most: adds.size };
    });
  const covered = new Set<number>();
  const chosen: Kept[] = [];
  for (;;) {
    let best = left[0];
    for (const next of left) if (next.most > best!.most) best = next;
    if (best === undefined || best.most === 0) break;
    for (const feature of best.adds) if (covered.has(feature)) best.adds.delete(feature);
    const isCounted = best.most === best.adds.size;
    best.most = best.adds.size;
    if (!isCounted) continue;
    for (const feature of best.adds) covered.add(feature);
    best.most = 0;
    chosen.push(best.one);
  }
  return cut(chosen).sort((a, b) => inOrder(a.path, b.path));
}

/** Cuts each sequence where it comes to the last thing that no other covers, as long as they then are. */
function cut(chosen: readonly Kept[]): Kept[] {
  const times = new Map<number, number>();
  const count = (features: Iterable<number>, by: number): void => {
    for (const feature of features) times.set(feature, (times.get(feature) ?? 0) + by);
  };
  for (const { covers } of chosen) count(featuresOf(covers), 1);
  return chosen.flatMap(({ path, covers }) => {
    count(featuresOf(covers), -1);
    let last = -1;
    const missed = new Set<number>();
    for (const [k, { own, refusals }] of covers.entries())
      for (const feature of [...own, ...refusals]) {
        if (times.get(feature) !== 0 || missed.has(feature)) continue;
        missed.add(feature);
        last = k;
      }
    if (last < 0) return [];
    const shorter = covers.slice(0, last + 1);
    count(featuresOf(shorter), 1);
    return [{ path: { initial: path.initial, actions: path.actions.slice(0, last) }, covers: shorter }];
  });
}

/** Shorter ones first, and of the same length by their actions. */
function inOrder(a: Path, b: Path): number {
  return (
    a.actions.length - b.actions.length ||
    a.initial - b.initial ||
    compareStates(Int32Array.from(a.actions), Int32Array.from(b.actions))
  );
}
