/**
 * All cores of a search: that of the main thread, which begins alone, and other threads, which join when there is enough
 * to do; and the memory that they share. Only while all rest does the memory grow or a level end.
 */

import { Worker } from 'node:worker_threads';
import type { Machine, Property } from '../../checker/contract.ts';
import type { Edges } from '../../checker/graph.ts';
import type { Tally } from '../../checker/search/explorer.ts';
import { earlierOf, type Finding, type Predecessor } from '../../checker/search/finding.ts';
import type { Question } from '../../checker/search/outcome.ts';
import type { Reduction } from '../../checker/search/reduction.ts';
import { Agreement, addTallies, Core, itemsOf } from '../../checker/search/shared.ts';
import { type Range, Segments } from '../../checker/segments.ts';
import type { Storage } from '../../checker/table.ts';
import { largerThan, limitOf, SLOTS_FIRST } from '../../checker/visited.ts';
import { breathe } from '../terminal.ts';
import { leastSteps } from './least-steps.ts';
import { type Recipe, type Start, signatureOf } from './protocol.ts';
import { Thread } from './thread-handle.ts';

export interface CrewOptions {
  readonly cores: number;
  /** How the other threads get the machine and the properties that the main thread searches. */
  readonly recipe: Recipe;
  /** From how many states on the other cores join. */
  readonly joinAt?: number;
  /** These are as in a search on one core. */
  readonly interpreted?: boolean;
  readonly reduce?: readonly Reduction[];
  readonly storage?: Storage;
}

/** What cores have found when they come to rest. */
export interface Rested {
  /** New rows, judged. */
  readonly ranges: readonly Range[];
  /** Whether nothing waits to be stored. */
  readonly flushed: boolean;
}

/** Fewer states than this are explored before another thread has read its code. */
const JOIN_AT = 30_000;
/** How long the main thread works before it looks at anything else. */
const SLICE_MS = 50;
/** The most successors that wait in one core for room. */
const WAITING = 1 << 12;

const shared = (words: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * words));

export class Crew<S> {
  /** The main thread's. It also keeps the findings of all, as far as they have been gathered. */
  readonly core: Core<S>;
  readonly agreement: Agreement;
  readonly #machine: Machine<S>;
  readonly #properties: readonly Property<S>[];
  readonly #options: CrewOptions;
  readonly #segments: Segments;
  #slots = shared(SLOTS_FIRST);
  readonly #workers: Worker[] = [];
  #threads: readonly Thread[] = [];
  #starting: Promise<Thread[]> | undefined;
  /** What the other threads said last: the bytes of their graphs, and the segments that they are writing to. */
  #graphBytes = 0;
  #open: readonly number[] = [];

