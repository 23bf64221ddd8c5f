/** Breadth first on one core: expands one level after another, over a store of its own. */

import type { Machine, Property } from '../contract.ts';
import type { Range } from '../segments.ts';
import type { Storage } from '../table.ts';
import { VisitedSet } from '../visited.ts';
import { type Edges, Explorer, type ExplorerOptions } from './explorer.ts';

/** States expanded between two looks at whether the table has to grow. */
const SLICE = 256;

export class OneCore<S> {
  readonly visited: VisitedSet;
  readonly explorer: Explorer<S>;
  #level: readonly Range[] = [];
  #depth = -1;
  /** Which range of the level, and which row of it, comes next. */
  #range = 0;
  #row = 0;
  #expanded = 0;

  /** Stores the initial states. `edges` is told of every edge. */
  constructor(
    machine: Machine<S>,
    properties: readonly Property<S>[],
    storage: Storage | undefined,
    edges: Edges | undefined,
    options: ExplorerOptions,
  ) {
    this.visited = new VisitedSet(machine.layout.words, storage);
    this.explorer = new Explorer(machine, properties, this.visited.store, edges, options);
    for (const write of machine.initial)
      this.explorer.insertInitial((work) => write(machine.layout.view(work)));
  }

  /** Steps from the start to the level under way. */
  get depth(): number {
    return this.#depth;
  }

  /** States expanded. */
  get expanded(): number {
    return this.#expanded;
  }

  /** Whether nothing of the level is left to expand. */
  get isLevelDone(): boolean {
    return this.#range === this.#level.length;
  }

  /** Begins the next level: all rows that have been stored and not been expanded, at least one. */
  beginLevel(rows: readonly Range[]): void {
    this.#level = rows;
    this.#depth++;
    this.#range = 0;
    this.#row = rows[0]!.from;
    this.explorer.beginLevel(rows);
    this.visited.beginLevel(rows);
  }

  /** Expands up to `count` states of the level. Returns how many: fewer when it is done. */
  expand(count: number): number {
    const slice = Math.ceil(SLICE / this.explorer.statesPerRow);
    let left = count;
    while (left > 0 && !this.isLevelDone) {
      const range = this.#level[this.#range]!;
      const to = Math.min(range.to, this.#row + left, this.#row + slice);
      this.explorer.expand({ from: this.#row, to }, this.#depth);
      this.explorer.lookUp();
      this.visited.grow();
      left -= to - this.#row;
      this.#row = to;
      if (to === range.to) this.#row = this.#level[++this.#range]?.from ?? 0;
    }
    this.#expanded += count - left;
    return count - left;
  }
}
