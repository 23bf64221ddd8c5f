/**
 * Makes what a walk has found short. A walk comes to a failure by whatever way it happens to take, of which leaving out
 * steps makes a short version and not always a short way. So the states nearest to the beginning are searched breadth first:
 * where the failure is among them, its trace is a shortest one. Otherwise the walk's own way is shrunk.
 */

import type { Machine, Property } from '../contract.ts';
import type { Path } from '../result.ts';
import { shrink } from '../shrink.ts';
import { ExhaustiveSearch } from './exhaustive.ts';

/** So many states take about a second. */
const STATES_MAX = 50_000;

/** A short path that breaks the `always` or `step` property which this one breaks. */
export function shorten<S>(machine: Machine<S>, property: Property<S>, path: Path): Path {
  const search = new ExhaustiveSearch(machine, [property], { maxStates: STATES_MAX, stopAtViolation: true });
  const found = search.run().properties.find(({ id }) => id === property.id);
  const shortest = found?.verdict === 'violated' ? found.path : undefined;
  return shortest ?? shrink(machine, property, path);
}
