/**
 * One core's part of an exhaustive search: expands rows of the level under way, judges rows, and looks for the steps
 * that led to a state. What it finds is chosen by the states themselves and not by the order in which they came, so
 * that any number of explorers over one store come to the same result.
 */

import { compareStates } from '../compare.ts';
import type { Machine, Property } from '../contract.ts';
import { Coverage } from '../coverage.ts';
import type { Graph } from '../graph.ts';
import { type Counts, Kernel, type KernelOptions } from '../kernel.ts';
import type { Layout } from '../layout.ts';
import type { StubbornSets } from '../partial-order.ts';
import type { Range } from '../segments.ts';
import { SEGMENT_BITS, SEGMENT_ROWS } from '../table.ts';
import type { StateStore } from '../visited.ts';
import { type Finding, isBefore, isEarlier, type Predecessor } from './finding.ts';
import { type Reducing, type Reduction, reduce } from './reduction.ts';

export interface ExplorerOptions extends KernelOptions {
  /** By what the search is reduced. */
  readonly reduce?: readonly Reduction[];
}

/** Whoever is told of the edges from a row to the rows of its successors: see graph.ts. */
export type Edges = Pick<Graph, 'edges'>;

/** What a search has counted. */
export interface Tally extends Counts {
  /** Per field, the values seen: see `Coverage`. */
  readonly seen: readonly number[];
}

export class Explorer<S> {
  readonly kernel: Kernel<S>;
  /** Whether everything reachable is looked at, so that what was not met is known. */
  readonly isWhole: boolean;
  /** How many states a row can stand for that are expanded with it. */
  readonly statesPerRow: number;
  /** Per segment, how many rows it held when the level under way began: see `beginLevel`. */
  old: Int32Array = new Int32Array(0);
  readonly store: StateStore;
  readonly #graph: Edges | undefined;
  readonly #findings = new Map<number, Finding>();
  readonly #found: Int32Array;
  readonly #coverage: Coverage;
  readonly #segments: StateStore['segments'];
  readonly #words: number;
  readonly #neverStuck: number;
  readonly #reducing: Reducing;
  /** What takes the machine's own steps, from any image: the kernel, where no image is chosen. */
  readonly #plain: Kernel<S>;
  /** Per row of the batch: the row and where its successors end. */
  readonly #batchRows: number[] = [];
  readonly #batchEnds: number[] = [];
  #stuck = 0;
  #level = 0;
  /** How many images of a row have been expanded already, when there was no room for the others. */
  #images = 0;

