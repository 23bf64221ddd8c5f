/**
 * The exhaustive search on several cores. The main thread is one of them and begins alone; the others join when there
 * is enough to do. Levels are explored one after another by all, over one store in shared memory. What is found is
 * chosen by the states and not by who came first, so that the result is that of one core, byte for byte.
 */

import { Worker } from 'node:worker_threads';
import type { Machine, Property } from '../../checker/contract.ts';
import { claimsOf } from '../../checker/evaluate.ts';
import type { Edges } from '../../checker/graph.ts';
import type { Path, SearchResult } from '../../checker/result.ts';
import type { ExhaustiveOptions } from '../../checker/search/exhaustive.ts';
import { earlierOf, type Finding, type Predecessor, type Tally } from '../../checker/search/explorer.ts';
import { decideLiveness, livenessBytes, undecided } from '../../checker/search/liveness.ts';
import { pathsTo, resultOf } from '../../checker/search/outcome.ts';
import { Agreement, addTallies, Core, itemsOf } from '../../checker/search/shared.ts';
import { limitOf, type Range, SEGMENT_BITS, SEGMENT_ROWS } from '../../checker/visited.ts';
import { breathe } from '../terminal.ts';
import type { Checkpoint, Saved } from './checkpoint.ts';
import { leastSteps } from './least-steps.ts';
import { type Recipe, type Start, signatureOf } from './protocol.ts';
import { Thread } from './thread-handle.ts';

export interface ParallelOptions extends ExhaustiveOptions {
  readonly cores: number;
  /** How the other threads get the machine and the properties that the main thread searches. */
  readonly recipe: Recipe;
  /** From how many states on the other cores join. */
  readonly joinAt?: number;
  /** Stop, inconclusively, rather than hold more bytes than this. */
  readonly maxBytes?: number;
  /** Where to put the search at the ends of levels, and what to go on from. */
  readonly checkpoint?: Checkpoint;
  /** The least time between two of them, in milliseconds. */
  readonly checkpointEvery?: number;
}

export interface ParallelProgress {
  readonly states: number;
  readonly frontier: number;
  readonly depth: number;
  readonly bytes: number;
}

const SLOTS_FIRST = 1 << 13;
const SLOTS_SMALL = 1 << 19;
/** Fewer states than this are explored before another thread has read its code. */
const JOIN_AT = 30_000;
/** How long the main thread works before it looks at anything else. */
const SLICE_MS = 50;
const SEGMENTS_AT_ONCE = 16;
const CHECKPOINT_EVERY = 10_000;
/** The most successors that wait in one core for room. */
const WAITING = 1 << 12;

export class ParallelSearch<S> {
  readonly #machine: Machine<S>;
  readonly #properties: readonly Property<S>[];
  readonly #options: ParallelOptions;
  readonly #shared = new SharedArrayBuffer(Agreement.bytes);
  readonly #agreement = new Agreement(new Int32Array(this.#shared));
  readonly #core: Core<S>;
  readonly #segments: SharedArrayBuffer[] = [];
  readonly #findings = new Map<number, Finding>();
  readonly #levels: Range[][] = [];
  #slots = new SharedArrayBuffer(4 * SLOTS_FIRST);
  readonly #workers: Worker[] = [];
  #threads: Thread[] = [];
  #starting: Promise<Thread[]> | undefined;
  /** Rows of the next level. */
  #next: Range[] = [];
  #graphBytes = 0;
  /** What an earlier run has counted. */
  #before: Tally | undefined;
  #levelsSaved = 0;
  #savedAt = Number.NEGATIVE_INFINITY;
  #done = false;
  #complete = false;
  #refused = false;

