/**
 * A path as its reader sees it: who did what with which choice, what came back, what changed. Fresh values are
 * not renamed along a trace, so that a nonce keeps its number from the step that drew it.
 */

import type { Citation, Input, Machine, Property } from './contract.ts';
import type { FieldValue } from './fields.ts';
import type { Path } from './result.ts';
import { Walker } from './walker.ts';

export interface TraceStep {
  readonly actor: string;
  readonly action: string;
  readonly input: Input;
  readonly status: string;
  readonly cites: readonly Citation[];
  readonly changed: Readonly<Record<string, readonly [FieldValue, FieldValue]>>;
}

/** Turns a path into a trace. Throws when the path does not fit the machine it was found in: a fault of ours. */
export function traceOf<S>(machine: Machine<S>, path: Path): TraceStep[] {
  const walker = new Walker<S>(machine, []);
  walker.reset(path.initial);
  return path.actions.map((action, k) => {
    const before = walker.state.slice();
    const { rule, input } = walker.actions[action]!;
    const step = walker.take(action);
    if (step === undefined)
      throw new Error(`step ${k + 1} of a path, ${rule.name}, is not offered where it was found`);
    const changed = machine.layout.diff(before, walker.state);
    return { actor: step.actor, action: rule.name, input, status: step.outcome, cites: rule.cites, changed };
  });
}

/** The states before each step and after the last. */
export function statesOf<S>(machine: Machine<S>, path: Path): Int32Array[] {
  const walker = new Walker<S>(machine, []);
  walker.reset(path.initial);
  const states = [walker.state.slice()];
  for (const action of path.actions) {
    walker.take(action);
    states.push(walker.state.slice());
  }
  return states;
}

/** Whether the last state or step of a path breaks the claim (for AG EF: see `search/replay.ts`). */
export function breaks<S>(machine: Machine<S>, property: Property<S>, path: Path): boolean {
  const walker = new Walker<S>(machine, [property]);
  const reached = walker.follow(path) === path.actions.length;
  return reached && walker.failed.includes(0);
}
