/**
 * Symmetry reduction (C. N. Ip, D. L. Dill, Better verification through symmetry, 1996): of all states that differ only
 * in which of some interchangeable objects is which, one is stored.
 *
 * It is the least of the images of a state that has been normalized, after the fresh values of each image have been
 * renamed. The renaming has to come last, since it goes by the order of fields, which a permutation changes. Two images
 * of one state have the same images, so that they are stored as one; and no two others are, since each step of the way
 * leads to a state that differs from the one before in nothing a rule can tell.
 */

import { compareStates } from './compare.ts';
import type { Machine } from './contract.ts';
import type { Field } from './fields.ts';
import { countOf, generatorsOf, objectFields, ordersOf, Permutation } from './permutations.ts';

/** The most images of which the least is looked for one by one. */
const IMAGES_MAX = 720;

export interface Orbits {
  /** How many images a state has, where all of them differ. */
  readonly count: number;
  /** Per word, the bits on which it depends which image is the least. */
  readonly masks: Int32Array;
  /** Makes the words at the place of a state those of the image that is stored. */
  readonly choose: (words: Int32Array) => void;
  /** All images of a state that differ, the state among them, in an order of their own. */
  readonly imagesOf: (state: Int32Array) => Int32Array[];
}

/**
 * What the symmetry that a machine declares does to states that have been normalized and renamed. Throws a RangeError
 * when it declares none, one that does not fit its layout, or one with too many images.
 */
export function orbitsOf<S>(machine: Machine<S>): Orbits {
  const { symmetry, name } = machine;
  if (symmetry === undefined) throw new RangeError(`${name} declares no symmetry`);
  const layout = machine.layout as unknown as Machine<never>['layout'];
  const generators = generatorsOf(layout, symmetry);
  const rename = layout.canonicalize ?? (() => {});
  const objects = objectFields(layout, symmetry);
  const masks = new Int32Array(layout.words);
  for (const permutation of generators)
    for (const [k, mask] of permutation.masks.entries()) masks[k]! |= mask;

  const imagesOf = (state: Int32Array): Int32Array[] => {
    const images = new Map([[state.join(), state.slice()]]);
    // A map hands out what is added on the way as well.
    for (const image of images.values())
      for (const permutation of generators) {
        const other = new Int32Array(layout.words);
        permutation.apply(image, other);
        rename(other);
        const key = other.join();
        if (!images.has(key)) images.set(key, other);
      }
    return [...images.values()].sort(compareStates);
  };
  const isPlain = objects.flat().every(({ scalar }) => scalar.kind !== 'fresh');
  if (symmetry.by === 'exchange' && symmetry.names === undefined && isPlain)
    return { count: countOf(symmetry), masks, choose: sorter(objects), imagesOf };

  if (countOf(symmetry) > IMAGES_MAX)
    throw new RangeError(`${name} has ${countOf(symmetry)} images of a state; ${IMAGES_MAX} are the most`);
  const permutations = ordersOf(symmetry)
    .slice(1)
    .map((order) => new Permutation(layout, symmetry, order));
  const own = new Int32Array(layout.words);
  const image = new Int32Array(layout.words);
  const choose = (words: Int32Array): void => {
    own.set(words);
    for (const permutation of permutations) {
      permutation.apply(own, image);
      rename(image);
      if (compareStates(image, words) < 0) words.set(image);
    }
  };
  return { count: countOf(symmetry), masks, choose, imagesOf };
}

/** Puts objects that nothing names, and that hold no fresh values, in order: of all images the one that is sorted. */
function sorter(objects: readonly (readonly Field[])[]): (words: Int32Array) => void {
  const size = objects[0]!.length;
  const values = new Int32Array(objects.length * size);
  const order = objects.map((_, k) => k);
  const compare = (a: number, b: number): number => {
    for (let j = 0; j < size; j++) {
      const difference = values[a * size + j]! - values[b * size + j]!;
      if (difference !== 0) return difference;
    }
    return 0;
  };
  return (words) => {
    for (const [k, fields] of objects.entries()) {
      order[k] = k;
      for (let j = 0; j < size; j++) {
        const { word, shift, bits } = fields[j]!;
        values[k * size + j] = (words[word]! >>> shift) & (2 ** bits - 1);
      }
    }
    order.sort(compare);
    for (const [k, from] of order.entries()) {
      if (from === k) continue;
      for (const [j, { word, shift, bits }] of objects[k]!.entries())
        words[word] = (words[word]! & ~((2 ** bits - 1) << shift)) | (values[from * size + j]! << shift);
    }
  };
}
