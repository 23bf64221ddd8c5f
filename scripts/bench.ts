/**
 * How fast the exhaustive search is and what it holds, next to SPIN on the same machines in the same run. Both store
 * every state exactly and take every step; rounds alternate, and medians are reported. Ours judges the properties on
 * the way, SPIN checks nothing; neither time includes starting up or compiling. Worlds have no Promela model.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { columns } from '../checker/report/table.ts';
import { besideEachOther } from './bench/life-cycles.ts';
import { twoPhaseCommitInPromela } from './bench/promela.ts';
import { ownRound, type Round } from './bench/round.ts';
import { buildPan, PAN, spinVersion } from './bench/spin.ts';
import { UsageError } from './errors.ts';
import type { Data } from './parallel/recipes.ts';

const ROUNDS = 3;

interface Model {
  readonly name: string;
  readonly data: Data;
  readonly promela: string | undefined;
  readonly defines: readonly string[];
}

const commit = (participants: number): Model => ({
  name: `two-phase commit, ${participants}`,
  data: { kind: 'two-phase-commit', participants },
  promela: twoPhaseCommitInPromela(participants),
  defines: [],
});
const lifeCycles = (copies: number): Model => ({
  name: `life cycles of ${copies} devices`,
  data: { kind: 'life-cycles', copies },
  promela: besideEachOther(readFileSync(new URL('./bench/life-cycles.pml', import.meta.url), 'utf8'), copies),
  defines: ['HARDENED'],
});

const MODELS: readonly Model[] = [
  commit(7),
  commit(9),
  lifeCycles(2),
  {
    name: 'one-device',
    data: { kind: 'world', words: { rulebook: 'hardened' }, world: 'one-device' },
    promela: undefined,
    defines: [],
  },
];

interface Row {
  readonly model: string;
  readonly engine: string;
  readonly cores: number;
  readonly states: number;
  readonly transitions: number;
  /** Of the median round. */
  readonly seconds: number;
  readonly statesPerSecond: number;
  readonly bytesPerState: number;
  /** How many times the states per second of SPIN without reduction or compression. */
  readonly ratio: number | undefined;
  readonly rounds: readonly number[];
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

/** pan prints no more than eight digits of a number. */
const asPan = (value: number): number => Number(value.toPrecision(8));

interface Competitor {
  readonly engine: string;
  readonly cores: number;
  readonly run: () => Round;
  readonly remove?: () => void;
  /** It has to take the same steps as all others that do, or the comparison means nothing. */
  readonly same: boolean;
}

function competitorsOf(model: Model, spin: boolean): Competitor[] {
  const cores = [...new Set([1, availableParallelism()])];
  const own = cores.map(
    (n): Competitor => ({
      engine: 'interlock',
      cores: n,
      run: () => ownRound({ data: model.data, cores: n }),
      same: true,
    }),
  );
  const { promela } = model;
  if (!spin || promela === undefined) return own;
  const pans = (Object.keys(PAN) as (keyof typeof PAN)[]).map((how): Competitor => {
    const pan = buildPan(promela, how, model.defines);
    return { engine: `spin ${how}`, cores: 1, ...pan, same: how !== 'reduced' };
  });
  return [...own, ...pans];
}

function measure(model: Model, spin: boolean, times: number): Row[] {
  const competitors = competitorsOf(model, spin);
  const rounds = competitors.map((): Round[] => []);
  try {
    for (let n = 0; n < times; n++)
      for (const [k, competitor] of competitors.entries()) rounds[k]!.push(competitor.run());
  } finally {
    for (const competitor of competitors) competitor.remove?.();
  }
  const [first] = rounds[0]!;
  const baseline = competitors.findIndex(({ engine }) => engine === 'spin exact');
  const speed = (k: number): number =>
    rounds[k]![0]!.states / median(rounds[k]!.map(({ seconds }) => seconds));
  return competitors.map(({ engine, cores, same }, k): Row => {
    const { states, transitions } = rounds[k]![0]!;
    if (
      same &&
      (asPan(states) !== asPan(first!.states) || asPan(transitions + 1) !== asPan(first!.transitions + 1))
    )
      throw new Error(
        `${model.name}: ${engine} found ${states} states and ${transitions} transitions, interlock ${first!.states} and ${first!.transitions}`,
      );
    return {
      model: model.name,
      engine,
      cores,
      // SPIN's own counts are printed rounded; they have just been found equal to ours.
      states: same ? first!.states : states,
      transitions: same ? first!.transitions : transitions,
      seconds: median(rounds[k]!.map(({ seconds }) => seconds)),
      statesPerSecond: Math.round(speed(k)),
      bytesPerState: median(rounds[k]!.map(({ bytes }) => bytes)) / states,
      ratio: baseline < 0 ? undefined : speed(k) / speed(baseline),
      rounds: rounds[k]!.map(({ seconds }) => seconds),
    };
  });
}

function tableOf(rows: readonly Row[]): string {
  const head = [
    'model',
    'engine',
    'cores',
    'states',
    'transitions',
    'wall s',
    'states/s',
    'bytes/state',
    'ratio',
  ];
  const grouped = (n: number): string => n.toLocaleString('en-GB');
  const cells = rows.map((r) => [
    r.model,
    r.engine,
    String(r.cores),
    grouped(r.states),
    grouped(r.transitions),
    r.seconds.toFixed(2),
    grouped(r.statesPerSecond),
    r.bytesPerState.toFixed(1),
    r.ratio === undefined ? '-' : r.ratio.toFixed(2),
  ]);
  return columns([head, ...cells]).join('\n');
}

/** Measures, prints a table and, if asked to, writes the same numbers to a file. Returns the exit code. */
export async function bench(options: {
  json?: string;
  model?: readonly string[];
  rounds?: number;
}): Promise<number> {
  const { rounds = ROUNDS } = options;
  const spin = spinVersion();
  const chosen = MODELS.filter(({ name }) => options.model?.some((part) => name.includes(part)) ?? true);
  if (chosen.length === 0)
    throw new UsageError(`no model is called that; there are ${MODELS.map(({ name }) => name).join('; ')}`);
  const rows = chosen.flatMap((model) => measure(model, spin !== undefined, rounds));
  const about = {
    rounds,
    node: process.version,
    cpu: cpus()[0]?.model ?? 'unknown',
    spin: spin ?? null,
  };
  console.log(tableOf(rows));
  console.log(`\nMedian of ${rounds} alternating rounds. Node ${about.node}, ${about.cpu}.`);
  console.log(
    'Bytes: states and what finds them again; of one-device also the graph, on which recovery is decided.',
  );
  console.log(
    spin === undefined
      ? 'spin or gcc was not found, so there is nothing to compare with; install both for the ratio.'
      : `${spin}; gcc -O3 -DSAFETY, exact: -DNOREDUCE, compressed: and -DCOLLAPSE; pan -m1000000 -w26. Ratio: states/s to those of spin exact.`,
  );
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify({ ...about, rows }, null, 2)}\n`);
  return 0;
}
