/**
 * One timed search of two-phase commit. Run as a program, `round.ts PARTICIPANTS`, it prints the round as JSON: each
 * round has a process of its own, so that none profits from the code that V8 compiled for another.
 */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ExhaustiveSearch } from '../../checker/search/exhaustive.ts';
import { consistent, twoPhaseCommit } from '../../checker/toys/two-phase-commit.ts';

export interface Round {
  readonly states: number;
  readonly transitions: number;
  readonly seconds: number;
}

const here = fileURLToPath(import.meta.url);

/** Runs one round in a fresh process. */
export function ownRound(participants: number): Round {
  const tsx = import.meta.resolve('tsx');
  const output = execFileSync(process.execPath, ['--import', tsx, here, String(participants)], {
    encoding: 'utf8',
  });
  return JSON.parse(output) as Round;
}

function measure(participants: number): Round {
  const started = performance.now();
  const result = new ExhaustiveSearch(twoPhaseCommit(participants), [consistent]).run();
  const seconds = (performance.now() - started) / 1000;
  if (result.outcome !== 'holds') throw new Error(`two-phase commit came out as ${result.outcome}`);
  return { states: result.states, transitions: result.transitions, seconds };
}

if (process.argv[1] === here) console.log(JSON.stringify(measure(Number(process.argv[2]))));
