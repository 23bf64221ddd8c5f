/**
 * Permutations of the objects that a machine declares to be interchangeable, as what they do to the words of a state:
 * the fields of one object go to the place of another, and values that name one come to name the other.
 */

import type { Symmetry } from './contract.ts';
import type { Field } from './fields.ts';
import type { Layout } from './layout.ts';

/** Where each object goes: object `k` takes the place of object `order[k]`. */
export type Order = readonly number[];

/** What becomes of one field: where its value goes, and for some values which they become. */
interface Move {
  readonly from: Field;
  readonly to: Field;
  readonly as: ReadonlyMap<number, number>;
}

const maskOf = ({ bits, shift }: Field): number => (2 ** bits - 1) << shift;

/** The fields of an object, and of each what it is called within the object. */
function ownOf<S>({ fields }: Layout<S>, paths: readonly string[]): { field: Field; name: string }[] {
  return paths.flatMap((path, k) => {
    const own = fields.filter(
      (f) => f.path === path || f.path.startsWith(`${path}.`) || f.path.startsWith(`${path}[`),
    );
    if (own.length === 0) throw new RangeError(`the state has no ${path}, which a symmetry names`);
    return own.map((field) => ({ field, name: `${k}${field.path.slice(path.length)}` }));
  });
}

/** The fields of each object, alike from object to object. Throws a RangeError where they are not. */
export function objectFields<S>(layout: Layout<S>, { of, objects }: Symmetry): Field[][] {
  const own = objects.map((paths) => ownOf(layout, paths));
  const shape = (of: (typeof own)[number]): string =>
    JSON.stringify(of.map(({ field, name }) => [name, field.scalar]));
  own.forEach((fields, k) => {
    if (shape(fields) !== shape(own[0]!))
      throw new RangeError(`of the ${of}, ${objects[k]!.join(', ')} is not like ${objects[0]!.join(', ')}`);
  });
  return own.map((fields) => fields.map(({ field }) => field));
}

function rawOf<S>(layout: Layout<S>, field: Field, value: unknown): number {
  const words = layout.fromObject({ [field.path]: value as never });
  return (words[field.word]! >>> field.shift) & (2 ** field.bits - 1);
}

/** Straight-line code for some moves: fields that move by the same distance move together. */
function compileMoves(
  keep: Int32Array,
  moves: readonly Move[],
): (from: Int32Array, into: Int32Array) => void {
  const tables: Int32Array[] = [];
  const lines = [...keep].map((bits, word) => {
    const together = new Map<string, { word: number; by: number; mask: number }>();
    const terms = [`w[${word}] & ${bits}`];
    for (const { from, to, as } of moves) {
      if (to.word !== word) continue;
      if (as.size > 0) {
        const table = Int32Array.from({ length: 2 ** from.bits }, (_, raw) => as.get(raw) ?? raw);
        terms.push(
          `t[${tables.length}][w[${from.word}] >>> ${from.shift} & ${2 ** from.bits - 1}] << ${to.shift}`,
        );
        tables.push(table);
        continue;
      }
      const by = to.shift - from.shift;
      const key = `${from.word} ${by}`;
      const { mask = 0 } = together.get(key) ?? {};
      together.set(key, { word: from.word, by, mask: mask | maskOf(from) });
    }
    for (const { word: at, by, mask } of together.values())
      terms.push(by < 0 ? `(w[${at}] & ${mask}) >>> ${-by}` : `(w[${at}] & ${mask}) << ${by}`);
    return `v[${word}] = ${terms.map((term) => `(${term})`).join(' | ')};`;
  });
  return new Function('t', `return (w, v) => { ${lines.join('\n')} };`)(tables) as (
    from: Int32Array,
    into: Int32Array,
  ) => void;
}

/** A permutation of a machine's objects, ready for use. */
export class Permutation {
  /** Where each object goes. */
  readonly order: Order;
  /** Writes the image of a state. The two buffers must not be one. */
  readonly apply: (from: Int32Array, into: Int32Array) => void;
  readonly #moves: readonly Move[];
  /** Per word, the bits that no move touches. */
  readonly #keep: Int32Array;

  constructor(layout: Layout<never>, symmetry: Symmetry, order: Order) {
    this.order = order;
    const moves = new Map<Field, Move>();
    const objects = objectFields(layout, symmetry);
    for (const [k, fields] of objects.entries())
      for (const [j, from] of fields.entries())
        moves.set(from, { from, to: objects[order[k]!]![j]!, as: new Map() });
    for (const [path, values] of Object.entries(symmetry.names ?? {})) {
      const field = layout.fields.find((f) => f.path === path);
      if (field === undefined) throw new RangeError(`the state has no ${path}, which a symmetry names`);
      const raw = values.map((value) => rawOf(layout, field, value));
      const as = new Map(raw.map((value, k) => [value, raw[order[k]!]!]));
      moves.set(field, { from: field, to: moves.get(field)?.to ?? field, as });
    }
    this.#moves = [...moves.values()].filter(({ from, to, as }) => from !== to || as.size > 0);
    this.#keep = new Int32Array(layout.words).fill(-1);
    for (const { to } of this.#moves) this.#keep[to.word]! &= ~maskOf(to);
    this.apply = compileMoves(this.#keep, this.#moves);
  }

  /** Per word, the bits that are moved or renamed. */
  get masks(): Int32Array {
    return this.#keep.map((word) => ~word);
  }

  /** A reader of the image of a state, given a reader of the state. */
  through(layout: Layout<never>, read: (field: number) => number): (field: number) => number {
    const source = new Map(this.#moves.map((move) => [layout.fields.indexOf(move.to), move]));
    const from = new Map(this.#moves.map((move) => [move, layout.fields.indexOf(move.from)]));
    return (field) => {
      const move = source.get(field);
      if (move === undefined) return read(field);
      const raw = read(from.get(move)!);
      return move.as.get(raw) ?? raw;
    };
  }
}

const rotation = (count: number, by: number): Order =>
  Array.from({ length: count }, (_, k) => (k + by) % count);

/** Permutations of which all others are made. */
export function generatorsOf(layout: Layout<never>, symmetry: Symmetry): Permutation[] {
  const count = symmetry.objects.length;
  const swapped = rotation(count, 0).map((k) => (k < 2 ? 1 - k : k));
  const orders = [rotation(count, 1), ...(symmetry.by === 'exchange' && count > 2 ? [swapped] : [])];
  return count < 2 ? [] : orders.map((order) => new Permutation(layout, symmetry, order));
}

/** How many permutations there are, the one that changes nothing included. */
export function countOf({ by, objects }: Symmetry): number {
  return by === 'rotation' ? objects.length : objects.reduce((product, _, k) => product * (k + 1), 1);
}

/** Every order of the objects, that which changes nothing first. */
export function ordersOf({ by, objects }: Symmetry): Order[] {
  const count = objects.length;
  if (by === 'rotation') return rotation(count, 0).map((k) => rotation(count, k));
  let orders: number[][] = [[]];
  for (let k = 0; k < count; k++)
    orders = orders.flatMap((order) =>
      rotation(count, 0)
        .filter((n) => !order.includes(n))
        .map((n) => [...order, n]),
    );
  return orders;
}
