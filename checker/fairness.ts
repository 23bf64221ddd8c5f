/** Which properties ask about whole behaviours, and which actions the fairness is about that they assume. */

import type { Eventually, Fairness, Machine, Property, Recoverable } from './contract.ts';

const FAIRNESS_MAX = 32;

/** Whether a property is about where behaviours lead. Only a space that has been closed decides it. */
export const isLiveness = <S>(property: Property<S>): property is Recoverable<S> | Eventually<S> =>
  property.kind === 'recoverable' || property.kind === 'eventually';

/** All that the properties assume, each once: the fairness at place `n` has bit `n` of the labels. */
export function fairnessOf<S>(properties: readonly Property<S>[]): readonly Fairness[] {
  return [...new Set(properties.flatMap((p) => (p.kind === 'eventually' ? p.fairness : [])))];
}

/**
 * Per action, the bits of the fairness that is about it; undefined where no property asks. Throws a RangeError when more is
 * assumed than there are bits.
 */
export function labelsOf<S>(machine: Machine<S>, properties: readonly Property<S>[]): Int32Array | undefined {
  if (!properties.some((p) => p.kind === 'eventually')) return undefined;
  const fairness = fairnessOf(properties);
  if (fairness.length > FAIRNESS_MAX)
    throw new RangeError(
      `properties of one search may assume ${FAIRNESS_MAX} kinds of fairness, not ${fairness.length}`,
    );
  return Int32Array.from(
    machine.rules.flatMap(({ actor, name, inputs }) =>
      inputs.map((input) =>
        fairness.reduce(
          (label, { steps }, bit) => (steps({ actor, rule: name, input }) ? label | (1 << bit) : label),
          0,
        ),
      ),
    ),
  );
}

/** What one property assumes of steps: bits of the labels. */
export interface Demands {
  readonly weak: number;
  readonly strong: number;
  readonly finite: number;
}

/** What one property assumes, as bits of the labels of a search for all of `properties`. */
export function demandsOf<S>({ fairness }: Eventually<S>, properties: readonly Property<S>[]): Demands {
  const bits = fairnessOf(properties);
  const of = (strength: Fairness['strength']): number =>
    fairness.reduce((mask, f) => (f.strength === strength ? mask | (1 << bits.indexOf(f)) : mask), 0);
  return { weak: of('weak'), strong: of('strong'), finite: of('finite') };
}
