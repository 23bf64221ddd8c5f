/**
 * How fast the exhaustive search is, next to SPIN on the same machine in the same run. Both engines store every state
 * of two-phase commit exactly and take every step, on one core; rounds alternate, and medians are reported. Ours
 * checks `participants-agree` on the way, SPIN checks nothing; neither time includes starting up or compiling.
 */

import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { twoPhaseCommitInPromela } from './bench/promela.ts';
import { ownRound, type Round } from './bench/round.ts';
import { buildPan, spinVersion } from './bench/spin.ts';

const PARTICIPANTS = [7, 9];
const ROUNDS = 3;

interface Row {
  readonly model: string;
  readonly engine: string;
  readonly states: number;
  readonly transitions: number;
  /** Of the median round. */
  readonly seconds: number;
  readonly statesPerSecond: number;
  /** How many times faster than SPIN. */
  readonly ratio: number | undefined;
  readonly rounds: readonly number[];
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

/** pan prints no more than eight digits of a number. */
const asPan = (value: number): number => Number(value.toPrecision(8));

function rowOf(model: string, engine: string, rounds: readonly Round[], baseline?: readonly Round[]): Row {
  const { states, transitions } = rounds[0]!;
  const seconds = median(rounds.map((r) => r.seconds));
  return {
    model,
    engine,
    states,
    transitions,
    seconds,
    statesPerSecond: Math.round(states / seconds),
    ratio: baseline && median(baseline.map((r) => r.seconds)) / seconds,
    rounds: rounds.map((r) => r.seconds),
  };
}

function measure(participants: number, spin: string | undefined): Row[] {
  const model = `two-phase commit, ${participants}`;
  const pan = spin === undefined ? undefined : buildPan(twoPhaseCommitInPromela(participants));
  const ours: Round[] = [];
  const theirs: Round[] = [];
  try {
    for (let k = 0; k < ROUNDS; k++) {
      ours.push(ownRound(participants));
      if (pan !== undefined) theirs.push(pan.run());
    }
  } finally {
    pan?.remove();
  }
  const { states, transitions } = ours[0]!;
  for (const other of theirs) {
    // The comparison means nothing unless both did the same work.
    if (other.states !== asPan(states) || other.transitions !== asPan(transitions + 1) - 1)
      throw new Error(
        `${model}: SPIN found ${other.states} states and ${other.transitions} transitions, we ${states} and ${transitions}`,
      );
  }
  if (spin === undefined) return [rowOf(model, 'interlock', ours)];
  // SPIN's own counts are printed rounded; they have just been found equal to ours.
  const exact = theirs.map((round) => ({ ...round, states, transitions }));
  return [rowOf(model, 'interlock', ours, exact), rowOf(model, 'spin', exact, exact)];
}

function tableOf(rows: readonly Row[]): string {
  const head = ['model', 'engine', 'states', 'transitions', 'wall s', 'states/s', 'ratio'];
  const grouped = (n: number): string => n.toLocaleString('en-GB');
  const cells = rows.map((r) => [
    r.model,
    r.engine,
    grouped(r.states),
    grouped(r.transitions),
    r.seconds.toFixed(2),
    grouped(r.statesPerSecond),
    r.ratio === undefined ? '-' : r.ratio.toFixed(2),
  ]);
  const widths = head.map((title, k) => Math.max(title.length, ...cells.map((row) => row[k]!.length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, k) => (k < 2 ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!))).join('  ');
  return [head, ...cells].map(line).join('\n');
}

/** Measures, prints a table and, if asked to, writes the same numbers to a file. Returns the exit code. */
export async function bench(options: { json?: string }): Promise<number> {
  const spin = spinVersion();
  const rows = PARTICIPANTS.flatMap((participants) => measure(participants, spin));
  const about = {
    rounds: ROUNDS,
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    spin: spin ?? null,
  };
  console.log(tableOf(rows));
  console.log(`\nMedian of ${ROUNDS} alternating rounds, one core. Node ${about.node}, ${about.cpu}.`);
  console.log(
    spin === undefined
      ? 'spin or gcc was not found, so there is nothing to compare with; install both for the ratio.'
      : `${spin}; gcc -O3 -DSAFETY -DNOREDUCE; pan -m1000000 -w26. Ratio: how many times faster than SPIN.`,
  );
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify({ ...about, rows }, null, 2)}\n`);
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { json: { type: 'string' } } });
  process.exitCode = await bench(values);
}
