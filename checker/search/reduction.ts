/**
 * The two ways to search less than the whole space and decide as much: which of them a search is asked for, what they
 * need of machine and properties, and what they come to.
 */

import type { Machine, Property } from '../contract.ts';
import { isInvariant } from '../invariance.ts';
import { StubbornSets } from '../partial-order.ts';
import { type Orbits, orbitsOf } from '../symmetry.ts';

export const REDUCTIONS = ['symmetry', 'partial-order'] as const;
export type Reduction = (typeof REDUCTIONS)[number];

export interface Reducing {
  readonly orbits?: Orbits;
  /**
   * Steps are taken from, and claims judged of, all images of a stored state: some claim may tell them apart. Then
   * symmetry saves memory and no time, and whatever is counted or found is what the whole space has.
   */
  readonly everyImage: boolean;
  readonly stubborn?: StubbornSets;
}

/** The most images that are looked at of each state. */
const EVERY_IMAGE_MAX = 120;

const isOfStates = ({ kind }: Property<never>): boolean => kind === 'always' || kind === 'sometimes';
const idsOf = (properties: readonly Property<never>[]): string => properties.map(({ id }) => id).join(', ');

/** Why a search cannot be reduced like that, in a sentence without its first word; undefined where it can. */
export function whyNotReduced<S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  reductions: readonly Reduction[],
): string | undefined {
  const claims = properties as unknown as readonly Property<never>[];
  const untyped = machine as unknown as Machine<never>;
  if (reductions.includes('partial-order')) {
    const others = claims.filter((property) => !isOfStates(property));
    if (others.length > 0)
      return `partial-order decides claims about single states only, and these are about steps or paths: ${idsOf(others)}`;
  }
  if (!reductions.includes('symmetry')) return undefined;
  if (machine.symmetry === undefined)
    return `symmetry needs objects that can change places, and ${machine.name} declares none`;
  const tellApart = claims.filter((property) => !isInvariant(untyped, property));
  const others = tellApart.filter(({ kind }) => kind !== 'always' && kind !== 'sometimes' && kind !== 'step');
  if (others.length > 0)
    return `symmetry decides claims about paths only if they are known to say the same of all ${machine.symmetry.of}: ${idsOf(others)}`;
  const { count } = orbitsOf(machine);
  if (tellApart.length > 0 && count > EVERY_IMAGE_MAX)
    return `a state has ${count} images, too many for claims that may tell the ${machine.symmetry.of} apart: ${idsOf(tellApart)}`;
  return undefined;
}

/** What the reductions come to. Throws an Error where `whyNotReduced` has something to say. */
export function reduce<S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  reductions: readonly Reduction[] = [],
): Reducing {
  const why = whyNotReduced(machine, properties, reductions);
  if (why !== undefined) throw new Error(`no search can be reduced like that: ${why}`);
  const symmetric = reductions.includes('symmetry');
  return {
    ...(symmetric ? { orbits: orbitsOf(machine) } : {}),
    everyImage: symmetric && !properties.every((property) => isInvariant(machine, property)),
    ...(reductions.includes('partial-order')
      ? { stubborn: new StubbornSets(machine as never, properties as never) }
      : {}),
  };
}
