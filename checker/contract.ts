/**
 * What a machine must offer to be searched, and what a property may ask of it. This is the only part of the
 * checker that a model imports besides the layout: it knows nothing of devices, realms or Arm.
 */

import type { FieldValue, Frozen } from './fields.ts';
import type { Layout } from './layout.ts';

/** Where a rule, a step or a property is written down: a document and the place in it. */
export interface Citation {
  readonly source: string;
  readonly at: string;
}

/** A choice offered to a rule: named values, printed as they are. */
export type Input = Readonly<Record<string, string | number | boolean>>;

/** One failing condition of a rule. Refusals are tried in the order in which the rule lists them. */
export interface Refusal<S, I extends Input = Input> {
  readonly id: string;
  /** The status that the caller sees. */
  readonly status: string;
  readonly when: (state: Frozen<S>, input: I) => boolean;
  /** `when` reads nothing but the input. Then it is asked once, and only inputs that it meets are refused by it. */
  readonly argumentsOnly?: boolean;
  /** Only for known defects: what a refused call changes all the same. */
  readonly leaves?: (state: S, input: I) => void;
}

/** One kind of step. It is data, so that searches, laws, mutants and reports can all read the same table. */
export interface Rule<S, I extends Input = Input> {
  readonly name: string;
  readonly actor: string;
  readonly cites: readonly Citation[];
  /** Every choice the rule can be taken with. */
  readonly inputs: readonly I[];
  /** Whether the actor can try this at all. Must not write. */
  readonly offered?: (state: Frozen<S>, input: I) => boolean;
  readonly refusals?: readonly Refusal<S, I>[];
  /** Changes the state in place and names the outcome; no name means `done`. */
  readonly effect: (state: S, input: I) => string | undefined;
  /** The fields the effect may change, as layout paths (`vdev.dma`) or whole records (`vdev`). */
  readonly footprint?: readonly string[];
}

/**
 * Objects of which none is special: if any two change places (or all turn, in a ring), with everything that is theirs
 * and everything that names them, the machine goes on as before. `checkSymmetry` holds a machine to it.
 */
export interface Symmetry {
  /** In the plural: `VDEVs`. */
  readonly of: string;
  /** Any of them can change places, or each can move up by as many seats. */
  readonly by: 'exchange' | 'rotation';
  /** Per object, what is its own: layout paths of records or fields, in the same order for each. */
  readonly objects: readonly (readonly string[])[];
  /** Fields that name an object: per object, the value that means it. Other values stay as they are. */
  readonly names?: Readonly<Record<string, readonly FieldValue[]>>;
}

/** A transition system over packed states. */
export interface Machine<S> {
  readonly name: string;
  readonly layout: Layout<S>;
  /** Writes the initial states, one per function, onto an all-zero state. */
  readonly initial: readonly ((state: S) => void)[];
  // Inputs differ from rule to rule; a rule only ever meets inputs of its own list.
  readonly rules: readonly Rule<S, never>[];
  /**
   * Writes one value over all that can no longer matter (a nonce that nothing can equal again). Two states that become
   * the same must be bisimilar for every rule and property, and a step must change one exactly if it changes the other
   * (fairness asks for that); tests compare verdicts with and without, and what steps change.
   */
  readonly normalize?: (state: S) => void;
  /** Where the system may stay for ever. Stuck anywhere else violates `never-stuck`. */
  readonly resting?: (state: Frozen<S>) => boolean;
  /** What can change places. Used only by a search that is asked to. */
  readonly symmetry?: Symmetry;
}

/** The step that a `step` property judges. */
export interface Step {
  readonly actor: string;
  readonly rule: string;
  readonly input: Input;
  /** What the rule's effect returned, or the status of the refusal. */
  readonly outcome: string;
  readonly refused: boolean;
  /** The failing condition that decided, if it was refused. */
  readonly refusal: string | undefined;
  /** Whether any word of the state differs afterwards. */
  readonly changed: boolean;
}

interface Claim {
  /** A positive claim in kebab-case, such as `dma-only-when-started`. */
  readonly id: string;
  /** The claim in one sentence. */
  readonly claim: string;
  readonly cites: readonly Citation[];
}

/** Holds in every reachable state in which `when` holds (everywhere if there is no `when`). */
export interface Always<S> extends Claim {
  readonly kind: 'always';
  readonly when?: (state: Frozen<S>) => boolean;
  readonly holds: (state: Frozen<S>) => boolean;
}

/** Holds of every reachable step for which `when` holds. */
export interface StepProperty<S> extends Claim {
  readonly kind: 'step';
  /** The rules whose steps are judged; all of them if absent. Only names a property's premise, and saves time. */
  readonly on?: readonly string[];
  /** Which steps are judged: those that were taken (the default) or those that were refused. */
  readonly of?: 'taken' | 'refused';
  readonly when?: (before: Frozen<S>, step: Step, after: Frozen<S>) => boolean;
  readonly holds: (before: Frozen<S>, step: Step, after: Frozen<S>) => boolean;
}

/** From every reachable state in which `from` holds, some path leads to a state in which `to` holds (AG EF). */
export interface Recoverable<S> extends Claim {
  readonly kind: 'recoverable';
  readonly from?: (state: Frozen<S>) => boolean;
  readonly to: (state: Frozen<S>) => boolean;
}

/**
 * What is assumed of some steps, by which a behaviour is fair: that they are not neglected for ever, or that they do not go
 * on for ever. A step counts as taken only where it changes the state, and the steps
 * are possible in a state only where one of them would: TLA+'s <A>_v. Refused calls that leave something changed count
 * like any other.
 */
export interface Fairness {
  /** Whose steps, as a verdict says it: `the host driver`. */
  readonly name: string;
  /**
   * Weak: not, from some point on, always possible and never taken. Strong: not possible infinitely often and taken only
   * finitely often. Finite: taken only finitely often, as faults are that end some time.
   */
  readonly strength: 'weak' | 'strong' | 'finite';
  /** Which steps. Asked once for every rule with each of its inputs. */
  readonly steps: (step: Pick<Step, 'actor' | 'rule' | 'input'>) => boolean;
}

/**
 * From every reachable state in which `from` holds (everywhere if there is no `from`), every fair behaviour comes to a
 * state in which `to` holds. A behaviour may stay where it is for ever wherever fairness lets it, so that nothing is
 * reached without any.
 */
export interface Eventually<S> extends Claim {
  readonly kind: 'eventually';
  readonly from?: (state: Frozen<S>) => boolean;
  readonly to: (state: Frozen<S>) => boolean;
  /** All of these are assumed, and nothing else. At most 32 in the properties of one search. */
  readonly fairness: readonly Fairness[];
}

/** Some reachable state has it. Its absence makes other verdicts hollow. */
export interface Sometimes<S> extends Claim {
  readonly kind: 'sometimes';
  readonly reaches: (state: Frozen<S>) => boolean;
}

export type Property<S> = Always<S> | StepProperty<S> | Recoverable<S> | Eventually<S> | Sometimes<S>;

/**
 * Types a rule against its own inputs and lets it into a machine's list. The cast is sound because the search
 * hands a rule nothing but members of `rule.inputs`.
 */
export function rule<S, const I extends Input>(definition: Rule<S, I>): Rule<S, never> {
  return definition as unknown as Rule<S, never>;
}
