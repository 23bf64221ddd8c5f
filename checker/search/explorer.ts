/**
 * One core's part of an exhaustive search: expands rows of the level under way, judges rows, and looks for the steps
 * that led to a state. What it finds is chosen by the states themselves and not by the order in which they came, so
 * that any number of explorers over one store come to the same result.
 */

import type { Machine, Property } from '../contract.ts';
import { Coverage } from '../coverage.ts';
import type { Graph } from '../graph.ts';
import { type Counts, Kernel, type KernelOptions } from '../kernel.ts';
import type { Layout } from '../layout.ts';
import { type Range, SEGMENT_BITS, SEGMENT_ROWS, type StateStore } from '../visited.ts';

/** What a search has counted. */
export interface Tally extends Counts {
  /** Per field, the values seen: see `Coverage`. */
  readonly seen: readonly number[];
}

/** Where a claim failed: in a state, or in the step that `action` takes from it. */
export interface Finding {
  readonly property: number;
  /** How many steps lead to the state. */
  readonly level: number;
  readonly state: Int32Array;
  readonly action: number | undefined;
}

/** One step on the way to a state. */
export interface Predecessor {
  readonly state: Int32Array;
  readonly action: number;
}

/** By unsigned words, the first first. */
export function compareStates(a: Int32Array, b: Int32Array): number {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return a[k]! >>> 0 < b[k]! >>> 0 ? -1 : 1;
  return 0;
}

/** Of two findings of one property the one to be shown: nearest, then least. */
export function isBefore(a: Finding, b: Finding): boolean {
  if (a.level !== b.level) return a.level < b.level;
  const order = compareStates(a.state, b.state);
  return order !== 0 ? order < 0 : (a.action ?? 0) < (b.action ?? 0);
}

export class Explorer<S> {
  readonly kernel: Kernel<S>;
  readonly store: StateStore;
  readonly #graph: Graph | undefined;
  readonly #findings = new Map<number, Finding>();
  readonly #found: Int32Array;
  readonly #coverage: Coverage;
  readonly #segments: readonly Int32Array[];
  readonly #words: number;
  readonly #neverStuck: number;
  /** Per row of the batch: the row and where its successors end. */
  readonly #batchRows: number[] = [];
  readonly #batchEnds: number[] = [];
  #stuck = 0;
  #level = 0;

  constructor(
    machine: Machine<S>,
    properties: readonly Property<S>[],
    store: StateStore,
    graph?: Graph,
    options?: KernelOptions,
  ) {
    this.kernel = new Kernel(
      machine,
      properties,
      (property, action) => this.#find(property, action),
      options,
    );
    this.#coverage = new Coverage(machine.layout as Layout<unknown>);
    this.store = store;
    this.#segments = store.segments;
    this.#words = store.words;
    this.#graph = graph;
    this.#found = new Int32Array(this.kernel.emitter.hashes.length);
    this.#neverStuck = properties.findIndex((p) => p.id === 'never-stuck');
  }

