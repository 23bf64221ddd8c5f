/**
 * Breadth-first search of the whole reachable space, on one core. The first level in which a state or step breaks a
 * claim is therefore reached by a shortest path, and an empty frontier means that the claim was decided, not sampled.
 * Works in slices, so that its caller can show progress and be interrupted.
 */

import type { Machine, Property } from '../contract.ts';
import { claimsOf } from '../evaluate.ts';
import type { Graph } from '../graph.ts';
import type { Path, SearchResult } from '../result.ts';
import type { Range } from '../segments.ts';
import type { Storage } from '../table.ts';
import type { ExplorerOptions } from './explorer.ts';
import { earlierOf, type Finding, type Predecessor } from './finding.ts';
import { decideLiveness, graphFor, undecided } from './liveness.ts';
import { OneCore } from './one-core.ts';
import { pathsTo, resultOf } from './outcome.ts';
import type { Reduction } from './reduction.ts';
import { Retrace } from './retrace.ts';
import { requireFingerprints } from './storage.ts';

export interface ExhaustiveOptions {
  /** Stop, inconclusively, at the end of the level in which more states than this become known. */
  readonly maxStates?: number;
  /** Stop, once the level is finished, when an `always` or `step` property has failed. */
  readonly stopAtViolation?: boolean;
  /** Whether `sometimes` properties come with the path to their witness, which costs another search. Default: they do. */
  readonly witnesses?: boolean;
  /** Run every rule and property as it is written, and record nothing: the reference for the recorded search. */
  readonly interpreted?: boolean;
  /** Search less than the whole space: see reduction.ts. */
  readonly reduce?: readonly Reduction[];
  /** Whether states are known by all their words, which is the default, or by 64 bits: see storage.ts. */
  readonly storage?: Storage;
}

export interface Progress {
  readonly states: number;
  readonly frontier: number;
  readonly transitions: number;
  readonly depth: number;
  readonly bytes: number;
}

export class ExhaustiveSearch<S> {
  readonly #machine: Machine<S>;
  readonly #properties: readonly Property<S>[];
  readonly #core: OneCore<S>;
  readonly #graph: Graph | undefined;
  readonly #options: ExhaustiveOptions;
  /** The rows of each level, the last being expanded. */
  readonly #levels: Range[][] = [];
  /** The rows of the level to come, as far as they have been judged. */
  #next: Range[] = [];
  #done = false;

  constructor(machine: Machine<S>, properties: readonly Property<S>[], options: ExhaustiveOptions = {}) {
    this.#machine = machine;
    this.#properties = claimsOf(machine, properties);
    this.#options = options;
    if (options.storage === 'fingerprint') requireFingerprints(this.#properties, options.reduce);
    this.#graph = graphFor(machine, this.#properties);
    this.#core = new OneCore(
      machine,
      this.#properties,
      options.storage,
      this.#graph,
      explorerOptions(options),
    );
    this.#enterLevel();
  }

  /** Expands up to `count` states. Returns whether anything is left to do. */
  advance(count: number): boolean {
    for (let left = count; left > 0 && !this.#done; ) {
      left -= this.#core.expand(left);
      if (this.#core.isLevelDone) this.#enterLevel();
    }
    return !this.#done;
  }

  /** Runs to the end or to the state limit. */
  run(): SearchResult {
    while (this.advance(1 << 20));
    return this.result();
  }

  get progress(): Progress {
    const { explorer, visited, expanded } = this.#core;
    return {
      states: visited.size,
      frontier: visited.size - expanded,
      transitions: explorer.tally().taken.reduce((sum, n) => sum + n, 0),
      depth: this.#core.depth,
      bytes: visited.bytes + (this.#graph?.bytes ?? 0),
    };
  }

  /** What is known so far. `complete` only when every known state has been expanded. */
  result(): SearchResult {
    this.#judgeNew();
    const { explorer, visited, expanded } = this.#core;
    const complete = expanded === visited.size;
    const liveness = complete
      ? decideLiveness(
          this.#machine,
          this.#properties,
          explorer,
          this.#graph,
          this.#levels,
          visited.store.end,
        )
      : undecided;
    const { findings } = explorer;
    const wanted = findings.filter(
      ({ property }) => this.#properties[property]!.kind !== 'sometimes' || (this.#options.witnesses ?? true),
    );
    return resultOf({
      machine: this.#machine,
      properties: this.#properties,
      complete,
      isWhole: explorer.isWhole,
      states: visited.size,
      depth: this.#core.depth,
      tally: explorer.tally(),
      liveness,
      findings,
      paths: this.#pathsTo(wanted),
    });
  }

  /** Judges what the finished level has led to, and makes it the next level. */
  #enterLevel(): void {
    this.#judgeNew();
    const rows = this.#next;
    const { explorer, visited } = this.#core;
    const { maxStates = Number.POSITIVE_INFINITY, stopAtViolation = false } = this.#options;
    const violated = explorer.findings.some(
      ({ property }) => this.#properties[property]!.kind !== 'sometimes',
    );
    this.#done = rows.length === 0 || visited.size > maxStates || (stopAtViolation && violated);
    if (this.#done) return;
    this.#levels.push(rows);
    this.#next = [];
    explorer.endLevel();
    this.#core.beginLevel(rows);
  }

  #judgeNew(): void {
    const ranges = this.#core.visited.store.takeRanges();
    for (const range of ranges) this.#core.explorer.judge(range, this.#core.depth + 1);
    this.#next.push(...ranges);
  }

  #pathsTo(findings: readonly Finding[]): Map<number, Path> {
    if (this.#options.storage === 'fingerprint') {
      const options = explorerOptions(this.#options);
      const retrace = new Retrace(this.#machine, this.#properties, findings, options);
      while (retrace.advance(1 << 20));
      return retrace.paths();
    }
    const search = pathsTo(this.#machine, this.#core.explorer, findings);
    for (let step = search.next(); ; ) {
      if (step.done) return step.value;
      const { level, targets } = step.value;
      let best: (Predecessor | undefined)[] = targets.map(() => undefined);
      for (const range of this.#levels[level]!) {
        const found = this.#core.explorer.predecessors(range, targets);
        best = best.map((known, k) => earlierOf(known, found[k]));
      }
      step = search.next(best);
    }
  }
}

/** What an explorer is told of the options of a search. */
export const explorerOptions = ({ interpreted, reduce }: ExhaustiveOptions): ExplorerOptions => ({
  ...(interpreted ? { waysMax: 0 } : {}),
  reduce: reduce ?? [],
});
