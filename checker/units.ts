/**
 * The pieces of a machine that are recorded one by one: a rule with some of its inputs and the step properties that
 * judge it, some of the properties of states, the normalization. What came out of a run is a leaf: what to count,
 * which successors there are, which claims failed.
 */

import type { Always, Input, Machine, Property, Rule, Sometimes, Step, StepProperty } from './contract.ts';
import type { Recorder, WordWrite } from './recorder.ts';

/** A successor: the words that the step writes. */
export interface Move {
  readonly action: number;
  readonly writes: readonly WordWrite[];
}

export interface Failure {
  readonly property: number;
  /** Of a step property, the step that broke it. */
  readonly action: number | undefined;
}

export interface Leaf {
  readonly taken: number;
  /** Conditions that refused, by their place in the rule's list. */
  readonly refused: readonly number[];
  /** Properties judged, once for each time. */
  readonly judged: readonly number[];
  readonly failures: readonly Failure[];
  readonly moves: readonly Move[];
}

/** One rule with one input. */
export interface Choice<S> {
  readonly rule: Rule<S>;
  readonly ruleIndex: number;
  readonly input: Input;
  readonly action: number;
  /** Whether it is taken and counted, or only judged: a choice whose tree grows too wide is cut into one and the other. */
  readonly taken: boolean;
  /** The step properties that judge it when it is taken, and when it is refused. */
  readonly whenTaken: readonly Judged<StepProperty<S>>[];
  readonly whenRefused: readonly Judged<StepProperty<S>>[];
}

export interface Judged<P> {
  readonly index: number;
  readonly property: P;
}

/** Every rule with every input, in the order in which actions are numbered. */
export function choicesOf<S>(machine: Machine<S>, properties: readonly Property<S>[]): Choice<S>[] {
  const steps = properties.flatMap((property, index): Judged<StepProperty<S>>[] =>
    property.kind === 'step' ? [{ index, property }] : [],
  );
  // A rule is only ever handed members of its own input list, which is what its type was checked against.
  const rules = machine.rules as unknown as readonly Rule<S>[];
  const choices: Choice<S>[] = [];
  rules.forEach((rule, ruleIndex) => {
    const concerning = steps.filter(({ property: { on } }) => on?.includes(rule.name) ?? true);
    const whenTaken = concerning.filter(({ property: { of } }) => of !== 'refused');
    const whenRefused = concerning.filter(({ property: { of } }) => of === 'refused');
    for (const input of rule.inputs)
      choices.push({ rule, ruleIndex, input, action: choices.length, taken: true, whenTaken, whenRefused });
  });
  return choices;
}

interface MutableLeaf {
  taken: number;
  readonly refused: number[];
  readonly judged: number[];
  readonly failures: Failure[];
  readonly moves: Move[];
}

const emptyLeaf = (): MutableLeaf => ({ taken: 0, refused: [], judged: [], failures: [], moves: [] });

/** Takes the choices, all of one rule, one by one from the state that the recorder was begun with. */
export function recordChoices<S>(recorder: Recorder<S>, choices: readonly Choice<S>[]): Leaf {
  const leaf = emptyLeaf();
  for (const choice of choices) {
    recorder.undo();
    recordChoice(recorder, choice, leaf);
  }
  return leaf;
}

function recordChoice<S>(recorder: Recorder<S>, choice: Choice<S>, leaf: MutableLeaf): void {
  const { rule, input, action } = choice;
  const { before, after } = recorder;
  if (rule.offered !== undefined && !rule.offered(before, input)) return;
  const found = (rule.refusals ?? []).findIndex((r) => r.when(before, input));
  const refusal = rule.refusals?.[found];
  let outcome: string;
  if (refusal === undefined) {
    outcome = rule.effect(after, input) ?? 'done';
    if (choice.taken) leaf.taken++;
  } else {
    outcome = refusal.status;
    refusal.leaves?.(after, input);
    if (choice.taken) leaf.refused.push(found);
  }
  const step: Step = {
    actor: rule.actor,
    rule: rule.name,
    input,
    outcome,
    refused: refusal !== undefined,
    refusal: refusal?.id,
    get changed() {
      return recorder.changed();
    },
  };
  for (const { index, property } of refusal === undefined ? choice.whenTaken : choice.whenRefused) {
    if (property.when !== undefined && !property.when(before, step, after as never)) continue;
    leaf.judged.push(index);
    if (!property.holds(before, step, after as never)) leaf.failures.push({ property: index, action });
  }
  if (!choice.taken) return;
  const writes = recorder.writes();
  if (writes.length > 0) leaf.moves.push({ action, writes });
}

/** Cuts what is done with one choice in two, or gives undefined where it is one thing already. */
export function halvesOf<S>(choice: Choice<S>): readonly [Choice<S>, Choice<S>] | undefined {
  const { taken, whenTaken, whenRefused } = choice;
  if (taken && whenTaken.length + whenRefused.length > 0)
    return [
      { ...choice, whenTaken: [], whenRefused: [] },
      { ...choice, taken: false },
    ];
  if (whenTaken.length + whenRefused.length < 2) return undefined;
  const [t, r] = [whenTaken.length >> 1, Math.ceil(whenRefused.length / 2)];
  return [
    { ...choice, whenTaken: whenTaken.slice(0, t), whenRefused: whenRefused.slice(0, r) },
    { ...choice, whenTaken: whenTaken.slice(t), whenRefused: whenRefused.slice(r) },
  ];
}

export type StateProperty<S> = Always<S> | Sometimes<S>;

/** Judges properties of the state that the recorder was begun with. */
export function recordClaims<S>(recorder: Recorder<S>, claims: readonly Judged<StateProperty<S>>[]): Leaf {
  const leaf = emptyLeaf();
  const state = recorder.before;
  for (const { index, property } of claims) {
    if (property.kind === 'sometimes') {
      if (property.reaches(state)) leaf.failures.push({ property: index, action: undefined });
    } else if (property.when === undefined || property.when(state)) {
      leaf.judged.push(index);
      if (!property.holds(state)) leaf.failures.push({ property: index, action: undefined });
    }
  }
  return leaf;
}
