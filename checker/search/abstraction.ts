/**
 * What a walk has covered: for each step and each refusal it met, the rule, how it came out, and where, up to a projection
 * of the state. The projection keeps the fields with a set of names, which are the program counters and the states of
 * objects, and drops flags, counters, and fresh values. Nothing of it is declared by a model.
 */

import type { Step } from '../contract.ts';
import type { Layout } from '../layout.ts';

/** One thing covered. Numbers are given in order of appearance, and mean nothing outside one search. */
export type Feature = number;

const OUTCOMES_MAX = 2 ** 20;

export class Abstraction {
  readonly #mask: Int32Array;
  readonly #places = new Map<string, number>();
  readonly #outcomes = new Map<string, number>();

  constructor(layout: Pick<Layout<unknown>, 'words' | 'fields'>) {
    this.#mask = new Int32Array(layout.words);
    for (const { word, shift, bits, scalar } of layout.fields)
      if (scalar.kind === 'one-of') this.#mask[word]! |= (2 ** bits - 1) << shift;
  }

  /** The number of the place where a state is. */
  placeOf(state: Int32Array): number {
    let key = '';
    for (let word = 0; word < this.#mask.length; word++) key += `${state[word]! & this.#mask[word]!},`;
    return intern(this.#places, key);
  }

  /** What a step from a place covers. */
  featureOf(place: number, { rule, refusal, outcome, refused }: Step): Feature {
    const how = refused ? `refused: ${refusal}` : outcome;
    return place * OUTCOMES_MAX + intern(this.#outcomes, `${rule}\n${how}`);
  }
}

function intern(numbers: Map<string, number>, key: string): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, numbers.size);
  return numbers.size - 1;
}
