/**
 * The table that finds states again, as functions generated for states of so many words. Rows lie in segments; an
 * open-addressing table of 32-bit slots, a row number with the remaining bits of the hash as a tag, leads to them.
 */

import { hashSource, MIX, SECOND_MIX, secondHashSource } from './hash.ts';

/** What of a state is kept to know it again: all of it, or 64 bits. */
export const STORAGES = ['exact', 'fingerprint'] as const;
export type Storage = (typeof STORAGES)[number];
/** Words of a fingerprint. */
export const FINGERPRINT_WORDS = 2;

/** Rows per segment. Segments let the store grow without copying, and each has one owner. */
export const SEGMENT_BITS = 16;
export const SEGMENT_ROWS = 1 << SEGMENT_BITS;
/** How many states are kept at hand: as many as fit a core's own cache. */
const RECENT = 1 << 13;

/** What the insertion works on. */
export interface Table {
  slots: Int32Array;
  mask: number;
  /** Masks the bits of a slot that hold a row number plus one. The others hold the tag. */
  rowMask: number;
  /** Per segment, the words of its states; undefined once they have been dropped. */
  rows: (Int32Array | undefined)[];
  /** Per segment, what its states are known by: their words, the same arrays, or their fingerprints. */
  keys: (Int32Array | undefined)[];
  /** The next row to be written, and where the segment ends. */
  next: number;
  end: number;
}

type Insert = (words: Int32Array, at: number, hash: number, second: number) => number;

export interface Compiled {
  /** The row of a state: appended if new. Room for it must have been made. */
  readonly insert: Insert;
  /** Looks all successors of a batch up, and appends the new ones, in their order. */
  readonly lookUp: (
    count: number,
    rows: Int32Array,
    hashes: Int32Array,
    seconds: Int32Array,
    found: Int32Array,
  ) => void;
  readonly hashOf: (words: Int32Array, at: number) => number;
  readonly secondOf: (words: Int32Array, at: number) => number;
  /** Whether a state is in one of the first rows of its segment, as many as `old` has for it. */
  readonly isAmong: (old: Int32Array, words: Int32Array, at: number, hash: number, second: number) => boolean;
  /** Puts rows of one segment that are in no slot into one each. */
  readonly place: (from: number, to: number) => void;
}