  constructor(
    machine: Machine<S>,
    properties: readonly Property<S>[],
    store: StateStore,
    graph?: Edges,
    { reduce: reductions, ...given }: ExplorerOptions = {},
  ) {
    const options = { ...given, storage: store.storage };
    this.#reducing = reduce(machine, properties, reductions);
    const { orbits, everyImage, stubborn } = this.#reducing;
    this.isWhole = stubborn === undefined && (orbits === undefined || everyImage);
    this.statesPerRow = everyImage ? orbits!.count : 1;
    this.kernel = new Kernel(
      machine,
      properties,
      (property, action) => this.#find(property, action),
      orbits === undefined ? options : { ...options, orbits, fromAny: everyImage },
    );
    this.#plain =
      orbits === undefined ? this.kernel : new Kernel(machine, [], () => {}, { ...options, fromAny: true });
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

  /** The initial state that is written onto zeros, normalized and renamed. */
  initialState(write: (work: Int32Array) => void): Int32Array {
    const { emitter } = this.#plain;
    emitter.work.fill(0);
    write(emitter.work);
    this.#plain.normalizeWork();
    return emitter.work.slice();
  }

  insertInitial(write: (work: Int32Array) => void): void {
    const state = this.initialState(write);
    this.#reducing.orbits?.choose(state);
    this.store.makeRoom(1);
    this.store.insert(state);
  }

  /**
   * Expands rows of a level. Ends early, and says where, when there is no room for what has been found: those
   * successors are kept, and `lookUp` stores them once there is.
   */
  expand(rows: Range, level: number): number {
    this.#level = level;
    const { kernel } = this;
    for (let row = rows.from; row < rows.to; row++) {
      if (!this.#reducing.everyImage) {
        this.#load(row);
        this.#expandSource(row);
      } else if (!this.#expandImages(row)) return row;
      if (kernel.emitter.full() && !this.lookUp()) return row + 1;
    }
    return rows.to;
  }

  /** Expands the images of a row. False: there was no room before the last, and the row has to be gone on with. */
  #expandImages(row: number): boolean {
    const images = this.#reducing.orbits!.imagesOf(this.stateAt(row));
    while (this.#images < images.length) {
      if (this.kernel.emitter.full() && !this.lookUp()) return false;
      this.kernel.load(images[this.#images++]!, 0);
      this.#expandSource(row);
    }
    this.#images = 0;
    return true;
  }

  #expandSource(row: number): void {
    const { kernel } = this;
    const { control } = kernel.emitter;
    const from = control[0]!;
    control[1] = 0;
    kernel.expand();
    if (control[1] === 0) this.#judgeStuck();
    if (this.#reducing.stubborn !== undefined) this.#leaveOut(this.#reducing.stubborn, from);
    if (this.#graph !== undefined) {
      this.#batchRows.push(row);
      this.#batchEnds.push(control[0]!);
    }
    kernel.refresh();
  }

  /**
   * Of the successors of the source, `from` the first, keeps those that a stubborn set asks for, if one of them is new.
   */
  #leaveOut(stubborn: StubbornSets, from: number): void {
    const { emitter } = this.kernel;
    const { control, actions, rows, hashes, seconds, source } = emitter;
    const { chosen } = stubborn;
    const words = this.#words;
    const to = control[0]!;
    if (!stubborn.choose(source, actions, from, to)) return;
    const isNew = (n: number): boolean =>
      !this.store.isAmong(this.old, rows, n * words, hashes[n]!, seconds[n]!);
    let someNew = false;
    for (let n = from; n < to && !someNew; n++) someNew = chosen[actions[n]!] === 1 && isNew(n);
    if (!someNew) return;
    let kept = from;
    for (let n = from; n < to; n++) {
      if (chosen[actions[n]!] === 0) continue;
      rows.copyWithin(kept * words, n * words, (n + 1) * words);
      hashes[kept] = hashes[n]!;
      seconds[kept] = seconds[n]!;
      actions[kept++] = actions[n]!;
    }
    control[0] = kept;
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

  /**
   * Takes note of the rows of the next level, which are no longer new. A core that has not been told of all levels is
   * given `old`.
   */
  beginLevel(rows: readonly Range[]): void {
    const segments = Math.max(this.old.length, ...rows.map(({ to }) => ((to - 1) >>> SEGMENT_BITS) + 1));
    const old = new Int32Array(segments);
    old.set(this.old);
    for (const { to } of rows) {
      const segment = (to - 1) >>> SEGMENT_BITS;
      old[segment] = Math.max(old[segment]!, to - (segment << SEGMENT_BITS));
    }
    this.old = old;
  }

  /** Says that a level is finished: what failed in it is not looked for any more. */
  endLevel(): void {
    this.kernel.close(this.#findings.keys());
  }

  /** Judges rows that are `level` steps from the start. */
  judge(rows: Range, level: number): void {
    this.#level = level;
    for (let row = rows.from; row < rows.to; row++) {
      if (this.#reducing.everyImage) {
        for (const image of this.#reducing.orbits!.imagesOf(this.stateAt(row))) {
          this.kernel.emitter.show(image, 0);
          this.#judgeSource();
        }
      } else {
        this.#show(row);
        this.#judgeSource();
      }
    }
  }

  #judgeSource(): void {
    this.#coverage.look(this.kernel.emitter.source);
    this.kernel.judge();
    this.kernel.refresh();
  }

  /** For each target, the least step that leads to it from these rows. Counts nothing. */
  predecessors(rows: Range, targets: readonly Int32Array[]): (Predecessor | undefined)[] {
    const best: (Predecessor | undefined)[] = targets.map(() => undefined);
    const { emitter } = this.#plain;
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
    const { emitter } = this.#plain;
    const { words } = this.store;
    this.#again({ from, to: from + 1 }, (n) => {
      const reached = emitter.rows.subarray(n * words, (n + 1) * words);
      if (compareStates(target, reached) === 0) actions.push(emitter.actions[n]!);
    });
    return actions.sort((a, b) => a - b);
  }

  /**
   * The least step from a state, stored or not, to one with the fingerprint of a row: the action, and the state it leads
   * to. Counts nothing.
   */
  stepTo(row: number, from: Int32Array): { readonly action: number; readonly state: Int32Array } | undefined {
    let least: { readonly action: number; readonly state: Int32Array } | undefined;
    const { emitter } = this.#plain;
    const { words } = this.store;
    const [hash, second] = this.store.fingerprintAt(row);
    const look = (n: number): void => {
      const action = emitter.actions[n]!;
      if (emitter.hashes[n] !== hash || emitter.seconds[n] !== second) return;
      if (least === undefined || action < least.action)
        least = { action, state: emitter.rows.slice(n * words, (n + 1) * words) };
    };
    this.#aside(look, (expand) => expand(from, 0));
    return least;
  }

  /** Takes the steps of some rows once more and looks at each where it lies in the emitter. Counts and finds nothing. */
  #again(rows: Range, look: (n: number) => void): void {
    const { orbits } = this.#reducing;
    this.#aside(look, (expand) => {
      for (let row = rows.from; row < rows.to; row++) {
        if (orbits === undefined) {
          expand(this.#segments[row >>> SEGMENT_BITS]!, (row & (SEGMENT_ROWS - 1)) * this.#words);
          continue;
        }
        // The way is one of states as they are, whichever of their images are stored.
        for (const image of orbits.imagesOf(this.stateAt(row))) expand(image, 0);
        this.#plain.refresh();
      }
    });
  }

  /** Lets `walk` expand states of its own, and looks at each of their steps where it lies in the emitter. */
  #aside(look: (n: number) => void, walk: (expand: (words: Int32Array, at: number) => void) => void): void {
    const kernel = this.#plain;
    const { control } = kernel.emitter;
    // What still waits to be stored was cut off by a limit.
    control[0] = 0;
    kernel.uncounted(() => {
      this.#muted = true;
      walk((words, at) => {
        kernel.load(words, at);
        kernel.expand();
        for (let n = 0; n < control[0]!; n++) look(n);
        control[0] = 0;
      });
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
