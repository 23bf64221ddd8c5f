/**
 * Guided search beside plain random search, on the bugs there are: after how many runs each finds what a bug breaks, with no
 * corpus to begin with, and how long the trace is beside the shortest. Medians over seeds; a search that does not find it
 * counts as one that would have taken more than the most runs allowed.
 */

import { writeFileSync } from 'node:fs';
import type { Machine } from '../../checker/contract.ts';
import { columns } from '../../checker/report/table.ts';
import type { SearchResult } from '../../checker/result.ts';
import { GuidedSearch } from '../../checker/search/guided.ts';
import { randomSearch } from '../../checker/search/random.ts';
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

interface Measured {
  /** Per seed; undefined: not found. */
  readonly runs: readonly (number | undefined)[];
  /** Of the first that was found, the length of its trace. */
  readonly trace: number | undefined;
}

interface Row {
  readonly bug: string;
  readonly world: string;
  readonly shortest: number;
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

/** One search, and how many runs it took; `trace`: whether its length is asked for as well, which takes seconds. */
type Search = (
  subject: Subject,
  words: GuidedBenchWords,
  seed: number,
  trace: boolean,
) => { readonly runs: number | undefined; readonly trace: number | undefined };

const lengthOf = ({ properties: judged }: SearchResult): number | undefined =>
  judged.find(({ verdict }) => verdict === 'violated')?.path?.actions.length;

const byRandom: Search = ({ machine, properties: claims, weight }, { runs, length }, seed, trace) => {
  const result = randomSearch(machine, claims, { seed, runs, length, weight, shorten: trace });
  return result.outcome === 'violated'
    ? { runs: result.runs, trace: lengthOf(result) }
    : { runs: undefined, trace: undefined };
};

const byGuided: Search = ({ machine, properties: claims, weight }, { runs, length }, seed, trace) => {
  const search = new GuidedSearch(machine, claims, { seed, length, weight });
  search.run(runs);
  return search.isDone
    ? { runs: search.runs, trace: trace ? lengthOf(search.result()) : undefined }
    : { runs: undefined, trace: undefined };
};

function measure(search: Search, subject: Subject, words: GuidedBenchWords): Measured {
  let trace: number | undefined;
  const runs: (number | undefined)[] = [];
  for (let seed = 1; seed <= words.seeds; seed++) {
    const found = search(subject, words, seed, trace === undefined);
    runs.push(found.runs);
    trace ??= found.trace;
  }
  return { runs, trace };
}

/** The middle one; of an even number the lower of the two. Infinite where most have found nothing. */
const median = (runs: Measured['runs']): number =>
  runs.map((n) => n ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b)[(runs.length - 1) >> 1]!;

function cellsOf({ runs, trace }: Measured, { runs: most }: GuidedBenchWords, shortest: number): string[] {
  const middle = median(runs);
  return [
    Number.isFinite(middle) ? String(middle) : `> ${most}`,
    `${runs.filter((n) => n !== undefined).length} of ${runs.length}`,
    trace === undefined ? '-' : `${trace} (${(trace / shortest).toFixed(2)})`,
  ];
}

const each = ({ runs }: Measured): string => runs.map((n) => n ?? '>').join(' ');

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
      random: measure(byRandom, subject, words),
      guided: measure(byGuided, subject, words),
    };
    rows.push(row);
    console.error(`${row.bug}: random ${each(row.random)}; guided ${each(row.guided)}`);
  }
  const head = ['bug', 'world', 'shortest', 'random runs', 'found', 'trace', 'guided runs', 'found', 'trace'];
  const cells = rows.map((row) => [
    row.bug,
    row.world,
    String(row.shortest),
    ...cellsOf(row.random, words, row.shortest),
    ...cellsOf(row.guided, words, row.shortest),
  ]);
  console.log(columns([head, ...cells]).join('\n'));
  console.log(
    `Median of ${words.seeds} seeds, at most ${words.runs} runs of at most ${words.length} steps. Trace: beside the shortest.`,
  );
  if (words.json !== undefined) writeFileSync(words.json, `${JSON.stringify({ ...words, rows }, null, 2)}\n`);
  return 0;
}
