/**
 * The exhaustive search on several cores. Levels are explored one after another by all, over one store in shared memory.
 * What is found is chosen by the states and not by who came first, so that the result is that of one core, byte for byte.
 */

import type { Machine, Property } from '../../checker/contract.ts';
import { claimsOf } from '../../checker/evaluate.ts';
import type { Path, SearchResult } from '../../checker/result.ts';
import type { ExhaustiveOptions } from '../../checker/search/exhaustive.ts';
import type { Tally } from '../../checker/search/explorer.ts';
import type { Finding } from '../../checker/search/finding.ts';
import { decideLiveness, livenessBytes, undecided } from '../../checker/search/liveness.ts';
import { resultOf } from '../../checker/search/outcome.ts';
import { addTallies, itemsOf } from '../../checker/search/shared.ts';
import { requireFingerprints } from '../../checker/search/storage.ts';
import type { Range } from '../../checker/segments.ts';
import { SEGMENT_BITS } from '../../checker/table.ts';
import type { Checkpoint, Saved } from './checkpoint.ts';
import { Crew, type CrewOptions, type Rested } from './crew.ts';
import { pathsAgain, pathsBack } from './paths.ts';

export interface ParallelOptions extends ExhaustiveOptions, CrewOptions {
  /** Stop, inconclusively, rather than hold more bytes than this. */
  readonly maxBytes?: number;
  /** Where to put the search at the ends of levels, and what to go on from. Not where fingerprints are kept. */
  readonly checkpoint?: Checkpoint;
  /** The least time between two of them, in milliseconds. */
  readonly checkpointEvery?: number;
}

export interface ParallelProgress {
  readonly states: number;
  readonly frontier: number;
  readonly depth: number;
  readonly bytes: number;
  /** Whether the search is over and made once more, to find the paths to what it has found. */
  readonly again: boolean;
}

const CHECKPOINT_EVERY = 10_000;

export class ParallelSearch<S> {
  readonly #machine: Machine<S>;
  readonly #properties: readonly Property<S>[];
  readonly #options: ParallelOptions;
  readonly #crew: Crew<S>;
  readonly #levels: Range[][] = [];
  /** Rows of the next level. */
  #next: Range[] = [];
  /** What an earlier run has counted. */
  #before: Tally | undefined;
  #levelsSaved = 0;
  #savedAt = Number.NEGATIVE_INFINITY;
  #done = false;
  #complete = false;
  /** Whether something was not done because it would have taken too much memory. */
  #refused = false;

