/**
 * Breadth-first search of the whole reachable space. The first state or step that breaks a claim is therefore
 * reached by a shortest path, and an empty frontier means that the claim was decided, not sampled. Works in slices,
 * so that its caller can show progress and be interrupted.
 */

import type { Machine, Property, Step } from '../contract.ts';
import { claimsOf, Judge } from '../evaluate.ts';
import { compileExpansion, type Expansion } from '../expand.ts';
import { Graph } from '../graph.ts';
import { outcomeOf, type Path, type PropertyResult, type SearchResult, type Verdict } from '../result.ts';
import { IntList, VisitedSet } from '../visited.ts';

export interface ExhaustiveOptions {
  /** Stop, inconclusively, once more states than this are known. */
  readonly maxStates?: number;
  /** Stop, once the level is finished, when an `always` or `step` property has failed. */
  readonly stopAtViolation?: boolean;
}

export interface Progress {
  readonly states: number;
  readonly frontier: number;
  readonly transitions: number;
  readonly depth: number;
  readonly bytes: number;
}

/** Where a claim failed: in state `row`, or in the step that `action` takes from it. */
interface Finding {
  readonly row: number;
  readonly action?: number;
}

export class ExhaustiveSearch<S> {
  readonly #machine: Machine<S>;
  readonly #expansion: Expansion;
  readonly #judge: Judge<S>;
  readonly #visited: VisitedSet;
  readonly #parents = new IntList();
  readonly #actions = new IntList();
  readonly #graph: Graph | undefined;
  readonly #findings = new Map<number, Finding>();
  readonly #maxStates: number;
  readonly #stopAtViolation: boolean;
  readonly #view: S;
  /** How many rows have been expanded; while one is, its number. */
  #expanded = 0;
  /** The action being visited. */
  #action = -1;
  #levelEnd = 0;
  #depth = 0;
  #transitions = 0;
  #moved = false;
  #violated = false;
  #stopped = false;

  constructor(machine: Machine<S>, properties: readonly Property<S>[], options: ExhaustiveOptions = {}) {
    const claims = claimsOf(machine, properties);
    this.#machine = machine;
    this.#maxStates = options.maxStates ?? Number.POSITIVE_INFINITY;
    this.#stopAtViolation = options.stopAtViolation ?? false;
    this.#visited = new VisitedSet(machine.layout.words);
    this.#expansion = compileExpansion(machine, this.#visit, Judge.wantsRefusals(claims));
    const { source, work, actions } = this.#expansion;
    this.#view = machine.layout.view(work);
    this.#judge = new Judge(machine, claims, actions, machine.layout.view(source), machine.layout.view(work));
    this.#graph = this.#judge.recoverable.length > 0 ? new Graph() : undefined;
    for (const [index, write] of machine.initial.entries()) {
      work.fill(0);
      write(machine.layout.view(work));
      this.#discover(-1 - index, -1);
    }
    this.#levelEnd = this.#visited.size;
  }

