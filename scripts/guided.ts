/** `check --engine guided`: guided walks in batches, and the corpus they leave behind. */

import type { Machine } from '../checker/contract.ts';
import type { GuidedResult } from '../checker/search/guided.ts';
import type { State } from '../model/state.ts';
import type { World } from '../model/world.ts';
import type { ModelProperty } from '../properties/property.ts';
import { StoredCorpus } from './corpus.ts';
import { UsageError } from './errors.ts';
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
  readonly swarm?: boolean;
}

/** Walks per batch: between two batches the user can interrupt. */
const BATCH = 20;
/** So many files that cannot be used are told one by one. */
const SAID = 5;

/** Before any search: throws a UsageError for words that do not go together, and for a corpus that cannot be read or written. */
export function checkGuided({ engine, path, corpus, swarm }: GuidedWords, setup: Setup): void {
  if (swarm && engine !== 'random' && engine !== 'both')
    throw new UsageError(`--swarm is about the random search, and --engine ${engine} asks for none`);
  if (engine === 'guided' && path !== undefined)
    throw new UsageError('--path is about the random search, and --engine guided asks for none');
  if (corpus === undefined) return;
  if (engine !== 'guided') throw new UsageError('--corpus is about the guided search: add --engine guided');
  for (const world of setup.worlds) opened(corpus, machineOf(setup, world));
}

/** A corpus as it is now; what in it cannot be used is said. */
function opened(folder: string, machine: Machine<State>): StoredCorpus {
  const corpus = new StoredCorpus(folder, machine);
  const { complaints } = corpus;
  for (const complaint of complaints.slice(0, SAID)) console.error(`interlock: ${complaint}`);
  if (complaints.length > SAID)
    console.error(
      `interlock: ${complaints.length - SAID} more files of ${machine.name} are set aside likewise`,
    );
  return corpus;
}

/** Guided walks, until one breaks a claim, unless `keepGoing`, or all are done. Writes the corpus back. */
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
  const stored = words.corpus === undefined ? undefined : opened(words.corpus, machine);
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
  try {
    stored?.replace(result.corpus);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    // What was found is worth more than what would be kept.
    console.error(`interlock: the corpus is not kept: ${error.message}`);
  }
  return { result, cut, wallMs: Date.now() - started };
}