  constructor(machine: Machine<S>, properties: readonly Property<S>[], options: ParallelOptions) {
    this.#machine = machine;
    this.#properties = claimsOf(machine, properties);
    this.#options = options;
    this.#core = new Core(machine, this.#properties, this.#agreement, options.cores, {
      ...(options.interpreted ? { waysMax: 0 } : {}),
      reduce: options.reduce ?? [],
    });
    this.#addSegments();
    this.#core.use(new Int32Array(this.#slots));
    this.#agreement.setLimit(limitOf(SLOTS_FIRST));
    if (options.checkpoint?.restored !== undefined) return;
    for (const write of machine.initial)
      this.#core.explorer.insertInitial((work) => write(machine.layout.view(work)));
    this.#rested(this.#core.judgeNew(0), this.#core.findings);
  }

  /**
   * Searches until the space is closed, a limit is reached or `interrupted` says so. `look` is called now and then. The
   * threads are gone when the result is there.
   */
  async run(interrupted: () => boolean, look: (progress: ParallelProgress) => void): Promise<SearchResult> {
    try {
      if (this.#options.checkpoint?.restored !== undefined) await this.#restore(this.#options.checkpoint);
      while (!this.#done && !interrupted()) {
        const level = this.#enterLevel();
        if (level === undefined) break;
        await this.#save();
        await this.#explore(level, () => interrupted() || this.isFull, look);
      }
      return await this.#result();
    } finally {
      await Promise.all(this.#workers.map((worker) => worker.terminate()));
    }
  }

  /** Whether as many bytes are held as may be. */
  get isFull(): boolean {
    return this.#refused || !this.#mayHold(0);
  }

  /** Whether so many bytes may be held besides those that are. */
  #mayHold(bytes: number): boolean {
    return this.progress.bytes + bytes <= (this.#options.maxBytes ?? Number.POSITIVE_INFINITY);
  }

  get progress(): ParallelProgress {
    const states = this.#agreement.rows;
    const rows = states * this.#machine.layout.words * 4;
    return {
      states,
      frontier: sizeOf(this.#next),
      depth: Math.max(0, this.#levels.length - 1),
      bytes: rows + this.#slots.byteLength + (this.#core.graph?.bytes ?? 0) + this.#graphBytes,
    };
  }

  /** Makes what has been found the next level, unless the search is to end here. */
  #enterLevel(): Int32Array | undefined {
    const { maxStates = Number.POSITIVE_INFINITY, stopAtViolation = false } = this.#options;
    const violated = [...this.#findings.keys()].some((k) => this.#properties[k]!.kind !== 'sometimes');
    this.#complete = this.#next.length === 0;
    this.#done = this.#complete || this.#agreement.rows > maxStates || (stopAtViolation && violated);
    if (this.#done) return undefined;
    this.#levels.push(this.#next);
    this.#next = [];
    this.#core.explorer.kernel.close(this.#findings.keys());
    this.#core.explorer.beginLevel(this.#levels.at(-1)!);
    return itemsOf(this.#levels.at(-1)!);
  }

  /** Puts what is known at the end of a level on disk, unless that was done a moment ago. */
  async #save(): Promise<void> {
    const { checkpoint, checkpointEvery = CHECKPOINT_EVERY } = this.#options;
    if (checkpoint === undefined || performance.now() < this.#savedAt + checkpointEvery) return;
    const edges = await this.#gatherEdges();
    const states = this.#levels
      .slice(this.#levelsSaved)
      .flatMap((ranges) => ranges.map((range) => this.#core.store.wordsOf(range)));
    const findings = this.#core.findings.map(({ property, level, state, action }) => ({
      property,
      level,
      state: [...state],
      ...(action === undefined ? {} : { action }),
    }));
    checkpoint.save(
      {
        levels: this.#levels.map((ranges) => [...ranges]),
        segments: this.#agreement.segmentsUsed,
        tally: await this.#tally(),
        findings,
      } as Saved,
      {
        states,
        ...(edges && {
          targets: [edges.targets],
          rows: [edges.rows],
          counts: [edges.counts],
          labels: [edges.labels],
        }),
      },
    );
    this.#levelsSaved = this.#levels.length;
    this.#savedAt = performance.now();
  }

  /** Goes back to the end of a level that an earlier run has reached. */
  async #restore(checkpoint: Checkpoint): Promise<void> {
    const saved = checkpoint.restored!;
    const states = checkpoint.read('states');
    while (this.#segments.length < saved.segments + 2) this.#addSegments();
    let at = 0;
    for (const range of saved.levels.flat()) {
      const words = this.#core.store.wordsOf(range);
      words.set(states.subarray(at, at + words.length));
      at += words.length;
    }
    const rows = sizeOf(saved.levels.flat());
    this.#agreement.restore(rows, saved.segments);
    this.#core.store.restore(saved.levels.flat());
    let slots = SLOTS_FIRST;
    while (rows + this.#options.cores * WAITING > limitOf(slots)) slots *= slots < SLOTS_SMALL ? 4 : 2;
    this.#slots = new SharedArrayBuffer(4 * slots);
    this.#core.use(new Int32Array(this.#slots));
    this.#agreement.setLimit(limitOf(slots));
    if (this.#core.graph !== undefined) {
      this.#core.graph.append({
        targets: checkpoint.read('targets'),
        rows: checkpoint.read('rows'),
        counts: checkpoint.read('counts'),
        labels: checkpoint.read('labels'),
      });
      this.#core.graph.skip();
    }
    for (const { property, level, state, action } of saved.findings)
      this.#core.explorer.add({ property, level, state: Int32Array.from(state), action });
    this.#before = saved.tally;
    this.#levels.push(...saved.levels.slice(0, -1));
    this.#core.explorer.beginLevel(this.#levels.flat());
    this.#levelsSaved = saved.levels.length;
    this.#rested(saved.levels.at(-1)!, []);
    this.#savedAt = performance.now();
  }

  /** The edges found since the last call by anybody. Afterwards the main thread has all of them. */
  async #gatherEdges(): Promise<Edges | undefined> {
    const { graph } = this.#core;
    if (graph === undefined) return undefined;
    for (const reply of await Promise.all(this.#threads.map((thread) => thread.ask({ kind: 'graph' }))))
      if (reply.kind === 'graph' && reply.edges !== undefined) graph.append(reply.edges);
    this.#graphBytes = 0;
    return graph.take();
  }

  async #tally(): Promise<Tally> {
    const replies = await Promise.all(this.#threads.map((thread) => thread.ask({ kind: 'tally' })));
    const others = replies.flatMap((reply) => (reply.kind === 'tally' ? [reply.tally] : []));
    const before = this.#before === undefined ? [] : [this.#before];
    return [...before, ...others].reduce(addTallies, this.#core.tally());
  }

  async #explore(
    items: Int32Array,
    interrupted: () => boolean,
    look: (progress: ParallelProgress) => void,
  ): Promise<void> {
    await this.#join();
    const level = this.#levels.length - 1;
    const closed = [...this.#findings.keys()];
    const { old } = this.#core.explorer;
    this.#agreement.beginLevel();
    for (let finished = false; !finished; ) {
      this.#agreement.resume();
      const others = this.#threads.map((thread) => thread.ask({ kind: 'expand', level, items, closed, old }));
      let until = performance.now() + SLICE_MS;
      let pause = this.#core.expand(level, items, () => performance.now() < until);
      while (pause === 'stopped' && !this.#agreement.stopped) {
        look(this.progress);
        await breathe();
        if (interrupted()) this.#agreement.stop();
        until = performance.now() + SLICE_MS;
        if (!this.#agreement.stopped)
          pause = this.#core.expand(level, items, () => performance.now() < until);
      }
      await this.#gather(others, level);
      if (interrupted()) {
        await this.#flush(level);
        this.#done = true;
        return;
      }
      finished = !this.#agreement.stopped;
      if (!finished && !(await this.#makeRoom())) {
        this.#done = true;
        return;
      }
    }
  }

  async #gather(others: readonly ReturnType<Thread['ask']>[], level: number): Promise<boolean> {
    let flushed = this.#core.explorer.isEmpty;
    this.#rested(this.#core.judgeNew(level + 1), this.#core.findings);
    this.#graphBytes = 0;
    for (const reply of await Promise.all(others)) {
      if (reply.kind !== 'rested') throw new Error(`a thread answered ${reply.kind}`);
      flushed &&= reply.flushed;
      this.#graphBytes += reply.graphBytes;
      this.#rested(reply.ranges, reply.findings);
    }
    return flushed;
  }

  /** Stores what waits in the cores when a level is left unfinished, as far as there is room. */
  async #flush(level: number): Promise<void> {
    for (let flushed = false; !flushed; ) {
      if (!(await this.#makeRoom())) return;
      this.#core.explorer.lookUp();
      flushed = await this.#gather(
        this.#threads.map((thread) => thread.ask({ kind: 'flush' })),
        level,
      );
    }
  }

  #rested(ranges: readonly Range[], findings: readonly Finding[]): void {
    this.#next.push(...ranges);
    for (const finding of findings) this.#core.explorer.add(finding);
    for (const finding of this.#core.findings) this.#findings.set(finding.property, finding);
  }

  /** More segments and a larger table, as far as they are needed. All cores rest. False: they would be too large. */
  async #makeRoom(): Promise<boolean> {
    if (this.#agreement.segmentsLeft < 2 * this.#options.cores) this.#addSegments();
    const slots = this.#slots.byteLength / 4;
    if (this.#agreement.rows + this.#options.cores * WAITING <= limitOf(slots)) return true;
    const larger = slots * (slots < SLOTS_SMALL ? 4 : 2);
    // While it is filled, the old table is still there.
    this.#refused = !this.#mayHold(4 * larger);
    if (this.#refused) return false;
    this.#slots = new SharedArrayBuffer(4 * larger);
    const others = this.#threads.map((thread) => thread.ask({ kind: 'slots', buffer: this.#slots }));
    this.#core.use(new Int32Array(this.#slots));
    await Promise.all(others);
    this.#agreement.setLimit(limitOf(larger));
    return true;
  }

  #addSegments(): void {
    const first = this.#segments.length;
    const bytes = 4 * this.#machine.layout.words * SEGMENT_ROWS;
    const buffers = Array.from({ length: SEGMENTS_AT_ONCE }, () => new SharedArrayBuffer(bytes));
    for (const [k, buffer] of buffers.entries()) this.#core.adopt(first + k, new Int32Array(buffer));
    for (const thread of this.#threads) thread.tell({ kind: 'segments', first, buffers });
    this.#segments.push(...buffers);
    this.#agreement.setSegments(this.#segments.length);
  }

  /** Starts the other threads when there is enough to do, and lets them in once they are ready. */
  async #join(): Promise<void> {
    const { cores, joinAt = JOIN_AT } = this.#options;
    if (cores <= 1 || this.#threads.length > 0 || this.#agreement.rows < joinAt) return;
    this.#starting ??= this.#start();
    // A search that waits from the beginning does so on purpose; others go on alone meanwhile.
    const ready = joinAt === 0 ? await this.#starting : await Promise.race([this.#starting, breathe()]);
    if (ready === undefined) return;
    this.#threads = ready;
    this.#starting = undefined;
    for (const thread of ready) thread.tell({ kind: 'segments', first: 0, buffers: this.#segments });
    await Promise.all(ready.map((thread) => thread.ask({ kind: 'slots', buffer: this.#slots })));
  }

  #start(): Promise<Thread[]> {
    const { cores, recipe } = this.#options;
    const workerData: Start = {
      recipe,
      numbers: this.#shared,
      cores,
      properties: this.#properties.map(({ id }) => id),
      reduce: this.#options.reduce ?? [],
      signature: signatureOf(this.#machine),
    };
    const door = new URL('./thread.mjs', import.meta.url);
    for (let k = 1; k < cores; k++) this.#workers.push(new Worker(door, { workerData, execArgv: [] }));
    const started = Promise.all(this.#workers.map((worker) => Thread.start(worker)));
    // Nobody waits for them where the search ends first.
    started.catch(() => {});
    return started;
  }

  async #result(): Promise<SearchResult> {
    const { graph } = this.#core;
    if (this.#complete) await this.#gatherEdges();
    const end = this.#agreement.segmentsUsed << SEGMENT_BITS;
    const bytes = livenessBytes(this.#properties, end);
    this.#refused ||= this.#complete && bytes > 0 && !this.#mayHold(bytes);
    const liveness =
      this.#complete && !this.#refused
        ? decideLiveness(this.#machine, this.#properties, this.#core.explorer, graph, this.#levels, end)
        : undecided;
    const { findings } = this.#core;
    const { witnesses = true } = this.#options;
    const wanted = findings.filter((f) => witnesses || this.#properties[f.property]!.kind !== 'sometimes');
    return resultOf({
      machine: this.#machine,
      properties: this.#properties,
      complete: this.#complete,
      isWhole: this.#core.explorer.isWhole,
      states: this.#agreement.rows,
      depth: Math.max(0, this.#levels.length - 1),
      tally: await this.#tally(),
      liveness,
      findings,
      paths: await this.#pathsTo(wanted),
    });
  }

  async #pathsTo(findings: readonly Finding[]): Promise<Map<number, Path>> {
    const search = pathsTo(this.#machine, this.#core.explorer, findings);
    for (let step = search.next(); ; ) {
      if (step.done) return step.value;
      step = search.next(await this.#stepsFrom(step.value.level, step.value.targets));
    }
  }

  async #stepsFrom(level: number, targets: readonly Int32Array[]): Promise<(Predecessor | undefined)[]> {
    const items = itemsOf(this.#levels[level]!);
    this.#agreement.beginLevel();
    const others = this.#threads.map((thread) => thread.ask({ kind: 'predecessors', items, targets }));
    let best = leastSteps(this.#core, this.#agreement, items, targets);
    for (const reply of await Promise.all(others))
      if (reply.kind === 'predecessors') best = best.map((step, k) => earlierOf(step, reply.best[k]));
    return best;
  }
}

const sizeOf = (ranges: readonly Range[]): number => ranges.reduce((sum, { from, to }) => sum + to - from, 0);
