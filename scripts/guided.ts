/** `check --engine guided`: guided walks in batches, and the corpus they leave behind. */

import type { Machine } from '../checker/contract.ts';
import type { GuidedResult } from '../checker/search/guided.ts';
import type { State } from '../model/state.ts';
import type { World } from '../model/world.ts';
import type { ModelProperty } from '../properties/property.ts';
import { StoredCorpus } from './corpus.ts';
import { UsageError } from './errors.ts';
import { makeFolder } from './files.ts';
import { type Budget, type Cut, isOver } from './search.ts';
import { machineOf, type Setup } from './setup.ts';
import { breathe, type Status } from './terminal.ts';

interface GuidedWords {
  readonly engine: string;
  readonly seed: number;
  readonly runs: number;
  readonly length: number;
  readonly path?: string;
  readonly corpus?: string;
}

/** Walks per batch: between two batches the user can interrupt. */
const BATCH = 20;

/** Throws a UsageError for words that do not go together, and for a corpus that cannot be read or written. */
export function checkGuided({ engine, path, corpus }: GuidedWords, setup: Setup): void {
  if (engine === 'guided' && path !== undefined)
    throw new UsageError('--path is about the random search, and --engine guided asks for none');
  if (corpus === undefined) return;
  if (engine !== 'guided') throw new UsageError('--corpus is about the guided search: add --engine guided');
  makeFolder(corpus);
  for (const world of setup.worlds)
    for (const complaint of new StoredCorpus(corpus, machineOf(setup, world)).complaints)
      console.error(`interlock: ${complaint}`);
}

/** Guided walks, until one breaks a claim (or all do, if `keepGoing`) or all are done. Writes the corpus back. */
export async function runGuided(
  world: World,
  machine: Machine<State>,
  properties: readonly ModelProperty[],
  words: GuidedWords,
  budget: Budget,
  keepGoing: boolean,
  status: Status,
): Promise<{ readonly result: GuidedResult; readonly cut: Cut; readonly wallMs: number }> {
  const started = Date.now();
  const { GuidedSearch } = await import('../checker/search/guided.ts');
  const stored = words.corpus === undefined ? undefined : new StoredCorpus(words.corpus, machine);
  const search = new GuidedSearch(machine, properties, {
    seed: words.seed,
    length: words.length,
    weight: world.weight,
    keepGoing,
    ...(stored === undefined ? {} : { corpus: stored.paths }),
  });
  const isDone = (): boolean => search.isDone || search.runs >= words.runs;
  while (!isDone() && !isOver(budget)) {
    search.run(Math.min(BATCH, words.runs - search.runs));
    status.show(`${machine.name}: guided, ${search.runs} of ${words.runs} runs, ${search.covered} covered`);
    await breathe();
  }
  status.clear();
  const cut: Cut = budget.interrupted() ? 'interrupted' : isDone() ? undefined : 'time-limit';
  const result = search.result();
  stored?.replace(result.corpus);
  return { result, cut, wallMs: Date.now() - started };
}
