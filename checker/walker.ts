/**
 * Walks one path through a machine, one action at a time, judging claims as it goes. Replay, shrinking and random
 * search are all walks; they differ only in who chooses the next action.
 */

import type { Machine, Property, Step } from './contract.ts';
import { claimsOf, Judge } from './evaluate.ts';
import { type Action, compileExpansion, type Expansion } from './expand.ts';
import type { Path } from './result.ts';

export class Walker<S> {
  readonly machine: Machine<S>;
  readonly properties: readonly Property<S>[];
  readonly judge: Judge<S>;
  /** Properties that failed (or, for `sometimes`, were reached) since the last `reset` or `take`, by index. */
  readonly failed: number[] = [];
  readonly #expansion: Expansion;

  constructor(machine: Machine<S>, properties: readonly Property<S>[]) {
    this.machine = machine;
    this.properties = claimsOf(machine, properties);
    this.#expansion = compileExpansion(machine, () => {}, false);
    const { source, work, actions } = this.#expansion;
    const { layout } = machine;
    this.judge = new Judge(machine, this.properties, actions, layout.view(source), layout.view(work));
    this.reset(0);
  }

  get actions(): readonly Action[] {
    return this.#expansion.actions;
  }

  /** The state reached so far. The buffer is the walker's own: copy it to keep it. */
  get state(): Int32Array {
    return this.#expansion.source;
  }

  /** Goes to an initial state and judges it. */
  reset(initial: number): void {
    const { source, work } = this.#expansion;
    this.failed.length = 0;
    work.fill(0);
    this.machine.initial[initial]!(this.machine.layout.view(work));
    this.judge.state(this.#note);
    source.set(work);
  }

  /** Takes an action and judges the step and, if it changed anything, the new state. Undefined if not offered. */
  take(action: number): Step | undefined {
    const step = this.#expansion.take(action);
    this.failed.length = 0;
    if (step === undefined) return undefined;
    this.judge.step(action, step, this.#note);
    if (step.changed) this.judge.state(this.#note);
    this.#expansion.source.set(this.#expansion.work);
    return step;
  }

  /** Goes to a state that it or another walker has been in, and judges nothing. */
  goTo(state: Int32Array): void {
    this.#expansion.source.set(state);
  }

  /** What an action would do here: its step, and in `successor` the state it would lead to. Judges nothing. */
  peek(action: number): Step | undefined {
    return this.#expansion.take(action);
  }

  /** The state that the last `peek` or `take` led to. The buffer is the walker's own. */
  get successor(): Int32Array {
    return this.#expansion.work;
  }

  /** Follows a path to its end. Returns how many of its actions were offered before the first that was not. */
  follow(path: Path): number {
    this.reset(path.initial);
    for (const [k, action] of path.actions.entries()) if (this.take(action) === undefined) return k;
    return path.actions.length;
  }

  readonly #note = (property: number): void => {
    this.failed.push(property);
  };
}
