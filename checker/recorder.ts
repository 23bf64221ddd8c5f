/**
 * Runs a piece of a model once and writes down what it looked at: which fields it read, in which order, with which
 * values, and what it wrote. A rule is a function of the state, so that wherever the same fields have the same values
 * it would do the same again: that is what lets the search answer from the record instead of running it.
 */

import type { Frozen } from './fields.ts';
import type { Layout } from './layout.ts';
import type { Access } from './views.ts';

/** What was read: field after field, with the value found there. */
export interface Reads {
  readonly fields: readonly number[];
  readonly values: readonly number[];
}

/** The new contents of a word: `(word & keep) | set`. */
export interface WordWrite {
  readonly word: number;
  readonly keep: number;
  readonly set: number;
}

export class Recorder<S> {
  /** The state as it was, and as it is after what has been written. Both are listened to. */
  readonly before: Frozen<S>;
  readonly after: S;
  readonly #layout: Layout<S>;
  #words: Int32Array;
  readonly #fields: number[] = [];
  readonly #values: number[] = [];
  /** Per field: the value read, or -1. */
  readonly #known: Int32Array;
  /** Per field: the value written, or -1. */
  readonly #written: Int32Array;
  readonly #writes: number[] = [];

  constructor(layout: Layout<S>) {
    this.#layout = layout;
    this.#words = new Int32Array(layout.words);
    this.#known = new Int32Array(layout.fields.length).fill(-1);
    this.#written = new Int32Array(layout.fields.length).fill(-1);
    const before = (field: number): number => this.#read(field);
    const after = (field: number): number =>
      this.#written[field]! >= 0 ? this.#written[field]! : this.#read(field);
    const sorts = new Map<string, number[]>();
    layout.fields.forEach(({ scalar }, k) => {
      if (scalar.kind === 'fresh') sorts.set(scalar.sort, [...(sorts.get(scalar.sort) ?? []), k]);
    });
    /** What the generated views do: the least name that no field of the sort has or had. */
    const draw = (sort: string): number => {
      let used = 1;
      for (const field of sorts.get(sort) ?? []) used |= (1 << before(field)) | (1 << after(field));
      return 31 - Math.clz32(~used & -~used);
    };
    const refuse = (field: number): void => {
      throw new Error(`${layout.fields[field]!.path} was assigned where nothing may be written`);
    };
    const reader: Access = { read: before, write: refuse, draw };
    this.before = layout.viewThrough(reader) as Frozen<S>;
    this.after = layout.viewThrough({ read: after, write: (f, raw) => this.#write(f, raw), draw });
  }

  /** Begins a record of the state in `words`, which must not change before it ends. */
  begin(words: Int32Array): void {
    this.#words = words;
    for (const field of this.#fields) this.#known[field] = -1;
    this.#fields.length = 0;
    this.#values.length = 0;
    this.undo();
  }

  /** Takes back what has been written, and keeps in mind what has been read. */
  undo(): void {
    for (const field of this.#writes) this.#written[field] = -1;
    this.#writes.length = 0;
  }

  get reads(): Reads {
    return { fields: this.#fields.slice(), values: this.#values.slice() };
  }

  /** Whether what has been written makes a difference. Reads what it takes to know. */
  changed(): boolean {
    let changed = false;
    for (const field of this.#writes) if (this.#read(field) !== this.#written[field]) changed = true;
    return changed;
  }

  /** The words written, without fields that are known to have had that value before. */
  writes(): WordWrite[] {
    const words = new Map<number, { word: number; keep: number; set: number }>();
    for (const field of this.#writes) {
      const raw = this.#written[field]!;
      if (this.#known[field] === raw) continue;
      const { word, shift, bits } = this.#layout.fields[field]!;
      const write = words.get(word) ?? { word, keep: -1, set: 0 };
      write.keep &= ~((2 ** bits - 1) << shift);
      write.set |= raw << shift;
      words.set(word, write);
    }
    return [...words.values()].sort((a, b) => a.word - b.word);
  }

  /** Every field read or written, as a mask per word. */
  touched(): Int32Array {
    const masks = new Int32Array(this.#layout.words);
    for (const field of [...this.#fields, ...this.#writes]) {
      const { word, shift, bits } = this.#layout.fields[field]!;
      masks[word]! |= (2 ** bits - 1) << shift;
    }
    return masks;
  }

  #read(field: number): number {
    const known = this.#known[field]!;
    if (known >= 0) return known;
    const { word, shift, bits } = this.#layout.fields[field]!;
    const raw = (this.#words[word]! >>> shift) & (2 ** bits - 1);
    this.#known[field] = raw;
    this.#fields.push(field);
    this.#values.push(raw);
    return raw;
  }

  #write(field: number, raw: number): void {
    if (this.#written[field]! < 0) this.#writes.push(field);
    this.#written[field] = raw;
  }
}
