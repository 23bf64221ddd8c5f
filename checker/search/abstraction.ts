/**
 * What a walk has covered. Of states, all pairs of values: two fields, and a value of each, both at once. A projection to
 * some fields as a whole is either so fine that no two walks meet or so coarse that it says nothing of most faults; pairs
 * are as many as the square of the fields, whatever is reachable. Of steps, the rule and how it came out, which condition
 * refused it included. Fields of many values, such as counters, and fresh values are left out. No model declares any of it.
 */

import type { Step } from '../contract.ts';
import type { Field } from '../fields.ts';
import type { Layout } from '../layout.ts';

/** One thing covered. */
export type Feature = number;

/** Numbers of pairs are below this, those of outcomes are not. */
const OUTCOMES = 2 ** 40;
/** The bits of a value in the number of a pair. */
const BITS = 6;
/** The bits of an integer or flag that is looked at: no more than eight values. */
const SMALL = 3;

const isSmall = ({ scalar, bits }: Field): boolean =>
  scalar.kind === 'one-of' ? bits <= BITS : scalar.kind !== 'fresh' && bits <= SMALL;

export class Abstraction {
  readonly #fields: readonly Field[];
  readonly #outcomes = new Map<string, number>();

  constructor({ fields }: Pick<Layout<unknown>, 'fields'>) {
    this.#fields = fields.filter(isSmall);
  }

  /** The pairs of a state, those of a field with itself too, that are not those of the state before. */
  pairsOf(state: Int32Array, before: Int32Array | undefined): Feature[] {
    const fields = this.#fields;
    const values = fields.map((field) => rawOf(state, field));
    const isNew = fields.map((field, k) => before === undefined || rawOf(before, field) !== values[k]);
    const pairs: Feature[] = [];
    for (let a = 0; a < fields.length; a++)
      for (let b = a; b < fields.length; b++)
        if (isNew[a]! || isNew[b]!) {
          const pair = a * fields.length + b;
          pairs.push(pair * 2 ** (2 * BITS) + values[a]! * 2 ** BITS + values[b]!);
        }
    return pairs;
  }

  /** What a step covers. */
  outcomeOf({ rule, refusal, outcome, refused }: Step): Feature {
    const key = `${rule}\n${refused ? `refused: ${refusal}` : outcome}`;
    const known = this.#outcomes.get(key);
    if (known !== undefined) return known;
    const feature = OUTCOMES + this.#outcomes.size;
    this.#outcomes.set(key, feature);
    return feature;
  }
}

const rawOf = (state: Int32Array, { word, shift, bits }: Field): number =>
  (state[word]! >>> shift) & (2 ** bits - 1);
