/**
 * Decision trees over the fields of a state, learnt way by way: each inner node asks for the value of one field, each
 * leaf is a number that its owner gives a meaning to. All trees lie in one array of 32-bit numbers, so that following
 * one is a short loop, the same for every model, that V8 compiles once and never has to take back.
 */

import type { Field } from './fields.ts';
import type { Reads } from './recorder.ts';

/** The leaf of a way that has not been learnt. */
export const UNKNOWN = 0;
/** A field with more bits than this is not asked for: its node would have too many branches. */
const BITS_MAX = 12;

/**
 * Source text that follows a tree of `nodes` from the place in `at`, over `state`, and leaves the number of the leaf in
 * `leaf`. An entry is two numbers: of a leaf, its complement; of an inner node, the word, shift and mask of its field,
 * and the place of its first branch.
 */
export const FOLLOW = `
  for (leaf = nodes[at]; leaf >= 0; leaf = nodes[at])
    at = nodes[at + 1] + ((state[leaf & 255] >>> (leaf >>> 8) & (leaf >>> 16)) << 1);
  leaf = ~leaf;`;

export class DecisionTrees {
  /** Replaced by a larger one when it is full. */
  nodes = new Int32Array(1 << 10);
  readonly #fields: readonly Field[];
  #used = 0;

  constructor(fields: readonly Field[]) {
    this.#fields = fields;
  }

  /** A new tree, of which nothing is known. Returns its place. */
  plant(): number {
    return this.#room(1);
  }

  /** Whether a tree can ask for all these fields. */
  canLearn({ fields }: Reads): boolean {
    return fields.every((field) => this.#fields[field]!.bits <= BITS_MAX && this.#fields[field]!.word <= 255);
  }

  /**
   * Adds one way. Throws when it contradicts an earlier one: what it was recorded from is then no function of the
   * state.
   */
  learn(root: number, { fields, values }: Reads, leaf: number): void {
    let at = root;
    for (const [k, field] of fields.entries()) {
      const { word, shift, bits } = this.#fields[field]!;
      if (bits === 0) continue;
      const node = word | (shift << 8) | ((2 ** bits - 1) << 16);
      if (this.nodes[at] === ~UNKNOWN) {
        const branches = this.#room(2 ** bits);
        this.nodes[at] = node;
        this.nodes[at + 1] = branches;
      } else if (this.nodes[at] !== node) contradicts();
      at = this.nodes[at + 1]! + 2 * values[k]!;
    }
    if (this.nodes[at] !== ~UNKNOWN) contradicts();
    this.nodes[at] = ~leaf;
  }

  /** Room for so many entries. */
  #room(entries: number): number {
    const at = this.#used;
    this.#used += 2 * entries;
    if (this.#used > this.nodes.length) {
      const larger = new Int32Array(2 ** Math.ceil(Math.log2(this.#used + 1)));
      larger.set(this.nodes);
      this.nodes = larger;
    }
    this.nodes.fill(~UNKNOWN, at, this.#used);
    return at;
  }
}

function contradicts(): never {
  throw new Error(
    'a rule or property read other fields of the same state than before; it must be a function of the state alone',
  );
}
