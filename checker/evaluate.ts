/**
 * The one place that evaluates properties of states and steps; every search calls it. It keeps, per property, how
 * often its premise held (so that a claim about nothing is noticed) and tells the caller when a claim fails.
 */

import type { Always, Machine, Property, Sometimes, Step, StepProperty } from './contract.ts';
import type { Action } from './expand.ts';
import { isLiveness } from './fairness.ts';
import type { Frozen } from './fields.ts';

/** The claim that every machine makes which declares where it may rest. */
const NEVER_STUCK = 'never-stuck';

/** The properties to judge: the caller's own, and `never-stuck` where the machine says where it may rest. */
export function claimsOf<S>(machine: Machine<S>, properties: readonly Property<S>[]): readonly Property<S>[] {
  if (machine.resting === undefined) return properties;
  const stuck: Always<S> = {
    id: NEVER_STUCK,
    kind: 'always',
    claim: 'Wherever no step leads to another state, the system is in a declared resting state.',
    cites: [],
    holds: () => true,
  };
  return [...properties, stuck];
}

/** Called with the index of a property that has just failed, or for `sometimes` has just been reached. */
export type Report = (property: number) => void;

export class Judge<S> {
  readonly properties: readonly Property<S>[];
  /** Per property, on how many states or steps it was judged. */
  readonly seen: number[];
  readonly #after: Frozen<S>;
  readonly #before: Frozen<S>;
  readonly #states: { readonly index: number; readonly property: Always<S> | Sometimes<S> }[] = [];
  readonly #steps: { readonly index: number; readonly property: StepProperty<S> }[][];
  readonly #refusals: { readonly index: number; readonly property: StepProperty<S> }[][];
  readonly #resting: ((state: Frozen<S>) => boolean) | undefined;
  readonly #stuck: number;

  /** `before` and `after` are views of the two buffers in which the caller will put the states to be judged. */
  constructor(
    machine: Machine<S>,
    properties: readonly Property<S>[],
    actions: readonly Action[],
    before: S,
    after: S,
  ) {
    this.properties = properties;
    this.seen = properties.map(() => 0);
    this.#before = before as Frozen<S>;
    this.#after = after as Frozen<S>;
    this.#resting = machine.resting;
    this.#stuck = properties.findIndex((p) => p.id === NEVER_STUCK);
    const steps: { index: number; property: StepProperty<S> }[] = [];
    properties.forEach((property, index) => {
      if (property.kind === 'step') steps.push({ index, property });
      else if (!isLiveness(property) && index !== this.#stuck) this.#states.push({ index, property });
    });
    const concerning = (action: Action, of: 'taken' | 'refused') =>
      steps.filter(
        ({ property: p }) => (p.of ?? 'taken') === of && (p.on?.includes(action.rule.name) ?? true),
      );
    this.#steps = actions.map((action) => concerning(action, 'taken'));
    this.#refusals = actions.map((action) => concerning(action, 'refused'));
  }

  /** Judges the state in the `after` buffer. */
  state(report: Report): void {
    for (const { index, property } of this.#states) {
      if (property.kind === 'sometimes') {
        if (this.seen[index] === 0 && property.reaches(this.#after)) {
          this.seen[index] = 1;
          report(index);
        }
      } else if (property.when === undefined || property.when(this.#after)) {
        this.seen[index]!++;
        if (!property.holds(this.#after)) report(index);
      }
    }
  }

  /** Judges the step from the `before` buffer to the `after` buffer. */
  step(action: number, step: Step, report: Report): void {
    for (const { index, property } of (step.refused ? this.#refusals : this.#steps)[action]!) {
      if (property.when !== undefined && !property.when(this.#before, step, this.#after)) continue;
      this.seen[index]!++;
      if (!property.holds(this.#before, step, this.#after)) report(index);
    }
  }

  /** Judges the state in the `before` buffer, from which no step leads to another state. */
  stuck(report: Report): void {
    if (this.#resting === undefined) return;
    this.seen[this.#stuck]!++;
    if (!this.#resting(this.#before)) report(this.#stuck);
  }

  /** Whether any property asks about refused steps. */
  static wantsRefusals<S>(properties: readonly Property<S>[]): boolean {
    return properties.some((p) => p.kind === 'step' && p.of === 'refused');
  }
}