  /** Expands up to `count` states. Returns whether anything is left to do. */
  advance(count: number): boolean {
    const until = Math.min(this.#expanded + count, Number.MAX_SAFE_INTEGER);
    while (this.#expanded < until && !this.#stopped) {
      if (this.#expanded === this.#visited.size) return false;
      if (this.#expanded === this.#levelEnd) {
        if (this.#stopAtViolation && this.#violated) break;
        this.#depth++;
        this.#levelEnd = this.#visited.size;
      }
      if (this.#visited.size > this.#maxStates) this.#stopped = true;
      else this.#expandNext();
    }
    const stopsHere = this.#stopAtViolation && this.#violated && this.#expanded === this.#levelEnd;
    return !this.#stopped && !stopsHere && this.#expanded < this.#visited.size;
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
      transitions: this.#transitions,
      depth: this.#depth,
      bytes: this.#visited.bytes + 8 * this.#parents.length + (this.#graph?.bytes ?? 0),
    };
  }

  /** What is known so far. `complete` only when every known state has been expanded. */
  result(): SearchResult {
    const complete = this.#expanded === this.#visited.size;
    if (complete) this.#decideRecoverable();
    const properties = this.#judge.properties.map((property, index): PropertyResult => {
      const { id, kind, claim, cites } = property;
      const finding = this.#findings.get(index);
      const verdict = this.#verdict(property, index, finding !== undefined, complete);
      const base = { id, kind, claim, cites, verdict, judged: this.#judge.seen[index]! };
      return finding === undefined ? base : { ...base, path: this.#pathTo(finding) };
    });
    return {
      engine: 'exhaustive',
      outcome: outcomeOf(properties),
      complete,
      states: this.#visited.size,
      transitions: this.#transitions,
      depth: this.#depth,
      properties,
      rules: this.#expansion.counts,
    };
  }

  #verdict(property: Property<S>, index: number, found: boolean, complete: boolean): Verdict {
    if (property.kind === 'sometimes') return found ? 'holds' : complete ? 'violated' : 'inconclusive';
    if (found) return 'violated';
    if (!complete) return 'inconclusive';
    // never-stuck is not vacuous where nothing was ever stuck: that is what it claims.
    return this.#judge.seen[index] === 0 && property.id !== 'never-stuck' ? 'vacuous' : 'holds';
  }

  #expandNext(): void {
    const row = this.#expanded;
    this.#visited.load(row, this.#expansion.source);
    this.#moved = false;
    this.#expansion.expand();
    this.#graph?.endRow();
    if (!this.#moved) this.#judge.stuck(this.#note);
    this.#expanded = row + 1;
  }

  readonly #visit = (action: number, step: Step, changed: boolean): void => {
    if (!step.refused) this.#transitions++;
    this.#action = action;
    this.#judge.step(action, step, this.#noteStep);
    if (!changed) return;
    this.#moved = true;
    const target = this.#discover(this.#expanded, action);
    this.#graph?.edge(target);
  };

  #discover(parent: number, action: number): number {
    const { work } = this.#expansion;
    this.#machine.normalize?.(this.#view);
    this.#machine.layout.canonicalize?.(work);
    const known = this.#visited.insert(work);
    if (known < 0) return -known - 1;
    this.#parents.push(parent);
    this.#actions.push(action);
    this.#judge.state((property) => this.#find(property, { row: known }));
    return known;
  }

  readonly #note = (property: number): void => this.#find(property, { row: this.#expanded });
  readonly #noteStep = (property: number): void =>
    this.#find(property, { row: this.#expanded, action: this.#action });

  #find(property: number, finding: Finding): void {
    if (this.#findings.has(property)) return;
    this.#findings.set(property, finding);
    if (this.#judge.properties[property]!.kind !== 'sometimes') this.#violated = true;
  }

  #decideRecoverable(): void {
    const { work } = this.#expansion;
    const view = this.#machine.layout.view(work) as Parameters<NonNullable<Machine<S>['resting']>>[0];
    for (const { index, property } of this.#judge.recoverable) {
      const holdsAt = (row: number, test: typeof property.to): boolean => {
        this.#visited.load(row, work);
        return test(view);
      };
      const canReach = this.#graph!.backwards(this.#visited.size, (row) => holdsAt(row, property.to));
      this.#judge.seen[index] = 0;
      for (let row = 0; row < this.#visited.size; row++) {
        if (property.from !== undefined && !holdsAt(row, property.from)) continue;
        this.#judge.seen[index]!++;
        if (canReach[row] === 0) this.#find(index, { row });
      }
    }
  }

  #pathTo(finding: Finding): Path {
    const actions: number[] = finding.action === undefined ? [] : [finding.action];
    let row = finding.row;
    for (let parent = this.#parents.at(row); parent >= 0; parent = this.#parents.at(row)) {
      actions.push(this.#actions.at(row));
      row = parent;
    }
    return { initial: -1 - this.#parents.at(row), actions: actions.reverse() };
  }
}
