/**
 * Guided search beside random and exhaustive search, on the bugs there are: after how many runs each of the two finds what a
 * bug breaks, with no corpus to begin with, what that costs in processor time beside a search breadth first, and how long the
 * trace is beside the shortest. Medians over seeds; a search that does not find it counts as one that would have taken more
 * than the most runs allowed.
 */

import { writeFileSync } from 'node:fs';
import type { Machine } from '../../checker/contract.ts';
import { columns } from '../../checker/report/table.ts';
import type { Path, SearchResult } from '../../checker/result.ts';
import { ExhaustiveSearch } from '../../checker/search/exhaustive.ts';
import { GuidedSearch } from '../../checker/search/guided.ts';
import { randomSearch } from '../../checker/search/random.ts';
import { shorten } from '../../checker/search/shorten.ts';
import type { Bug } from '../../counterexamples/bug.ts';
import { bugs } from '../../counterexamples/registry.ts';
import type { State } from '../../model/state.ts';
import type { ModelProperty } from '../../properties/property.ts';
import { properties } from '../../properties/registry.ts';
import { pick } from '../errors.ts';
import { machineOf, propertiesIn, setUp } from '../setup.ts';

export interface GuidedBenchWords {
  /** The most runs of one search. */
  readonly runs: number;
  readonly seeds: number;
  readonly length: number;
  readonly bug?: readonly string[];
  readonly json?: string;
}

/** What any search finds in its first runs tells nothing about searches. */
const DEEP = 13;

/** One search, as far as it took to find the violation. */
interface Found {
  /** Undefined: not found. */
  readonly runs: number | undefined;
  /** Of processor time, found or not, without making the trace short: what else the machine does makes no difference. */
  readonly seconds: number;
}

interface Measured {
  /** Per seed. */
  readonly found: readonly Found[];
  /** Of the first that was found, the length of its trace. */
  readonly trace: number | undefined;
}

interface Row {
  readonly bug: string;
  readonly world: string;
  readonly shortest: number;
  readonly exhaustive: { readonly states: number; readonly seconds: number };
  readonly random: Measured;
  readonly guided: Measured;
}

interface Subject {
  readonly machine: Machine<State>;
  readonly properties: readonly ModelProperty[];
  readonly weight: Parameters<typeof randomSearch>[2]['weight'] & {};
}

/** The bugs that break a claim about states or steps, by no short trace. */
function deepBugs(): readonly Bug[] {
  const kinds = new Map(properties.map(({ id, kind }) => [id, kind]));
  return bugs.filter(({ breaks, steps }) => {
    const kind = kinds.get(breaks);
    return (kind === 'always' || kind === 'step') && steps >= DEEP;
  });
}

function subjectOf({ slug, world: name, breaks }: Bug): Subject {
  const setup = setUp({ rulebook: 'hardened', bug: [slug], world: [name] });
  const world = setup.worlds[0]!;
  return {
    machine: machineOf(setup, world),
    properties: propertiesIn(setup, world, [breaks]),
    weight: world.weight,
  };
}

/** What is searched for by a seed. The trace, which takes seconds to make short, is asked for by calling `trace`. */
type Search = (
  subject: Subject,
  words: GuidedBenchWords,
  seed: number,
) => Found & { readonly trace: () => number | undefined };

function timed<T>(work: () => T): { readonly value: T; readonly seconds: number } {
  const before = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(before);
  return { value, seconds: (user + system) / 1e6 };
}

const pathIn = ({ properties: judged }: SearchResult): Path | undefined =>
  judged.find(({ verdict }) => verdict === 'violated')?.path;

const byRandom: Search = ({ machine, properties: claims, weight }, { runs, length }, seed) => {
  const { value, seconds } = timed(() =>
    randomSearch(machine, claims, { seed, runs, length, weight, shorten: false }),
  );
  const path = pathIn(value);
  return {
    runs: path && value.runs,
    seconds,
    trace: () => path && shorten(machine, claims[0]!, path).actions.length,
  };
};

const byGuided: Search = ({ machine, properties: claims, weight }, { runs, length }, seed) => {
  const { value: search, seconds } = timed(() => {
    const search = new GuidedSearch(machine, claims, { seed, length, weight });
    search.run(runs);
    return search;
  });
  return {
    runs: search.isDone ? search.runs : undefined,
    seconds,
    trace: () => pathIn(search.result())?.actions.length,
  };
};

function measure(search: Search, subject: Subject, words: GuidedBenchWords): Measured {
  let trace: number | undefined;
  const found: Found[] = [];
  for (let seed = 1; seed <= words.seeds; seed++) {
    const { runs, seconds, trace: traced } = search(subject, words, seed);
    found.push({ runs, seconds });
    trace ??= traced();
  }
  return { found, trace };
}

function breadthFirst({ machine, properties: claims }: Subject): Row['exhaustive'] {
  const { value, seconds } = timed(() =>
    new ExhaustiveSearch(machine, claims, { stopAtViolation: true }).run(),
  );
  return { states: value.states, seconds };
}

/** The middle one; of an even number the lower of the two. Infinite where most have found nothing. */
const median = (values: readonly (number | undefined)[]): number =>
  values.map((n) => n ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b)[(values.length - 1) >> 1]!;

const secondsOf = (seconds: number): string => seconds.toFixed(1);

function cellsOf({ found, trace }: Measured, { runs: most }: GuidedBenchWords, shortest: number): string[] {
  const runs = found.map(({ runs }) => runs);
  const middle = median(runs);
  return [
    Number.isFinite(middle) ? String(middle) : `> ${most}`,
    secondsOf(median(found.map(({ seconds }) => seconds))),
    `${runs.filter((n) => n !== undefined).length} of ${runs.length}`,
    trace === undefined ? '-' : `${trace} (${(trace / shortest).toFixed(2)})`,
  ];
}

const each = ({ found }: Measured): string => found.map(({ runs }) => runs ?? '>').join(' ');

/** Measures, says on standard error what each seed took, prints a table, and writes the figures if asked to. Returns the exit code. */
export function benchGuided(words: GuidedBenchWords): number {
  const chosen = words.bug?.map((slug) => pick('bug', slug, bugs, (bug) => bug.slug)) ?? deepBugs();
  const rows: Row[] = [];
  for (const bug of chosen) {
    const subject = subjectOf(bug);
    const row = {
      bug: bug.slug,
      world: bug.world,
      shortest: bug.steps,
      exhaustive: breadthFirst(subject),
      random: measure(byRandom, subject, words),
      guided: measure(byGuided, subject, words),
    };
    rows.push(row);
    console.error(`${row.bug}: random ${each(row.random)}; guided ${each(row.guided)}`);
  }
  const head = [
    'bug',
    'world',
    'shortest',
    'exhaustive states',
    's',
    'random runs',
    's',
    'found',
    'trace',
    'guided runs',
    's',
    'found',
    'trace',
  ];
  const cells = rows.map((row) => [
    row.bug,
    row.world,
    String(row.shortest),
    String(row.exhaustive.states),
    secondsOf(row.exhaustive.seconds),
    ...cellsOf(row.random, words, row.shortest),
    ...cellsOf(row.guided, words, row.shortest),
  ]);
  console.log(columns([head, ...cells]).join('\n'));
  console.log(
    `Median of ${words.seeds} seeds, at most ${words.runs} runs of at most ${words.length} steps. Seconds of processor time. Trace: beside the shortest.`,
  );
  if (words.json !== undefined) writeFileSync(words.json, `${JSON.stringify({ ...words, rows }, null, 2)}\n`);
  return 0;
}