  constructor(machine: Machine<S>, properties: readonly Property<S>[], options: CrewOptions) {
    const { cores, interpreted = false, reduce = [], storage = 'exact' } = options;
    this.#machine = machine;
    this.#properties = properties;
    this.#options = options;
    this.agreement = new Agreement(shared(Agreement.bytes / 4));
    this.core = new Core(machine, properties, this.agreement, cores, {
      ...(interpreted ? { waysMax: 0 } : {}),
      reduce,
      storage,
    });
    this.#segments = new Segments(machine.layout.words, storage, shared);
    this.#addSegments();
    this.core.use(this.#slots);
    this.agreement.setLimit(limitOf(SLOTS_FIRST));
  }

  /** States stored. */
  get states(): number {
    return this.agreement.rows;
  }

  /** Bytes held. */
  get bytes(): number {
    return (
      this.#segments.bytes(this.states) +
      this.#slots.byteLength +
      (this.core.graph?.bytes ?? 0) +
      this.#graphBytes
    );
  }

  /** Stores the initial states, and gives their rows. */
  begin(): Rested {
    for (const write of this.#machine.initial)
      this.core.explorer.insertInitial((work) => write(this.#machine.layout.view(work)));
    return { ranges: this.core.judgeNew(0), flushed: true };
  }

  /** Stores what an earlier run has found: the words of some rows, in as many segments. */
  restore(ranges: readonly Range[], states: Int32Array, segments: number): void {
    while (this.#segments.all.length < segments + 2) this.#addSegments();
    let at = 0;
    for (const range of ranges) {
      const words = this.core.store.wordsOf(range);
      words.set(states.subarray(at, at + words.length));
      at += words.length;
    }
    const rows = at / this.#machine.layout.words;
    this.agreement.restore(rows, segments);
    this.core.store.restore(ranges);
    let slots = SLOTS_FIRST;
    while (!this.#areEnough(slots)) slots = largerThan(slots);
    this.#slots = shared(slots);
    this.core.use(this.#slots);
    this.agreement.setLimit(limitOf(slots));
  }

  /** Starts the other threads when there is enough to do, and lets them in once they are ready. */
  async join(): Promise<void> {
    const { cores, joinAt = JOIN_AT } = this.#options;
    if (cores <= 1 || this.#threads.length > 0 || this.states < joinAt) return;
    this.#starting ??= this.#start();
    // A search that waits from the beginning does so on purpose; others go on alone meanwhile.
    const ready = joinAt === 0 ? await this.#starting : await Promise.race([this.#starting, breathe()]);
    if (ready === undefined) return;
    this.#threads = ready;
    this.#starting = undefined;
    this.#tell({ kind: 'segments', first: 0, segments: this.#segments.all });
    await Promise.all(this.#threads.map((thread) => thread.ask({ kind: 'slots', slots: this.#slots })));
  }

  #start(): Promise<Thread[]> {
    const { cores, recipe, reduce = [], storage = 'exact' } = this.#options;
    const workerData: Start = {
      recipe,
      numbers: this.agreement.numbers,
      cores,
      properties: this.#properties.map(({ id }) => id),
      reduce,
      storage,
      signature: signatureOf(this.#machine),
    };
    const door = new URL('./thread.mjs', import.meta.url);
    for (let k = 1; k < cores; k++) this.#workers.push(new Worker(door, { workerData, execArgv: [] }));
    const started = Promise.all(this.#workers.map((worker) => Thread.start(worker)));
    // Nobody waits for them where the search ends first.
    started.catch(() => {});
    return started;
  }

  #tell(message: Parameters<Thread['tell']>[0]): void {
    for (const thread of this.#threads) thread.tell(message);
  }

  /** Begins a level of these rows. */
  beginLevel(rows: readonly Range[]): void {
    this.core.explorer.kernel.close(this.core.findings.map(({ property }) => property));
    this.core.explorer.beginLevel(rows);
    this.agreement.beginLevel();
    // The other threads still see what is dropped, and do not look at it.
    this.core.store.drop(this.#segments.beginLevel(rows, [this.core.store.open, ...this.#open]));
  }

  /**
   * Expands pieces of the level on all cores until none is left or there is no room. `look` is called now and then, and
   * says whether to go on.
   */
  async expand(
    level: number,
    items: Int32Array,
    closed: readonly number[],
    look: () => boolean,
  ): Promise<Rested & { readonly finished: boolean }> {
    const { core, agreement } = this;
    agreement.resume();
    const { old } = core.explorer;
    const others = this.#threads.map((thread) => thread.ask({ kind: 'expand', level, items, closed, old }));
    const slice = () => {
      const until = performance.now() + SLICE_MS;
      return core.expand(level, items, () => performance.now() < until);
    };
    let pause = slice();
    while (pause === 'stopped' && !agreement.stopped) {
      await breathe();
      if (!look()) agreement.stop();
      else pause = slice();
    }
    const rested = await this.#gather(others, level);
    return { ...rested, finished: !agreement.stopped };
  }

  /** Stores what waits in the cores, as far as there is room. */
  async flush(level: number): Promise<Rested> {
    this.core.explorer.lookUp();
    return this.#gather(
      this.#threads.map((thread) => thread.ask({ kind: 'flush' })),
      level,
    );
  }

  async #gather(others: readonly ReturnType<Thread['ask']>[], level: number): Promise<Rested> {
    let flushed = this.core.explorer.isEmpty;
    const ranges = this.core.judgeNew(level + 1);
    const replies = (await Promise.all(others)).map((reply) => {
      if (reply.kind !== 'rested') throw new Error(`a thread answered ${reply.kind}`);
      return reply;
    });
    for (const reply of replies) {
      flushed &&= reply.flushed;
      ranges.push(...reply.ranges);
      for (const finding of reply.findings) this.core.explorer.add(finding);
    }
    this.#graphBytes = replies.reduce((sum, reply) => sum + reply.graphBytes, 0);
    this.#open = replies.map(({ open }) => open);
    return { ranges, flushed };
  }

  /** More segments and a larger table, as far as they are needed. False: `mayHold` does not let it be so large. */
  async makeRoom(mayHold: (bytes: number) => boolean): Promise<boolean> {
    if (this.agreement.segmentsLeft < 2 * this.#options.cores) this.#addSegments();
    if (this.#areEnough(this.#slots.length)) return true;
    const slots = largerThan(this.#slots.length);
    // While it is filled, the old table is still there.
    if (!mayHold(4 * slots)) return false;
    this.#slots = shared(slots);
    const others = this.#threads.map((thread) => thread.ask({ kind: 'slots', slots: this.#slots }));
    this.core.use(this.#slots);
    await Promise.all(others);
    this.agreement.setLimit(limitOf(slots));
    return true;
  }

  #areEnough(slots: number): boolean {
    return this.states + this.#options.cores * WAITING <= limitOf(slots);
  }

  /** Adds few at a time, so that those that have been dropped are used again before others are made. */
  #addSegments(): void {
    const first = this.#segments.all.length;
    const segments = Array.from({ length: 2 * this.#options.cores }, () => this.#segments.add());
    for (const [k, segment] of segments.entries()) this.core.store.adopt(first + k, segment);
    this.#tell({ kind: 'segments', first, segments });
    this.agreement.setSegments(this.#segments.all.length);
  }

  /** The edges found since the last call by anybody. Afterwards the main thread has all of them. */
  async gatherEdges(): Promise<Edges | undefined> {
    const { graph } = this.core;
    if (graph === undefined) return undefined;
    for (const reply of await Promise.all(this.#threads.map((thread) => thread.ask({ kind: 'graph' }))))
      if (reply.kind === 'graph' && reply.edges !== undefined) graph.append(reply.edges);
    this.#graphBytes = 0;
    return graph.take();
  }

  /** What all have counted. */
  async tally(): Promise<Tally> {
    const replies = await Promise.all(this.#threads.map((thread) => thread.ask({ kind: 'tally' })));
    const others = replies.flatMap((reply) => (reply.kind === 'tally' ? [reply.tally] : []));
    return others.reduce(addTallies, this.core.tally());
  }

  /** The least steps from some rows to some states. */
  async stepsTo(targets: Question['targets'], rows: readonly Range[]): Promise<(Predecessor | undefined)[]> {
    const items = itemsOf(rows);
    this.agreement.beginLevel();
    const others = this.#threads.map((thread) => thread.ask({ kind: 'predecessors', items, targets }));
    let best = leastSteps(this.core, this.agreement, items, targets);
    for (const reply of await Promise.all(others))
      if (reply.kind === 'predecessors') best = best.map((step, k) => earlierOf(step, reply.best[k]));
    return best;
  }

  get findings(): readonly Finding[] {
    return this.core.findings;
  }

  /** Ends the other threads. */
  async end(): Promise<void> {
    this.#threads = [];
    await Promise.all(this.#workers.splice(0).map((worker) => worker.terminate()));
  }

  /** Forgets all states, to give the memory back. The other threads have to have ended. */
  release(): void {
    this.core.store.release();
    this.#segments.release();
    this.#slots = new Int32Array(0);
  }
}
