/**
 * The set of states seen so far. States are rows of words in segments; an open-addressing table of 32-bit slots, a
 * row number with the remaining bits of the hash as a tag, finds them again. Storage is exact; nothing is hashed away.
 * Several cores may insert at once: a row is written before its slot, and a slot is set once, by compare-and-exchange.
 * It leaves out removal and disk.
 */

import type { Emitter } from './emitter.ts';
import { hashSource, MIX } from './hash.ts';

/** Rows per segment. Segments let the store grow without copying, and each has one owner. */
export const SEGMENT_BITS = 16;
export const SEGMENT_ROWS = 1 << SEGMENT_BITS;
/** How full the table may become. */
const LOAD_MAX = 0.7;
const SLOTS_FIRST = 1 << 13;
const SLOTS_SMALL = 1 << 19;
/** How many states are kept at hand: as many as fit a core's own cache. */
const RECENT = 1 << 13;

/** Rows `from` to `to`, the last not included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What the insertion works on. */
interface Table {
  slots: Int32Array;
  mask: number;
  /** Masks the bits of a slot that hold a row number plus one. The others hold the tag. */
  rowMask: number;
  rows: Int32Array[];
  /** The next row to be written, and where the segment ends. */
  next: number;
  end: number;
}

/** Where segments come from. Undefined: there is none now. */
export type Claim = () => { readonly segment: number; readonly rows: Int32Array } | undefined;

/** What several cores have to agree on before one of them stores. */
export interface Reservation {
  /** Asks for so many rows in the table. False: they would fill it too much. */
  readonly take: (rows: number) => boolean;
  /** Gives back those that were not needed. */
  readonly giveBack: (rows: number) => void;
}

const ALONE: Reservation = { take: () => true, giveBack: () => {} };

type Insert = (words: Int32Array, at: number, hash: number) => number;

interface Compiled {
  /** The row of a state: appended if new. Room for it must have been made. */
  readonly insert: Insert;
  /** Looks all successors of a batch up, and appends the new ones, in their order. */
  readonly lookUp: (count: number, rows: Int32Array, hashes: Int32Array, found: Int32Array) => void;
  readonly hashOf: (words: Int32Array, at: number) => number;
  /** Whether a state is in one of the first rows of its segment, as many as `old` has for it. */
  readonly isAmong: (old: Int32Array, words: Int32Array, at: number, hash: number) => boolean;
  /** Puts rows of one segment that are in no slot into one each. */
  readonly place: (from: number, to: number) => void;
}

function compile(words: number, table: Table): Compiled {
  const each = (text: (k: number) => string, glue: string): string =>
    Array.from({ length: words }, (_, k) => text(k)).join(glue);
  const same = `${each((k) => `c[p + ${k}] === w[o + ${k}]`, ' && ')}`;
  const at = (row: string): string =>
    `const c = t.rows[${row} >>> ${SEGMENT_BITS}], p = (${row} & ${SEGMENT_ROWS - 1}) * ${words};`;
  const body = `
    ${MIX}
    const hashOf = (w, o) => ${hashSource(words, (k) => `w[o + ${k}]`)};
    const insert = (w, o, h) => {
      const slots = t.slots, mask = t.mask, rowMask = t.rowMask, tag = h & ~rowMask, row = t.next;
      let i = h & mask, written = false;
      for (;;) {
        const s = Atomics.load(slots, i);
        if (s === 0) {
          if (!written) { ${at('row')} ${each((k) => `c[p + ${k}] = w[o + ${k}];`, ' ')} written = true; }
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
    const isAmong = (old, w, o, h) => {
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
    // and the words.
    const recent = new Int32Array(${RECENT * (words + 1)});
    const open = new Int32Array(1 << 16), slotOf = new Int32Array(1 << 16);
    const lookUp = (n, w, hashes, found) => {
      const slots = t.slots, mask = t.mask, rowMask = t.rowMask;
      let left = 0;
      for (let k = 0; k < n; k++) {
        const o = k * ${words}, p = (hashes[k] >>> ${32 - Math.log2(RECENT)}) * ${words + 1};
        if (recent[p] !== 0 && ${each((k) => `recent[p + ${k + 1}] === w[o + ${k}]`, ' && ')}) found[k] = recent[p] - 1;
        else open[left++] = k;
      }
      // Loads that do not wait for each other: the memory is asked for all slots, then for all rows.
      for (let j = 0; j < left; j++) slotOf[j] = Atomics.load(slots, hashes[open[j]] & mask);
      for (let j = 0; j < left; j++) {
        const k = open[j], s = slotOf[j], o = k * ${words};
        let r = -1;
        if (s !== 0 && ((s ^ hashes[k]) & ~rowMask) === 0) {
          const row = (s & rowMask) - 1;
          ${at('row')}
          if (${same}) r = row;
        }
        found[k] = r;
      }
      for (let j = 0; j < left; j++) {
        const k = open[j], o = k * ${words}, p = (hashes[k] >>> ${32 - Math.log2(RECENT)}) * ${words + 1};
        if (found[k] < 0) found[k] = insert(w, o, hashes[k]);
        recent[p] = found[k] + 1;
        ${each((k) => `recent[p + ${k + 1}] = w[o + ${k}];`, ' ')}
      }
    };
    const waiting = new Int32Array(64), seen = new Int32Array(64);
    const place = (from, to) => {
      const slots = t.slots, mask = t.mask, rowMask = t.rowMask;
      for (let first = from; first < to; first += 64) {
        const n = Math.min(64, to - first);
        ${at('first')}
        for (let k = 0; k < n; k++) waiting[k] = hashOf(c, p + k * ${words});
        for (let k = 0; k < n; k++) seen[k] = slots[waiting[k] & mask];
        for (let k = 0; k < n; k++) {
          const h = waiting[k], slot = h & ~rowMask | (first + k + 1);
          let i = h & mask;
          while (Atomics.compareExchange(slots, i, 0, slot) !== 0) i = (i + 1) & mask;
        }
      }
    };
    return { insert, lookUp, hashOf, isAmong, place };`;
  return new Function('t', body)(table) as Compiled;
}