  get findings(): readonly Finding[] {
    return [...this.#findings.values()];
  }

  /** What this explorer has counted. */
  tally(): Tally {
    const counts = this.kernel.counts();
    const judged = counts.judged.map((n, k) => (k === this.#neverStuck ? this.#stuck : n));
    return { ...counts, judged, seen: [...this.#coverage.seen] };
  }

  /** The initial state that is written onto zeros, as it is stored. */
  initialState(write: (work: Int32Array) => void): Int32Array {
    const { work } = this.kernel.emitter;
    work.fill(0);
    write(work);
    this.kernel.normalizeWork();
    return work.slice();
  }

  insertInitial(write: (work: Int32Array) => void): void {
    this.store.makeRoom(1);
    this.store.insert(this.initialState(write));
  }

  /**
   * Expands rows of a level. Ends early, and says where, when there is no room for what has been found: those
   * successors are kept, and `lookUp` stores them once there is.
   */
  expand(rows: Range, level: number): number {
    this.#level = level;
    const { kernel } = this;
    const { emitter } = kernel;
    for (let row = rows.from; row < rows.to; row++) {
      this.#load(row);
      emitter.control[1] = 0;
      kernel.expand();
      if (emitter.control[1] === 0) this.#judgeStuck();
      if (this.#graph !== undefined) {
        this.#batchRows.push(row);
        this.#batchEnds.push(emitter.control[0]!);
      }
      kernel.refresh();
      if (emitter.full() && !this.lookUp()) return row + 1;
    }
    return rows.to;
  }

  /** Whether a full batch is waiting for room. */
  get isWaiting(): boolean {
    return this.kernel.emitter.full();
  }

  get isEmpty(): boolean {
    return this.kernel.emitter.control[0] === 0;
  }

  /** Stores the successors that are waiting. False: there is no room for them yet. */
  lookUp(): boolean {
    const { emitter } = this.kernel;
    const count = emitter.control[0]!;
    if (count > 0 && !this.store.makeRoom(count)) return false;
    if (count > 0) this.store.lookUp(count, emitter, this.#found);
    emitter.control[0] = 0;
    if (this.#graph !== undefined) {
      let from = 0;
      for (const [k, row] of this.#batchRows.entries()) {
        const to = this.#batchEnds[k]!;
        this.#graph.edges(row, this.#found, emitter.actions, from, to);
        from = to;
      }
      this.#batchRows.length = 0;
      this.#batchEnds.length = 0;
    }
    return true;
  }

  /** Says that a level is finished: what failed in it is not looked for any more. */
  endLevel(): void {
    this.kernel.close(this.#findings.keys());
  }

  /** Judges rows that are `level` steps from the start. */
  judge(rows: Range, level: number): void {
    this.#level = level;
    for (let row = rows.from; row < rows.to; row++) {
      this.#show(row);
      this.#coverage.look(this.kernel.emitter.source);
      this.kernel.judge();
      this.kernel.refresh();
    }
  }

  /** For each target, the least step that leads to it from these rows. Counts nothing. */
  predecessors(rows: Range, targets: readonly Int32Array[]): (Predecessor | undefined)[] {
    const best: (Predecessor | undefined)[] = targets.map(() => undefined);
    const { emitter } = this.kernel;
    const { words } = this.store;
    const wanted = new Map<number, number[]>();
    targets.forEach((target, k) => {
      const hash = emitter.hashOf(target, 0);
      wanted.set(hash, [...(wanted.get(hash) ?? []), k]);
    });
    this.#again(rows, (n) => {
      const candidates = wanted.get(emitter.hashes[n]!);
      if (candidates === undefined) return;
      const reached = emitter.rows.subarray(n * words, (n + 1) * words);
      for (const k of candidates) {
        if (compareStates(targets[k]!, reached) !== 0) continue;
        const step = { state: emitter.source.slice(), action: emitter.actions[n]! };
        if (best[k] === undefined || isEarlier(step, best[k])) best[k] = step;
      }
    });
    return best;
  }

  /** The actions that lead from one row to another, the least first. Counts nothing. */
  actionsBetween(from: number, to: number): number[] {
    const target = this.stateAt(to);
    const actions: number[] = [];
    const { emitter } = this.kernel;
    const { words } = this.store;
    this.#again({ from, to: from + 1 }, (n) => {
      const reached = emitter.rows.subarray(n * words, (n + 1) * words);
      if (compareStates(target, reached) === 0) actions.push(emitter.actions[n]!);
    });
    return actions.sort((a, b) => a - b);
  }

  /** Takes the steps of some rows once more and looks at each where it lies in the emitter. Counts and finds nothing. */
  #again(rows: Range, look: (n: number) => void): void {
    const { control } = this.kernel.emitter;
    // What still waits to be stored was cut off by a limit.
    control[0] = 0;
    this.kernel.uncounted(() => {
      this.#muted = true;
      for (let row = rows.from; row < rows.to; row++) {
        this.#load(row);
        this.kernel.expand();
        for (let n = 0; n < control[0]!; n++) look(n);
        control[0] = 0;
      }
      this.#muted = false;
    });
  }

  /** Adds a finding that was made elsewhere. */
  add(finding: Finding): void {
    const known = this.#findings.get(finding.property);
    if (known === undefined || isBefore(finding, known)) this.#findings.set(finding.property, finding);
  }

  /** Whether a stored row satisfies a predicate. */
  holdsAt(row: number, predicate: Parameters<Kernel<S>['holds']>[0]): boolean {
    this.#show(row);
    return this.kernel.holds(predicate);
  }

  stateAt(row: number): Int32Array {
    const { segments, words } = this.store;
    const at = (row & (SEGMENT_ROWS - 1)) * words;
    return segments[row >>> SEGMENT_BITS]!.slice(at, at + words);
  }

  #muted = false;

  #load(row: number): void {
    this.kernel.load(this.#segments[row >>> SEGMENT_BITS]!, (row & (SEGMENT_ROWS - 1)) * this.#words);
  }

  #show(row: number): void {
    this.kernel.emitter.show(this.#segments[row >>> SEGMENT_BITS]!, (row & (SEGMENT_ROWS - 1)) * this.#words);
  }

  #judgeStuck(): void {
    if (this.#neverStuck < 0) return;
    this.#stuck++;
    if (!this.kernel.rests()) this.#find(this.#neverStuck, undefined);
  }

  #find(property: number, action: number | undefined): void {
    if (this.#muted) return;
    const known = this.#findings.get(property);
    if (known !== undefined && known.level < this.#level) return;
    const { source } = this.kernel.emitter;
    const finding = { property, level: this.#level, state: source, action };
    if (known === undefined || isBefore(finding, known))
      this.#findings.set(property, { ...finding, state: source.slice() });
  }
}

function isEarlier(a: Predecessor, b: Predecessor): boolean {
  const order = compareStates(a.state, b.state);
  return order !== 0 ? order < 0 : a.action < b.action;
}

/** Of two steps to one state the one that belongs to the path shown. */
export function earlierOf(a: Predecessor | undefined, b: Predecessor | undefined): Predecessor | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return isEarlier(b, a) ? b : a;
}
