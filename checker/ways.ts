/**
 * All ways through a piece of a model: it is run again and again, each time with other values in the fields that it
 * reads, until every combination that makes a difference has been tried. What comes out holds for every state, reached
 * or not. Fresh values are tried up to renaming: none, one of those met before, or another one.
 */

import type { Frozen } from './fields.ts';
import type { Layout } from './layout.ts';
import type { Access } from './views.ts';

/** One run: what was read, with its values, and which fields were written. */
export interface Way<T> {
  readonly read: ReadonlyMap<number, number>;
  readonly written: ReadonlyMap<number, number>;
  readonly result: T;
}

/** The state that a run sees. Fields are known by their index in the layout, values by their raw number. */
export interface Trial<S> {
  readonly before: Frozen<S>;
  readonly after: S;
  /** The value of a field before the run wrote anything. */
  readonly read: (field: number) => number;
  /** What the run has read and written so far. */
  readonly known: ReadonlyMap<number, number>;
  readonly written: ReadonlyMap<number, number>;
}

/**
 * Calls `look` with every way through `run`, up to `waysMax` of them. Returns whether that was all. Where a run throws,
 * there is a way without a result: it ends where no machine can be, or the search would have thrown as well.
 */
export function eachWay<S, T>(
  layout: Layout<S>,
  run: (trial: Trial<S>) => T,
  look: (way: Way<T | undefined>) => void,
  waysMax: number,
): boolean {
  const read = new Map<number, number>();
  const written = new Map<number, number>();
  /** Per sort, the names met and those drawn, which no field can have had. */
  const names = new Map<string, { met: number; readonly drawn: Set<number> }>();
  /** The values to be tried next, and how many there were to choose from, in the order of reading. */
  const tried: number[] = [];
  const most: number[] = [];
  let depth = 0;

  const namesOf = (sort: string) => {
    const known = names.get(sort) ?? { met: 0, drawn: new Set<number>() };
    names.set(sort, known);
    return known;
  };
  /** How many values a field can have here. A fresh one: none, any name met that was not drawn, another one. */
  const choicesOf = (field: number): number => {
    const { scalar } = layout.fields[field]!;
    if (scalar.kind === 'one-of') return scalar.names.length;
    if (scalar.kind === 'flag') return 2;
    if (scalar.kind === 'int') return scalar.max + 1;
    const { met, drawn } = namesOf(scalar.sort);
    return met - drawn.size + 2;
  };
  const nameOrValue = (field: number, choice: number): number => {
    const { scalar } = layout.fields[field]!;
    if (scalar.kind !== 'fresh' || choice === 0) return choice;
    const known = namesOf(scalar.sort);
    let left = choice;
    for (let name = 1; name <= known.met; name++) if (!known.drawn.has(name) && --left === 0) return name;
    return ++known.met;
  };
  const before = (field: number): number => {
    const known = read.get(field);
    if (known !== undefined) return known;
    if (depth === tried.length) {
      tried.push(0);
      most.push(choicesOf(field));
    }
    const value = nameOrValue(field, tried[depth++]!);
    read.set(field, value);
    return value;
  };
  /** As `$draw` does, the same name until it is stored, and then another. */
  const draw = (sort: string): number => {
    const known = namesOf(sort);
    const isStored = (name: number): boolean =>
      [...written].some(([field, raw]) => raw === name && sortOf(layout, field) === sort);
    const last = known.met;
    if (known.drawn.has(last) && !isStored(last)) return last;
    known.drawn.add(++known.met);
    return known.met;
  };
  const refuse = (): void => {
    throw new Error('a field was assigned where nothing may be written');
  };
  const after: Access = {
    read: (field) => written.get(field) ?? before(field),
    write: (field, raw) => written.set(field, raw),
    draw,
  };
  const trial: Trial<S> = {
    before: layout.viewThrough({ read: before, write: refuse, draw }) as Frozen<S>,
    after: layout.viewThrough(after),
    read: before,
    known: read,
    written,
  };

  for (let ways = 0; ways < waysMax; ways++) {
    read.clear();
    written.clear();
    names.clear();
    depth = 0;
    let result: T | undefined;
    try {
      result = run(trial);
    } catch {
      result = undefined;
    }
    look({ read, written, result });
    while (tried.length > 0 && tried.at(-1)! + 1 >= most.at(-1)!) {
      tried.pop();
      most.pop();
    }
    if (tried.length === 0) return true;
    tried[tried.length - 1]!++;
  }
  return false;
}

function sortOf<S>({ fields }: Layout<S>, field: number): string | undefined {
  const { scalar } = fields[field]!;
  return scalar.kind === 'fresh' ? scalar.sort : undefined;
}
