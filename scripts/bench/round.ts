/**
 * One timed search. Run as a program, with a round in JSON as its argument, it prints what came of it as JSON: each
 * round has a process of its own, so that none profits from the code that V8 compiled for another.
 */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Data, machineFor, recipeOf } from '../parallel/recipes.ts';
import { ParallelSearch } from '../parallel/search.ts';

export interface Round {
  readonly states: number;
  readonly transitions: number;
  readonly seconds: number;
  /** Of memory for states and for finding them again. */
  readonly bytes: number;
}

export interface OwnRound {
  readonly data: Data;
  readonly cores: number;
}

const here = fileURLToPath(import.meta.url);

/** Runs one round in a fresh process. */
export function ownRound(round: OwnRound): Round {
  const tsx = import.meta.resolve('tsx');
  const output = execFileSync(process.execPath, ['--import', tsx, here, JSON.stringify(round)], {
    encoding: 'utf8',
  });
  return JSON.parse(output) as Round;
}

async function measure({ data, cores }: OwnRound): Promise<Round> {
  const { machine, properties } = machineFor(data);
  const started = performance.now();
  const search = new ParallelSearch(machine, properties, {
    cores,
    recipe: recipeOf(data),
    witnesses: false,
  });
  const result = await search.run(
    () => false,
    () => {},
  );
  const seconds = (performance.now() - started) / 1000;
  if (result.outcome !== 'holds') throw new Error(`${machine.name} came out as ${result.outcome}`);
  return {
    states: result.states,
    transitions: result.transitions,
    seconds,
    bytes: search.progress.bytes,
  };
}

if (process.argv[1] === here) console.log(JSON.stringify(await measure(JSON.parse(process.argv[2]!))));