/** The functions for a table. `second` is the other half of a fingerprint; without fingerprints nothing reads it. */
export function compile(words: number, table: Table, storage: Storage): Compiled {
  const prints = storage === 'fingerprint';
  const width = prints ? FINGERPRINT_WORDS : words;
  const given = prints ? (k: number) => ['h', 'g'][k]! : (k: number) => `w[o + ${k}]`;
  const each = (text: (k: number) => string, glue: string, count = width): string =>
    Array.from({ length: count }, (_, k) => text(k)).join(glue);
  const same = each((k) => `c[p + ${k}] === ${given(k)}`, ' && ');
  const keep = each((k) => `c[p + ${k}] = ${given(k)};`, ' ');
  const at = (row: string): string =>
    `const c = t.keys[${row} >>> ${SEGMENT_BITS}], p = (${row} & ${SEGMENT_ROWS - 1}) * ${width};`;
  const keepWords = prints
    ? `const d = t.rows[row >>> ${SEGMENT_BITS}], q = (row & ${SEGMENT_ROWS - 1}) * ${words};
       ${each((k) => `d[q + ${k}] = w[o + ${k}];`, ' ', words)}`
    : '';
  // The successor in question: its words begin at `o`, its fingerprint is `h` and `g`.
  const successor = `o = k * ${words}, h = hashes[k]${prints ? ', g = seconds[k]' : ''}`;
  const atHand = `(h >>> ${32 - Math.log2(RECENT)}) * ${width + 1}`;
  const body = `
    ${MIX} ${SECOND_MIX}
    const secondOf = (w, o) => ${secondHashSource(words, (k) => `w[o + ${k}]`)};
    const hashOf = (w, o) => ${hashSource(words, (k) => `w[o + ${k}]`)};
    const insert = (w, o, h, g) => {
      const slots = t.slots, mask = t.mask, rowMask = t.rowMask, tag = h & ~rowMask, row = t.next;
      let i = h & mask, written = false;
      for (;;) {
        const s = Atomics.load(slots, i);
        if (s === 0) {
          if (!written) { ${at('row')} ${keep} ${keepWords} written = true; }
          if (Atomics.compareExchange(slots, i, 0, tag | (row + 1)) === 0) { t.next = row + 1; return row; }
          continue;
        }
        if (((s ^ h) & ~rowMask) === 0) {
          const r = (s & rowMask) - 1;
          ${at('r')}
          if (${same}) return r;
        }
        i = (i + 1) & mask;
      }
    };
    const isAmong = (old, w, o, h, g) => {
      const slots = t.slots, mask = t.mask, rowMask = t.rowMask;
      for (let i = h & mask; ; i = (i + 1) & mask) {
        const s = Atomics.load(slots, i);
        if (s === 0) return false;
        if (((s ^ h) & ~rowMask) !== 0) continue;
        const r = (s & rowMask) - 1;
        ${at('r')}
        if (${same}) return (r & ${SEGMENT_ROWS - 1}) < (old[r >>> ${SEGMENT_BITS}] | 0);
      }
    };
    // States found last, where they are at hand: neighbours have many successors in common. A row number plus one,
    // and what it is known by.
    const recent = new Int32Array(${RECENT * (width + 1)});
    const open = new Int32Array(1 << 16), slotOf = new Int32Array(1 << 16);
    const lookUp = (n, w, hashes, seconds, found) => {
      const slots = t.slots, mask = t.mask, rowMask = t.rowMask;
      let left = 0;
      for (let k = 0; k < n; k++) {
        const ${successor}, p = ${atHand};
        if (recent[p] !== 0 && ${each((k) => `recent[p + ${k + 1}] === ${given(k)}`, ' && ')}) found[k] = recent[p] - 1;
        else open[left++] = k;
      }
      // Loads that do not wait for each other: the memory is asked for all slots, then for all rows.
      for (let j = 0; j < left; j++) slotOf[j] = Atomics.load(slots, hashes[open[j]] & mask);
      for (let j = 0; j < left; j++) {
        const k = open[j], s = slotOf[j], ${successor};
        let r = -1;
        if (s !== 0 && ((s ^ h) & ~rowMask) === 0) {
          const row = (s & rowMask) - 1;
          ${at('row')}
          if (${same}) r = row;
        }
        found[k] = r;
      }
      for (let j = 0; j < left; j++) {
        const k = open[j], ${successor}, p = ${atHand};
        if (found[k] < 0) found[k] = insert(w, o, h${prints ? ', g' : ''});
        recent[p] = found[k] + 1;
        ${each((k) => `recent[p + ${k + 1}] = ${given(k)};`, ' ')}
      }
    };
    const waiting = new Int32Array(64), seen = new Int32Array(64);
    const place = (from, to) => {
      const slots = t.slots, mask = t.mask, rowMask = t.rowMask;
      for (let first = from; first < to; first += 64) {
        const n = Math.min(64, to - first);
        ${at('first')}
        for (let k = 0; k < n; k++) waiting[k] = ${prints ? `c[p + k * ${width}]` : `hashOf(c, p + k * ${width})`};
        for (let k = 0; k < n; k++) seen[k] = slots[waiting[k] & mask];
        for (let k = 0; k < n; k++) {
          const h = waiting[k], slot = h & ~rowMask | (first + k + 1);
          let i = h & mask;
          while (Atomics.compareExchange(slots, i, 0, slot) !== 0) i = (i + 1) & mask;
        }
      }
    };
    return { insert, lookUp, hashOf, secondOf, isAmong, place };`;
  return new Function('t', body)(table) as Compiled;
}
