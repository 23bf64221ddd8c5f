/** Runs one search of one world under a budget, with a status line, interruptible. */

import { availableParallelism, totalmem } from 'node:os';
import type { Machine } from '../checker/contract.ts';
import type { SearchResult } from '../checker/result.ts';
import type { RandomResult } from '../checker/search/random.ts';
import type { Reduction } from '../checker/search/reduction.ts';
import type { Storage } from '../checker/table.ts';
import type { State } from '../model/state.ts';
import type { World } from '../model/world.ts';
import type { ModelProperty } from '../properties/property.ts';
import type { Checkpoint } from './parallel/checkpoint.ts';
import type { Made, Recipe } from './parallel/protocol.ts';
import { ParallelSearch } from './parallel/search.ts';
import { breathe, type Status } from './terminal.ts';

export interface Budget {
  readonly maxStates?: number;
  readonly maxBytes?: number;
  /** How many cores; all, if absent. */
  readonly workers?: number;
  /** Milliseconds since the epoch after which to stop. */
  readonly deadline?: number;
  readonly interrupted: () => boolean;
}

/** Whether nothing more is to be begun: time is up, or the user has had enough. */
export const isOver = ({ deadline, interrupted }: Pick<Budget, 'deadline' | 'interrupted'>): boolean =>
  interrupted() || (deadline !== undefined && Date.now() > deadline);

/** Why a search ended before its space was closed, or undefined. */
export type Cut = 'violation' | 'max-states' | 'max-memory' | 'time-limit' | 'interrupted' | undefined;

const millions = (n: number): string => `${(n / 1e6).toFixed(2)} M`;

/** What is searched, how other threads get it, and where it is put on disk. */
export interface Searched extends Made<State> {
  readonly recipe: Recipe;
  readonly checkpoint?: Checkpoint | undefined;
  /** By what the search is reduced. */
  readonly reduce?: readonly Reduction[];
  /** What is kept of its states. */
  readonly storage?: Storage;
}

/** Breadth first on all cores, to the end or to the first violation unless `keepGoing`. */
export async function runExhaustive(
  { machine, properties, recipe, checkpoint, reduce = [], storage = 'exact' }: Searched,
  budget: Budget,
  keepGoing: boolean,
  status: Status,
): Promise<{ readonly result: SearchResult; readonly cut: Cut; readonly wallMs: number }> {
  const started = Date.now();
  const search = new ParallelSearch(machine, properties, {
    ...(budget.maxStates === undefined ? {} : { maxStates: budget.maxStates }),
    cores: budget.workers ?? availableParallelism(),
    maxBytes: budget.maxBytes ?? (totalmem() * 3) / 4,
    recipe,
    reduce,
    storage,
    ...(checkpoint === undefined ? {} : { checkpoint }),
    stopAtViolation: !keepGoing,
    witnesses: false,
  });
  const late = (): boolean => budget.deadline !== undefined && Date.now() > budget.deadline;
  let shown = started;
  const result = await search.run(
    () => budget.interrupted() || late(),
    (p) => {
      const now = Date.now();
      if (now - shown < 200) return;
      shown = now;
      const seconds = (now - started) / 1000;
      const memory = `${Math.round(p.bytes / 2 ** 20)} MiB, ${Math.round(seconds)} s`;
      if (p.again) {
        status.show(
          `${machine.name}: once more for the trace, ${millions(p.states)} states, depth ${p.depth}, ${memory}`,
        );
        return;
      }
      status.show(
        `${machine.name}: ${millions(p.states)} states, ${millions(p.frontier)} found for depth ${p.depth + 1}, ` +
          `${Math.round(p.states / seconds / 1000)} k/s, ${memory}`,
      );
    },
  );
  status.clear();
  const cut = (): Cut => {
    if (result.complete) return undefined;
    if (budget.interrupted()) return 'interrupted';
    if (search.isFull) return 'max-memory';
    if (result.outcome === 'violated' && !keepGoing) return 'violation';
    return late() ? 'time-limit' : 'max-states';
  };
  return { result, cut: cut(), wallMs: Date.now() - started };
}

export interface RandomWords {
  readonly seed: number;
  readonly runs: number;
  readonly length: number;
  readonly path?: string;
  readonly swarm?: boolean;
}

/** Runs per batch: between two batches the user can interrupt. */
const BATCH = 20;
/** Seeds of batches lie this far apart, so that neighbouring seeds share none. */
const BATCH_SEED = 1_000_003;

/** Random runs in batches, until one fails or all are done. */
export async function runRandom(
  world: World,
  machine: Machine<State>,
  properties: readonly ModelProperty[],
  words: RandomWords,
  budget: Budget,
  status: Status,
): Promise<{
  readonly result: RandomResult;
  readonly runs: number;
  readonly cut: Cut;
  readonly wallMs: number;
}> {
  const started = Date.now();
  const { randomSearch } = await import('../checker/search/random.ts');
  let runs = 0;
  for (let batch = 0; ; batch++) {
    const result = randomSearch(machine, properties, {
      seed: words.seed + batch * BATCH_SEED,
      runs: Math.min(BATCH, words.runs - runs),
      length: words.length,
      weight: world.weight,
      swarm: words.swarm ?? false,
      ...(words.path === undefined ? {} : { path: words.path }),
    });
    runs += result.runs;
    const done = result.outcome === 'violated' || runs >= words.runs || words.path !== undefined;
    const late = budget.deadline !== undefined && Date.now() > budget.deadline;
    const cut: Cut = budget.interrupted() ? 'interrupted' : late && !done ? 'time-limit' : undefined;
    if (done || cut !== undefined) {
      status.clear();
      return {
        result: { ...result, seed: result.outcome === 'violated' ? result.seed : words.seed },
        runs,
        cut,
        wallMs: Date.now() - started,
      };
    }
    status.show(`${machine.name}: random, ${runs} of ${words.runs} runs`);
    await breathe();
  }
}
