/**
 * What a search by fingerprints cannot decide: it keeps 64 bits of each state and drops the state once it has been
 * expanded (U. Stern, D. Dill, Improved probabilistic verification by hash compaction, 1995). Whatever is asked of
 * states after that needs exact storage.
 */

import type { Property } from '../contract.ts';
import { isLiveness } from '../fairness.ts';
import type { Reduction } from './reduction.ts';

/** Why a search cannot be made by fingerprints, as the end of a sentence about that search; undefined where it can. */
export function whyNotFingerprints<S>(
  properties: readonly Property<S>[],
  reductions: readonly Reduction[] = [],
): string | undefined {
  const ids = properties.filter(isLiveness).map(({ id }) => id);
  if (ids.length > 0)
    return `where behaviours lead is decided on a graph of all states, which is not kept; name other properties than ${ids.join(', ')}`;
  if (reductions.includes('symmetry'))
    return 'by symmetry the way to a state is found among the images of those before it, which are not kept';
  return undefined;
}

/** Throws an Error where `whyNotFingerprints` has something to say. */
export function requireFingerprints<S>(
  properties: readonly Property<S>[],
  reductions?: readonly Reduction[],
): void {
  const why = whyNotFingerprints(properties, reductions);
  if (why !== undefined) throw new Error(`no search by fingerprints: ${why}`);
}
