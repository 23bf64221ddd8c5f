/**
 * Partial-order reduction by strong stubborn sets (A. Valmari, Stubborn sets for reduced state space generation, 1990):
 * of the steps that a state offers, some that commute with all the others are taken first, and the others later.
 *
 * A set of choices is stubborn in a state if it holds, with each choice that does something there, all those that
 * depend on it, and with each that does nothing, all that could make it do something. What is stuck is then found
 * exactly.
 *
 * Some way from here may lead to a state that a search has to find. If it has a step of the set, that step can as well
 * be taken first. If it has none, any of them can be taken first all the same, and what the way leads to is found if
 * such a step never leads out of what has to be found: only then is it taken instead of all. That this is not put off
 * for ever is seen to by asking for a new successor (D. Bosnacki, G. J. Holzmann, Improving Spin's partial-order
 * reduction for breadth-first search, SPIN 2005): level by level, every state leads on to one all of whose steps are
 * taken.
 *
 * Normalization and the renaming of fresh values, or of objects that can change places, do not interfere, though they
 * read and write fields of their own. What the argument needs of a successor is that as long a way leads on from it to
 * the same verdict, and a state has that in common with all that count as the same one. For the same reason two steps
 * that draw fresh values commute: the two orders end in states that differ in nothing but names.
 */

import type { Machine, Property } from './contract.ts';
import { type Footprint, footprintsOf, leaversOf, meet } from './footprints.ts';
import type { Layout } from './layout.ts';

/** Whether one choice can change what the other does, or both can change the same. */
function depend(a: Footprint, b: Footprint): boolean {
  return meet(a.writes, b.reads) || meet(b.writes, a.reads) || meet(a.writes, b.writes);
}

export class StubbornSets {
  /** After `choose`: per action, whether its step is to be taken. */
  readonly chosen: Uint8Array;
  readonly #layout: Layout<unknown>;
  readonly #footprints: readonly Footprint[];
  readonly #dependents: readonly Int32Array[];
  /** Per field, the choices that can change it. */
  readonly #writers: readonly Int32Array[];
  /** Per choice, those that can change anything that it reads. */
  readonly #enablers: readonly Int32Array[];
  /** Choices that are not taken instead of all. */
  readonly #leaves: readonly boolean[];
  readonly #isEnabled: Uint8Array;
  readonly #isIn: Uint8Array;
  readonly #todo: number[] = [];

  constructor(
    machine: Machine<never>,
    properties: readonly Property<never>[],
    footprints = footprintsOf(machine),
  ) {
    this.#layout = machine.layout;
    this.#footprints = footprints;
    const which = (is: (f: Footprint) => boolean): Int32Array =>
      Int32Array.from(footprints.flatMap((f, k) => (is(f) ? [k] : [])));
    this.#dependents = footprints.map((f) => which((g) => f !== g && depend(f, g)));
    this.#writers = machine.layout.fields.map((_, field) => which(({ writes }) => writes.has(field)));
    this.#enablers = footprints.map((f) => which((g) => f.writes.size > 0 && meet(g.writes, f.reads)));
    this.#leaves = leaversOf(machine, properties, footprints);
    this.#isEnabled = new Uint8Array(footprints.length);
    this.#isIn = new Uint8Array(footprints.length);
    this.chosen = new Uint8Array(footprints.length);
  }

  /**
   * Given the state and the actions that change it, `from` to `to` of a list in ascending order, finds the stubborn set
   * with the fewest of them. False: there is none without all.
   */
  choose(state: Int32Array, actions: Int32Array, from: number, to: number): boolean {
    this.#isEnabled.fill(0);
    for (let k = from; k < to; k++) this.#isEnabled[actions[k]!] = 1;
    let fewest = to - from;
    for (let k = from; k < to && fewest > 1; k++) {
      const size = this.#close(state, actions[k]!, fewest);
      if (size >= fewest) continue;
      fewest = size;
      this.chosen.set(this.#isIn);
    }
    return fewest < to - from;
  }

  /** The least stubborn set with this choice, in `isIn`. Returns how many of its choices do something, or `limit`. */
  #close(state: Int32Array, first: number, limit: number): number {
    this.#isIn.fill(0);
    this.#todo.length = 0;
    this.#isIn[first] = 1;
    this.#todo.push(first);
    let size = 0;
    for (let choice = this.#todo.pop(); choice !== undefined; choice = this.#todo.pop()) {
      const isEnabled = this.#isEnabled[choice] === 1;
      if (isEnabled && (++size >= limit || this.#leaves[choice])) return limit;
      for (const other of isEnabled ? this.#dependents[choice]! : this.#enablersIn(state, choice)) {
        if (this.#isIn[other] === 1) continue;
        this.#isIn[other] = 1;
        this.#todo.push(other);
      }
    }
    return size;
  }

  /**
   * Choices one of which must come before this one can do something: those that change a value that it cannot do with.
   * Of several such values, the one that the fewest can change.
   */
  #enablersIn(state: Int32Array, choice: number): Int32Array {
    let least = this.#enablers[choice]!;
    for (const [field, values] of this.#footprints[choice]!.needs) {
      const { word, shift, bits } = this.#layout.fields[field]!;
      const raw = (state[word]! >>> shift) & (2 ** bits - 1);
      if (!values.has(raw) && this.#writers[field]!.length < least.length) least = this.#writers[field]!;
    }
    return least;
  }
}
