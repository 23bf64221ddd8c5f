/**
 * Breadth-first search of the whole reachable space, on one core. The first level in which a state or step breaks a
 * claim is therefore reached by a shortest path, and an empty frontier means that the claim was decided, not sampled.
 * Works in slices, so that its caller can show progress and be interrupted.
 */

import type { Machine, Property } from '../contract.ts';
import { claimsOf } from '../evaluate.ts';
import type { Graph } from '../graph.ts';
import type { Path, SearchResult } from '../result.ts';
import { type Range, VisitedSet } from '../visited.ts';
import { Explorer, earlierOf, type Finding, type Predecessor } from './explorer.ts';
import { decideLiveness, graphFor, undecided } from './liveness.ts';
import { pathsTo, resultOf } from './outcome.ts';
import type { Reduction } from './reduction.ts';

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
  readonly #visited: VisitedSet;
  readonly #explorer: Explorer<S>;
  readonly #graph: Graph | undefined;
  readonly #options: ExhaustiveOptions;
  /** The rows of each level, the last being expanded. */
  readonly #levels: Range[][] = [];
  /** The rows of the level to come, as far as they have been judged. */
  #next: Range[] = [];
  /** Which range of the last level, and which row of it, comes next. */
  #range = 0;
  #row = 0;
  #expanded = 0;
  #done = false;

  constructor(machine: Machine<S>, properties: readonly Property<S>[], options: ExhaustiveOptions = {}) {
    this.#machine = machine;
    this.#properties = claimsOf(machine, properties);
    this.#options = options;
    this.#visited = new VisitedSet(machine.layout.words);
    this.#graph = graphFor(machine, this.#properties);
    this.#explorer = new Explorer(machine, this.#properties, this.#visited.store, this.#graph, {
      ...(options.interpreted ? { waysMax: 0 } : {}),
      reduce: options.reduce ?? [],
    });
    for (const write of machine.initial)
      this.#explorer.insertInitial((work) => write(machine.layout.view(work)));
    this.#enterLevel();
  }

  /** Expands up to `count` states. Returns whether anything is left to do. */
  advance(count: number): boolean {
    let left = count;
    while (left > 0 && !this.#done) {
      const range = this.#levels.at(-1)![this.#range]!;
      const slice = Math.ceil(SLICE / this.#explorer.statesPerRow);
      const to = Math.min(range.to, this.#row + left, this.#row + slice);
      this.#explorer.expand({ from: this.#row, to }, this.#levels.length - 1);
      this.#explorer.lookUp();
      this.#visited.grow();
      left -= to - this.#row;
      this.#expanded += to - this.#row;
      this.#row = to;
      if (to === range.to) this.#nextRange();
    }
    return !this.#done;
  }

  /** Runs to the end or to the state limit. */
  run(): SearchResult {
    while (this.advance(1 << 20));
    return this.result();
  }

  get progress(): Progress {
    return {
      states: this.#visited.size,
      frontier: this.#visited.size - this.#expanded,
      transitions: this.#explorer.tally().taken.reduce((sum, n) => sum + n, 0),
      depth: this.#levels.length - 1,
      bytes: this.#visited.bytes + (this.#graph?.bytes ?? 0),
    };
  }

  /** What is known so far. `complete` only when every known state has been expanded. */
  result(): SearchResult {
    this.#judgeNew();
    const complete = this.#expanded === this.#visited.size;
    const liveness = complete
      ? decideLiveness(
          this.#machine,
          this.#properties,
          this.#explorer,
          this.#graph,
          this.#levels,
          this.#visited.store.end,
        )
      : undecided;
    const wanted = this.#explorer.findings.filter(
      ({ property }) => this.#properties[property]!.kind !== 'sometimes' || (this.#options.witnesses ?? true),
    );
    return resultOf({
      machine: this.#machine,
      properties: this.#properties,
      complete,
      isWhole: this.#explorer.isWhole,
      states: this.#visited.size,
      depth: this.#levels.length - 1,
      tally: this.#explorer.tally(),
      liveness,
      findings: this.#explorer.findings,
      paths: this.#pathsTo(wanted),
    });
  }

  #nextRange(): void {
    this.#range++;
    const level = this.#levels.at(-1)!;
    if (this.#range < level.length) this.#row = level[this.#range]!.from;
    else this.#enterLevel();
  }

  /** Judges what the finished level has led to, and makes it the next level. */
  #enterLevel(): void {
    this.#judgeNew();
    const ranges = this.#next;
    const { maxStates = Number.POSITIVE_INFINITY, stopAtViolation = false } = this.#options;
    const violated = this.#explorer.findings.some(
      ({ property }) => this.#properties[property]!.kind !== 'sometimes',
    );
    this.#done = ranges.length === 0 || this.#visited.size > maxStates || (stopAtViolation && violated);
    if (this.#done) return;
    this.#levels.push(ranges);
    this.#explorer.endLevel();
    this.#explorer.beginLevel(ranges);
    this.#next = [];
    this.#range = 0;
    this.#row = ranges[0]!.from;
  }

  #judgeNew(): void {
    const ranges = this.#visited.store.takeRanges();
    for (const range of ranges) this.#explorer.judge(range, this.#levels.length);
    this.#next.push(...ranges);
  }

  #pathsTo(findings: readonly Finding[]): Map<number, Path> {
    const search = pathsTo(this.#machine, this.#explorer, findings);
    for (let step = search.next(); ; ) {
      if (step.done) return step.value;
      const { level, targets } = step.value;
      let best: (Predecessor | undefined)[] = targets.map(() => undefined);
      for (const range of this.#levels[level]!) {
        const found = this.#explorer.predecessors(range, targets);
        best = best.map((known, k) => earlierOf(known, found[k]));
      }
      step = search.next(best);
    }
  }
}

/** States expanded between two looks at whether the table has to grow. */
const SLICE = 256;
