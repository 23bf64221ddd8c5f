/**
 * The ways to what was found by fingerprints: the states on them are gone. The search is made once more, on one core,
 * as far as the findings lie, and keeps for each row the row of its least predecessor, chosen while its words are still
 * there; so that the way is the one that a search with exact storage shows, on any number of cores. Then each way is
 * walked from its initial state on, by the fingerprints of its rows.
 */

import { compareStates } from '../compare.ts';
import type { Machine, Property } from '../contract.ts';
import type { Path } from '../result.ts';
import { SEGMENT_BITS, SEGMENT_ROWS } from '../table.ts';
import type { StateStore } from '../visited.ts';
import type { Edges, ExplorerOptions } from './explorer.ts';
import type { Finding } from './finding.ts';
import { OneCore } from './one-core.ts';

/** Per row, the row of the least state that leads to it from the level before. */
class Parents implements Edges {
  readonly #of: Int32Array[] = [];
  /** Rows below this number were found before the level under way. */
  #first = 0;
  #store: StateStore | undefined;

  /** A level of rows of a store is expanded: what it leads to is numbered from its end on. */
  beginLevel(store: StateStore): void {
    this.#store = store;
    this.#first = store.end;
  }

  edges(row: number, targets: Int32Array, _actions: Int32Array, from: number, to: number): void {
    for (let k = from; k < to; k++) {
      const target = targets[k]!;
      if (target < this.#first) continue;
      this.#of[target >>> SEGMENT_BITS] ??= new Int32Array(SEGMENT_ROWS);
      const parents = this.#of[target >>> SEGMENT_BITS]!;
      const at = target & (SEGMENT_ROWS - 1);
      // A row number plus one, so that 0 says that none is known.
      if (parents[at] === 0 || this.#store!.compareRows(row, parents[at]! - 1) < 0) parents[at] = row + 1;
    }
  }

  /** Throws an Error where there is none. */
  of(row: number): number {
    const parent = this.#of[row >>> SEGMENT_BITS]?.[row & (SEGMENT_ROWS - 1)] ?? 0;
    if (parent === 0) throw collided();
    return parent - 1;
  }

  get bytes(): number {
    return 4 * SEGMENT_ROWS * this.#of.length;
  }
}

export class Retrace<S> {
  readonly #machine: Machine<S>;
  readonly #findings: readonly Finding[];
  readonly #parents = new Parents();
  readonly #core: OneCore<S>;
  /** As far as the findings lie. */
  readonly #levels: number;

  /** `properties` and `options` as in the search that came to the findings: they decide what a reduced one leaves out. */
  constructor(
    machine: Machine<S>,
    properties: readonly Property<S>[],
    findings: readonly Finding[],
    options: ExplorerOptions = {},
  ) {
    this.#machine = machine;
    this.#findings = findings;
    this.#levels = Math.max(0, ...findings.map(({ level }) => level));
    this.#core = new OneCore(machine, properties, 'fingerprint', this.#parents, options);
    this.#enterLevel();
  }

  get states(): number {
    return this.#core.visited.size;
  }

  get depth(): number {
    return this.#core.depth;
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#core.visited.bytes + this.#parents.bytes;
  }

  /** Bytes held once the table has to grow. */
  get bytesNext(): number {
    return this.bytes + this.#core.visited.bytesToGrow;
  }

  /** Expands up to `count` states. Returns whether anything is left to do before `paths`. */
  advance(count: number): boolean {
    for (let left = count; left > 0 && this.depth < this.#levels; ) {
      left -= this.#core.expand(left);
      if (this.#core.isLevelDone) this.#enterLevel();
    }
    return this.depth < this.#levels;
  }

  #enterLevel(): void {
    const rows = this.#core.visited.store.takeRanges();
    if (rows.length === 0) throw collided();
    this.#core.beginLevel(rows);
    this.#parents.beginLevel(this.#core.visited.store);
  }

  /** The path to each finding, by property. Throws an Error where fingerprints have misled the search. */
  paths(): Map<number, Path> {
    return new Map(this.#findings.map((finding) => [finding.property, this.#pathTo(finding)]));
  }

  #pathTo({ level, state, action }: Finding): Path {
    const { explorer, visited } = this.#core;
    const known = visited.insert(state);
    if (known >= 0) throw collided();
    const rows = [-known - 1];
    for (let k = 0; k < level; k++) rows.unshift(this.#parents.of(rows[0]!));
    const starts = this.#machine.initial.map((write) =>
      explorer.initialState((work) => write(this.#machine.layout.view(work))),
    );
    const initial = starts.findIndex((start) => visited.insert(start) === -rows[0]! - 1);
    let at = starts[initial];
    const actions: number[] = [];
    for (const row of rows.slice(1)) {
      const step = at && explorer.stepTo(row, at);
      if (step === undefined) throw collided();
      actions.push(step.action);
      at = step.state;
    }
    if (at === undefined || compareStates(at, state) !== 0) throw collided();
    return { initial, actions: action === undefined ? actions : [...actions, action] };
  }
}

const collided = (): Error =>
  new Error('two states have the same fingerprint, and one was found only by the other: use exact storage');
