/** The smallest input, as far as fast-check shrinks, that breaks a claim: a way to show what a defect does, and that a claim can fail. */

import fc from 'fast-check';

export interface Sampling {
  readonly seed?: number;
  readonly runs?: number;
}

/** Undefined when no input of `runs` breaks the claim. The same on every run: the seed is given or 1. */
export function smallestBreaking<T>(
  inputs: fc.Arbitrary<T>,
  claim: (input: T) => boolean,
  { seed = 1, runs = 1000 }: Sampling = {},
): T | undefined {
  const { counterexample } = fc.check(fc.property(inputs, claim), { seed, numRuns: runs });
  return counterexample?.[0];
}