  constructor(machine: Machine<S>, properties: readonly Property<S>[], options: ParallelOptions) {
    this.#machine = machine;
    this.#properties = claimsOf(machine, properties);
    this.#options = options;
    if (options.storage === 'fingerprint') requireFingerprints(this.#properties, options.reduce);
    this.#crew = new Crew(machine, this.#properties, options);
    if (options.checkpoint?.restored === undefined) this.#take(this.#crew.begin());
  }

  /**
   * Searches until the space is closed, a limit is reached or `interrupted` says so. `look` is called now and then. The
   * threads are gone when the result is there.
   */
  async run(interrupted: () => boolean, look: (progress: ParallelProgress) => void): Promise<SearchResult> {
    try {
      if (this.#options.checkpoint?.restored !== undefined) this.#restore(this.#options.checkpoint);
      while (!this.#done && !interrupted()) {
        const level = this.#enterLevel();
        if (level === undefined) break;
        await this.#save();
        await this.#explore(level, () => interrupted() || this.isFull, look);
      }
      return await this.#result(look);
    } finally {
      await this.#crew.end();
    }
  }

  /** Whether as many bytes are held as may be. */
  get isFull(): boolean {
    return this.#refused || !this.#mayHold(0);
  }

  /** Whether so many bytes may be held besides those that are. */
  #mayHold(bytes: number): boolean {
    return this.#crew.bytes + bytes <= (this.#options.maxBytes ?? Number.POSITIVE_INFINITY);
  }

  get progress(): ParallelProgress {
    return {
      states: this.#crew.states,
      frontier: sizeOf(this.#next),
      depth: Math.max(0, this.#levels.length - 1),
      bytes: this.#crew.bytes,
      again: false,
    };
  }

  /** Makes what has been found the next level, unless the search is to end here. */
  #enterLevel(): Int32Array | undefined {
    const { maxStates = Number.POSITIVE_INFINITY, stopAtViolation = false } = this.#options;
    const violated = this.#crew.findings.some((f) => this.#properties[f.property]!.kind !== 'sometimes');
    this.#complete = this.#next.length === 0;
    this.#done = this.#complete || this.#crew.states > maxStates || (stopAtViolation && violated);
    if (this.#done) return undefined;
    const rows = this.#next;
    this.#levels.push(rows);
    this.#next = [];
    this.#crew.beginLevel(rows);
    return itemsOf(rows);
  }

  /** Puts what is known at the end of a level on disk, unless that was done a moment ago. */
  async #save(): Promise<void> {
    const { checkpoint, checkpointEvery = CHECKPOINT_EVERY } = this.#options;
    if (checkpoint === undefined || performance.now() < this.#savedAt + checkpointEvery) return;
    const { core } = this.#crew;
    const edges = await this.#crew.gatherEdges();
    const states = this.#levels
      .slice(this.#levelsSaved)
      .flatMap((ranges) => ranges.map((range) => core.store.wordsOf(range)));
    const findings = core.findings.map(({ property, level, state, action }) => ({
      property,
      level,
      state: [...state],
      ...(action === undefined ? {} : { action }),
    }));
    checkpoint.save(
      {
        levels: this.#levels.map((ranges) => [...ranges]),
        segments: this.#crew.agreement.segmentsUsed,
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
  #restore(checkpoint: Checkpoint): void {
    const saved = checkpoint.restored!;
    const { core } = this.#crew;
    this.#crew.restore(saved.levels.flat(), checkpoint.read('states'), saved.segments);
    if (core.graph !== undefined) {
      core.graph.append({
        targets: checkpoint.read('targets'),
        rows: checkpoint.read('rows'),
        counts: checkpoint.read('counts'),
        labels: checkpoint.read('labels'),
      });
      core.graph.skip();
    }
    for (const { property, level, state, action } of saved.findings)
      core.explorer.add({ property, level, state: Int32Array.from(state), action });
    this.#before = saved.tally;
    this.#levels.push(...saved.levels.slice(0, -1));
    core.explorer.beginLevel(this.#levels.flat());
    this.#levelsSaved = saved.levels.length;
    this.#next = saved.levels.at(-1)!;
    this.#savedAt = performance.now();
  }

  async #tally(): Promise<Tally> {
    const tally = await this.#crew.tally();
    return this.#before === undefined ? tally : addTallies(this.#before, tally);
  }

  async #explore(
    items: Int32Array,
    interrupted: () => boolean,
    look: (progress: ParallelProgress) => void,
  ): Promise<void> {
    await this.#crew.join();
    const level = this.#levels.length - 1;
    // What is found of these in this level is no nearer.
    const closed = this.#crew.findings.map(({ property }) => property);
    const goOn = (): boolean => {
      look(this.progress);
      return !interrupted();
    };
    for (;;) {
      const rested = await this.#crew.expand(level, items, closed, goOn);
      this.#take(rested);
      if (interrupted()) {
        await this.#flush(level);
        this.#done = true;
        return;
      }
      if (rested.finished) return;
      if (!(await this.#makeRoom())) {
        this.#done = true;
        return;
      }
    }
  }

  /** Stores what waits in the cores when a level is left unfinished, as far as there is room. */
  async #flush(level: number): Promise<void> {
    for (let flushed = false; !flushed; ) {
      if (!(await this.#makeRoom())) return;
      const rested = await this.#crew.flush(level);
      this.#take(rested);
      flushed = rested.flushed;
    }
  }

  #take({ ranges }: Rested): void {
    this.#next.push(...ranges);
  }

  async #makeRoom(): Promise<boolean> {
    const made = await this.#crew.makeRoom((bytes) => this.#mayHold(bytes));
    this.#refused = !made;
    return made;
  }

  async #result(look: (progress: ParallelProgress) => void): Promise<SearchResult> {
    const { core, agreement, states } = this.#crew;
    if (this.#complete) await this.#crew.gatherEdges();
    const end = agreement.segmentsUsed << SEGMENT_BITS;
    const bytes = livenessBytes(this.#properties, end);
    this.#refused ||= this.#complete && bytes > 0 && !this.#mayHold(bytes);
    const liveness =
      this.#complete && !this.#refused
        ? decideLiveness(this.#machine, this.#properties, core.explorer, core.graph, this.#levels, end)
        : undecided;
    return resultOf({
      machine: this.#machine,
      properties: this.#properties,
      complete: this.#complete,
      isWhole: core.explorer.isWhole,
      states,
      depth: Math.max(0, this.#levels.length - 1),
      tally: await this.#tally(),
      liveness,
      findings: core.findings,
      paths: await this.#paths(look),
    });
  }

  async #paths(look: (progress: ParallelProgress) => void): Promise<Map<number, Path>> {
    const { witnesses = true, storage } = this.#options;
    const wanted = this.#crew.findings.filter(
      ({ property }) => witnesses || this.#properties[property]!.kind !== 'sometimes',
    );
    if (storage !== 'fingerprint') return pathsBack(this.#machine, this.#crew, this.#levels, wanted);
    return wanted.length === 0 ? new Map() : this.#pathsAgain(wanted, look);
  }

  async #pathsAgain(
    findings: readonly Finding[],
    look: (progress: ParallelProgress) => void,
  ): Promise<Map<number, Path>> {
    // Why the search has ended is to be told after its memory has been given back.
    this.#refused = this.isFull;
    await this.#crew.end();
    this.#crew.release();
    return pathsAgain(this.#machine, this.#properties, findings, this.#options, ({ states, depth, bytes }) =>
      look({ states, frontier: 0, depth, bytes, again: true }),
    );
  }
}

const sizeOf = (ranges: readonly Range[]): number => ranges.reduce((sum, { from, to }) => sum + to - from, 0);
