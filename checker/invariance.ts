/**
 * Whether a claim says the same of a state and of its images, decided for all states: both are asked along every way
 * through the claim. Of a claim of which that is known, one image is as good as all.
 */

import type { Machine, Property } from './contract.ts';
import type { Frozen } from './fields.ts';
import { generatorsOf, type Permutation } from './permutations.ts';
import { eachWay } from './ways.ts';

/** Ways through one claim, past which nothing is known of it. */
const WAYS_MAX = 50_000;

type Predicate<S> = (state: Frozen<S>) => boolean;

function isSame<S>(machine: Machine<S>, permutation: Permutation, predicate: Predicate<S>): boolean {
  const { layout } = machine;
  let same = true;
  let image: Frozen<S> | undefined;
  const isAll = eachWay(
    layout,
    ({ before, read }) => {
      image ??= layout.viewThrough({
        read: permutation.through(layout as never, read),
        write: () => {},
        draw: () => 0,
      }) as Frozen<S>;
      return predicate(before) === predicate(image);
    },
    ({ result }) => {
      if (result !== true) same = false;
    },
    WAYS_MAX,
  );
  return isAll && same;
}

/** What a property asks of single states. A step property asks of more than one, and of who takes the step. */
function predicatesOf<S>(machine: Machine<S>, property: Property<S>): readonly Predicate<S>[] | undefined {
  switch (property.kind) {
    case 'always':
      if (property.id === 'never-stuck') return machine.resting === undefined ? [] : [machine.resting];
      return [property.when, property.holds].flatMap((p) => (p === undefined ? [] : [p]));
    case 'sometimes':
      return [property.reaches];
    case 'recoverable':
      return [property.from, property.to].flatMap((p) => (p === undefined ? [] : [p]));
    case 'step':
    // Fairness names steps, of which the images are others.
    case 'eventually':
      return undefined;
  }
}

/**
 * Whether a property is known to say the same of a state and of its images, by the symmetry that its machine declares.
 */
export function isInvariant<S>(machine: Machine<S>, property: Property<S>): boolean {
  const predicates = predicatesOf(machine, property);
  if (machine.symmetry === undefined || predicates === undefined) return false;
  const generators = generatorsOf(machine.layout as never, machine.symmetry);
  return predicates.every((predicate) => generators.every((g) => isSame(machine, g, predicate)));
}
