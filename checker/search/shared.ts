/**
 * What the cores of one search share: the numbers by which they agree, and one core's part in it. Memory is handed
 * over by whoever starts the threads; nothing here knows of threads, so that a test can be all cores at once.
 */

import type { Machine, Property } from '../contract.ts';
import type { Graph } from '../graph.ts';
import type { Range } from '../segments.ts';
import type { Storage } from '../table.ts';
import { StateStore } from '../visited.ts';
import { Explorer, type ExplorerOptions, type Tally } from './explorer.ts';
import type { Finding } from './finding.ts';
import { graphFor } from './liveness.ts';

/** Places in the shared numbers. */
const CURSOR = 0;
const ROWS = 1;
const LIMIT = 2;
const STOP = 3;
const SEGMENT = 4;
const SEGMENTS = 5;
const NUMBERS = 8;

/** Why a core has stopped before the level was finished. */
export type Pause = 'finished' | 'stopped';

/** The numbers that all cores see. */
export class Agreement {
  readonly numbers: Int32Array;

  constructor(numbers: Int32Array) {
    this.numbers = numbers;
  }

  static get bytes(): number {
    return 4 * NUMBERS;
  }

  /** Rows stored, and those that somebody is about to store. */
  get rows(): number {
    return Atomics.load(this.numbers, ROWS);
  }

  /** Begins with rows that an earlier run has stored. */
  restore(rows: number, segments: number): void {
    Atomics.store(this.numbers, ROWS, rows);
    Atomics.store(this.numbers, SEGMENT, segments);
  }

  get segmentsLeft(): number {
    return Atomics.load(this.numbers, SEGMENTS) - Atomics.load(this.numbers, SEGMENT);
  }

  get segmentsUsed(): number {
    return Atomics.load(this.numbers, SEGMENT);
  }

  setLimit(rows: number): void {
    Atomics.store(this.numbers, LIMIT, rows);
  }

  setSegments(count: number): void {
    Atomics.store(this.numbers, SEGMENTS, count);
  }

  beginLevel(): void {
    Atomics.store(this.numbers, CURSOR, 0);
  }

  /** Asks all cores to come to rest. */
  stop(): void {
    Atomics.store(this.numbers, STOP, 1);
  }

  resume(): void {
    Atomics.store(this.numbers, STOP, 0);
  }

  get stopped(): boolean {
    return Atomics.load(this.numbers, STOP) !== 0;
  }

  /** The next piece of work nobody has taken. */
  nextItem(): number {
    return Atomics.add(this.numbers, CURSOR, 1);
  }

  take(rows: number): boolean {
    if (Atomics.add(this.numbers, ROWS, rows) + rows <= Atomics.load(this.numbers, LIMIT)) return true;
    this.giveBack(rows);
    return false;
  }

  giveBack(rows: number): void {
    Atomics.sub(this.numbers, ROWS, rows);
  }

  claimSegment(): number | undefined {
    const segment = Atomics.add(this.numbers, SEGMENT, 1);
    if (segment < Atomics.load(this.numbers, SEGMENTS)) return segment;
    Atomics.sub(this.numbers, SEGMENT, 1);
    return undefined;
  }
}

export interface CoreOptions extends Omit<ExplorerOptions, 'storage'> {
  readonly storage?: Storage;
}

/** One core of a search. */
export class Core<S> {
  readonly explorer: Explorer<S>;
  readonly store: StateStore;
  readonly graph: Graph | undefined;
  readonly #agreement: Agreement;
  readonly #cores: number;
  /** What is left of a piece of work that could not be finished. */
  #rest: Range | undefined;

  constructor(
    machine: Machine<S>,
    properties: readonly Property<S>[],
    agreement: Agreement,
    cores: number,
    { storage, ...options }: CoreOptions = {},
  ) {
    this.#agreement = agreement;
    this.#cores = cores;
    this.store = new StateStore(
      machine.layout.words,
      () => agreement.claimSegment(),
      { take: (rows) => agreement.take(rows), giveBack: (rows) => agreement.giveBack(rows) },
      storage,
    );
    this.graph = graphFor(machine, properties);
    this.explorer = new Explorer(machine, properties, this.store, this.graph, options);
  }

  /** Uses a new, empty table, and puts this core's rows into it. */
  use(slots: Int32Array): void {
    this.store.use(slots, this.#cores);
    this.store.placeOwn();
  }

  /**
   * Expands pieces of the level until none is left, until all are asked to stop, or until `more` says no. Items are
   * pairs of numbers: from which row to which.
   */
  expand(level: number, items: Int32Array, more: () => boolean): Pause {
    // Successors that found no room the last time.
    if (!this.explorer.lookUp()) return this.#stop();
    for (;;) {
      const range = this.#rest ?? this.#next(items);
      this.#rest = undefined;
      if (range === undefined) return this.explorer.lookUp() ? 'finished' : this.#stop();
      const from = this.explorer.expand(range, level);
      if (from < range.to) this.#rest = { from, to: range.to };
      if (this.explorer.isWaiting) return this.#stop();
      if (this.#agreement.stopped || !more()) return 'stopped';
    }
  }

  #next(items: Int32Array): Range | undefined {
    const item = 2 * this.#agreement.nextItem();
    return item < items.length ? { from: items[item]!, to: items[item + 1]! } : undefined;
  }

  #stop(): Pause {
    this.#agreement.stop();
    return 'stopped';
  }

  /** Judges what this core has stored since the last call, and gives the rows. */
  judgeNew(level: number): Range[] {
    const ranges = this.store.takeRanges();
    for (const range of ranges) this.explorer.judge(range, level);
    return ranges;
  }

  tally(): Tally {
    return this.explorer.tally();
  }

  get findings(): readonly Finding[] {
    return this.explorer.findings;
  }
}

/** Rows in pieces that cores take one by one. */
export function itemsOf(ranges: readonly Range[], rows = 256): Int32Array {
  const items: number[] = [];
  for (const { from, to } of ranges)
    for (let row = from; row < to; row += rows) items.push(row, Math.min(to, row + rows));
  return Int32Array.from(items);
}

export function addTallies(a: Tally, b: Tally): Tally {
  const plus = (x: readonly number[], y: readonly number[]): number[] => x.map((n, k) => n + y[k]!);
  return {
    taken: plus(a.taken, b.taken),
    refused: a.refused.map((list, k) => plus(list, b.refused[k]!)),
    judged: plus(a.judged, b.judged),
    seen: a.seen.map((bits, k) => bits | b.seen[k]!),
  };
}
