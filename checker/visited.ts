/**
 * The set of states seen so far. States are rows of words in segments, found again by a table (table.ts). Storage is
 * exact, where nothing is hashed away, or of fingerprints, where a state is known by 64 bits and its words may be dropped
 * once it has been expanded. Several cores may insert at once: a row is written before its slot, and a slot is set once,
 * by compare-and-exchange. It leaves out removal and disk.
 */

import { compareWords } from './compare.ts';
import type { Emitter } from './emitter.ts';
import { type Range, type Segment, Segments } from './segments.ts';
import {
  type Compiled,
  compile,
  FINGERPRINT_WORDS,
  SEGMENT_BITS,
  SEGMENT_ROWS,
  type Storage,
  type Table,
} from './table.ts';

/** How full the table may become. */
const LOAD_MAX = 0.7;
const SLOTS_SMALL = 1 << 19;

/** Where segments come from: gives one that has been adopted and that nobody else has. Undefined: there is none now. */
export type Claim = () => number | undefined;

/** What several cores have to agree on before one of them stores. */
export interface Reservation {
  /** Asks for so many rows in the table. False: they would fill it too much. */
  readonly take: (rows: number) => boolean;
  /** Gives back those that were not needed. */
  readonly giveBack: (rows: number) => void;
}

const ALONE: Reservation = { take: () => true, giveBack: () => {} };

/** One core's view of the store: it appends to segments of its own and reads everybody's. */
export class StateStore {
  readonly words: number;
  readonly storage: Storage;
  readonly #table: Table;
  readonly #compiled: Compiled;
  readonly #claim: Claim;
  /** All that this core has appended, in order; the last range is open. */
  readonly #ranges: { from: number; to: number }[] = [];
  #handedOut = 0;
  #size = 0;
  #reserved = 0;

  readonly #reservation: Reservation;

  constructor(words: number, claim: Claim, reservation = ALONE, storage: Storage = 'exact') {
    this.words = words;
    this.storage = storage;
    this.#claim = claim;
    this.#reservation = reservation;
    this.#table = { slots: new Int32Array(0), mask: 0, rowMask: 0, rows: [], keys: [], next: 0, end: 0 };
    this.#compiled = compile(words, this.#table, storage);
  }

  /** Rows appended by this core. */
  get size(): number {
    return this.#size;
  }

  /** No row of this core has this number or a larger one. */
  get end(): number {
    return this.#table.next;
  }

  /** Per segment, the words of its states; undefined once they have been dropped. */
  get segments(): readonly (Int32Array | undefined)[] {
    return this.#table.rows;
  }

  /** The segment that this core is writing to; -1: none. */
  get open(): number {
    return (this.#table.end >>> SEGMENT_BITS) - 1;
  }

  /** Takes note of a segment, whoever owns it. */
  adopt(segment: number, { rows, keys }: Segment): void {
    this.#table.rows[segment] = rows;
    this.#table.keys[segment] = keys;
  }

  /** Forgets the words of the states of some segments. They are still known by their fingerprints. */
  drop(segments: readonly number[]): void {
    for (const segment of segments) this.#table.rows[segment] = undefined;
  }

  /** Forgets everything, to give the memory back. Nothing may be asked or stored afterwards. */
  release(): void {
    this.#table.slots = new Int32Array(0);
    this.#table.rows.length = 0;
    this.#table.keys.length = 0;
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
    const segment = this.#claim();
    if (segment === undefined) {
      this.#reservation.giveBack(rows);
      return false;
    }
    table.next = segment << SEGMENT_BITS;
    table.end = table.next + SEGMENT_ROWS;
    this.#ranges.push({ from: table.next, to: table.next });
    return true;
  }

  /** The row of a state. Room for one must have been made. */
  insert(state: Int32Array): number {
    const { insert, hashOf, secondOf } = this.#compiled;
    const row = insert(state, 0, hashOf(state, 0), secondOf(state, 0));
    this.#count();
    return row;
  }

  /** The rows of the first `count` successors of the emitter, in `found`. Room must have been made. */
  lookUp(count: number, { rows, hashes, seconds }: Emitter, found: Int32Array): void {
    this.#compiled.lookUp(count, rows, hashes, seconds, found);
    this.#count();
  }

  /** Whether a state is in one of the first rows of its segment, as many as `old` has for it. Stores nothing. */
  isAmong(old: Int32Array, words: Int32Array, at: number, hash: number, second: number): boolean {
    return this.#compiled.isAmong(old, words, at, hash, second);
  }

  /** Both halves of the fingerprint of a row. Only where fingerprints are kept. */
  fingerprintAt(row: number): readonly [number, number] {
    const keys = this.#table.keys[row >>> SEGMENT_BITS]!;
    const at = (row & (SEGMENT_ROWS - 1)) * FINGERPRINT_WORDS;
    return [keys[at]!, keys[at + 1]!];
  }

  /** The order of the states of two rows: see compare.ts. */
  compareRows(a: number, b: number): number {
    const { rows } = this.#table;
    const at = (row: number): number => (row & (SEGMENT_ROWS - 1)) * this.words;
    return compareWords(rows[a >>> SEGMENT_BITS]!, at(a), rows[b >>> SEGMENT_BITS]!, at(b), this.words);
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

/** Slots to begin with. */
export const SLOTS_FIRST = 1 << 13;
/** How many rows a table of so many slots may hold. */
export const limitOf = (slots: number): number => Math.floor(slots * LOAD_MAX);
/** How many slots a table has next. Past small ones memory counts for more than the time to fill a table. */
export const largerThan = (slots: number): number => slots * (slots < SLOTS_SMALL ? 4 : 2);

/** The store of a search on one core: it grows by itself. */
export class VisitedSet {
  readonly store: StateStore;
  readonly #segments: Segments;
  #slots = SLOTS_FIRST;

  constructor(words: number, storage: Storage = 'exact') {
    this.#segments = new Segments(words, storage, (count) => new Int32Array(count));
    const claim = (): number => {
      const segment = this.#segments.all.length;
      this.store.adopt(segment, this.#segments.add());
      return segment;
    };
    this.store = new StateStore(words, claim, ALONE, storage);
    this.store.use(new Int32Array(SLOTS_FIRST), 1);
  }

  /** Says that a level begins: only its states, and those found from now on, are still needed as they are. */
  beginLevel(rows: readonly Range[]): void {
    this.store.drop(this.#segments.beginLevel(rows, [this.store.open]));
  }

  get size(): number {
    return this.store.size;
  }

  /** Bytes held for states and for finding them again. */
  get bytes(): number {
    return this.#segments.bytes(this.size) + 4 * this.#slots;
  }

  /** Bytes of the next larger table. */
  get bytesToGrow(): number {
    return 4 * largerThan(this.#slots);
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
    this.#slots = largerThan(this.#slots);
    this.store.use(new Int32Array(this.#slots), 1);
    this.store.placeOwn();
  }
}