/** One core's view of the store: it appends to segments of its own and reads everybody's. */
export class StateStore {
  readonly words: number;
  readonly #table: Table;
  readonly #compiled: Compiled;
  readonly #claim: Claim;
  /** All that this core has appended, in order; the last range is open. */
  readonly #ranges: { from: number; to: number }[] = [];
  #handedOut = 0;
  #size = 0;
  #reserved = 0;

  readonly #reservation: Reservation;

  constructor(words: number, claim: Claim, reservation = ALONE) {
    this.words = words;
    this.#claim = claim;
    this.#reservation = reservation;
    this.#table = { slots: new Int32Array(0), mask: 0, rowMask: 0, rows: [], next: 0, end: 0 };
    this.#compiled = compile(words, this.#table);
  }

  /** Rows appended by this core. */
  get size(): number {
    return this.#size;
  }

  /** No row of this core has this number or a larger one. */
  get end(): number {
    return this.#table.next;
  }

  get segments(): readonly Int32Array[] {
    return this.#table.rows;
  }

  /** Takes note of a segment, whoever owns it. */
  adopt(segment: number, rows: Int32Array): void {
    this.#table.rows[segment] = rows;
  }

  /** Uses a table of slots, a power of two of them. Slots of known rows must be in it or be put there by `placeOwn`. */
  use(slots: Int32Array, cores: number): void {
    const table = this.#table;
    table.slots = slots;
    table.mask = slots.length - 1;
    // No row number is larger than all rows together and the ends of segments that cores have left unused.
    const rows = limitOf(slots.length) + 2 * SEGMENT_ROWS * (cores + 1) + 1;
    table.rowMask = 2 ** (32 - Math.clz32(rows)) - 1;
  }

  /** Puts every row that this core has appended into the slots. */
  placeOwn(): void {
    for (const { from, to } of this.#ranges) this.#compiled.place(from, to);
  }

  /** Makes room for so many rows, all of which are stored next. False: there is none now. */
  makeRoom(rows: number): boolean {
    if (rows > SEGMENT_ROWS)
      throw new RangeError(`a state may have up to ${SEGMENT_ROWS} successors, not ${rows}`);
    if (!this.#reservation.take(rows)) return false;
    const table = this.#table;
    this.#reserved = rows;
    if (table.end - table.next >= rows) return true;
    const claimed = this.#claim();
    if (claimed === undefined) {
      this.#reservation.giveBack(rows);
      return false;
    }
    this.adopt(claimed.segment, claimed.rows);
    table.next = claimed.segment << SEGMENT_BITS;
    table.end = table.next + SEGMENT_ROWS;
    this.#ranges.push({ from: table.next, to: table.next });
    return true;
  }

  /** The row of a state. Room for one must have been made. */
  insert(state: Int32Array): number {
    const row = this.#compiled.insert(state, 0, this.#compiled.hashOf(state, 0));
    this.#count();
    return row;
  }

  /** The rows of the first `count` successors of the emitter, in `found`. Room must have been made. */
  lookUp(count: number, { rows, hashes }: Emitter, found: Int32Array): void {
    this.#compiled.lookUp(count, rows, hashes, found);
    this.#count();
  }

  /** Whether a state is in one of the first rows of its segment, as many as `old` has for it. Stores nothing. */
  isAmong(old: Int32Array, words: Int32Array, at: number, hash: number): boolean {
    return this.#compiled.isAmong(old, words, at, hash);
  }

  #count(): void {
    const range = this.#ranges.at(-1);
    if (range === undefined) return;
    const added = this.#table.next - range.to;
    this.#size += added;
    range.to = this.#table.next;
    this.#reservation.giveBack(this.#reserved - added);
    this.#reserved = 0;
  }

  /** What has been appended since the last call. */
  takeRanges(): Range[] {
    const taken: Range[] = [];
    let before = 0;
    for (const { from, to } of this.#ranges) {
      const begin = Math.max(before, this.#handedOut) - before;
      if (to - from > begin) taken.push({ from: from + begin, to });
      before += to - from;
    }
    this.#handedOut = before;
    return taken;
  }

  /** Takes rows for its own that an earlier run has stored. They must lie in segments that are known. */
  restore(ranges: readonly Range[]): void {
    for (const { from, to } of ranges) {
      this.#ranges.push({ from, to });
      this.#size += to - from;
    }
    this.#handedOut = this.#size;
  }

  /** The words of some rows of one segment: a view, not a copy. */
  wordsOf({ from, to }: Range): Int32Array {
    const begin = (from & (SEGMENT_ROWS - 1)) * this.words;
    return this.#table.rows[from >>> SEGMENT_BITS]!.subarray(begin, begin + (to - from) * this.words);
  }
}

/** How many rows a table of so many slots may hold. */
export const limitOf = (slots: number): number => Math.floor(slots * LOAD_MAX);

/** The store of a search on one core: it grows by itself. */
export class VisitedSet {
  readonly store: StateStore;
  #slots = SLOTS_FIRST;

  constructor(words: number) {
    let segments = 0;
    this.store = new StateStore(words, () => ({
      segment: segments++,
      rows: new Int32Array(SEGMENT_ROWS * words),
    }));
    this.store.use(new Int32Array(SLOTS_FIRST), 1);
  }

  get size(): number {
    return this.store.size;
  }

  /** Bytes held: rows, as far as they are written, and slots. */
  get bytes(): number {
    return this.store.size * this.store.words * 4 + this.#slots * 4;
  }

  /** Finds a state or appends it: its row number when new, -(row + 1) when it was known. */
  insert(state: Int32Array): number {
    const before = this.store.size;
    this.store.makeRoom(1);
    const row = this.store.insert(state);
    if (this.store.size === before) return -row - 1;
    this.grow();
    return row;
  }

  /** Copies row `row` into `into`. */
  load(row: number, into: Int32Array): void {
    const { segments, words } = this.store;
    const offset = (row & (SEGMENT_ROWS - 1)) * words;
    const segment = segments[row >>> SEGMENT_BITS]!;
    for (let k = 0; k < words; k++) into[k] = segment[offset + k]!;
  }

  /** Doubles the table when it has become too full. Call it after a batch. */
  grow(): void {
    if (this.store.size <= limitOf(this.#slots)) return;
    // Small tables grow in larger steps: past these, memory counts for more than the time to fill a table.
    this.#slots *= this.#slots < SLOTS_SMALL ? 4 : 2;
    this.store.use(new Int32Array(this.#slots), 1);
    this.store.placeOwn();
  }
}

/** A list of 32-bit numbers that grows by chunks. */
export class IntList {
  readonly #chunks: Int32Array[] = [];
  length = 0;

  push(value: number): void {
    const at = this.length++;
    if ((at & (SEGMENT_ROWS - 1)) === 0) this.#chunks.push(new Int32Array(SEGMENT_ROWS));
    this.#chunks[at >>> SEGMENT_BITS]![at & (SEGMENT_ROWS - 1)] = value;
  }

  clear(): void {
    this.#chunks.length = 0;
    this.length = 0;
  }

  /** The numbers from one place on. */
  slice(from: number): Int32Array {
    const all = new Int32Array(this.length - from);
    for (let at = from; at < this.length; ) {
      const to = Math.min(this.length, (Math.floor(at / SEGMENT_ROWS) + 1) * SEGMENT_ROWS);
      const begin = at & (SEGMENT_ROWS - 1);
      all.set(this.#chunks[at >>> SEGMENT_BITS]!.subarray(begin, begin + to - at), at - from);
      at = to;
    }
    return all;
  }

  at(index: number): number {
    return this.#chunks[index >>> SEGMENT_BITS]![index & (SEGMENT_ROWS - 1)]!;
  }
}
