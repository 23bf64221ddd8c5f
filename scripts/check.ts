/** `check`: searches the worlds of a rulebook, exhaustively and then at random, and reports what is broken. */

import { isLiveness } from '../checker/fairness.ts';
import type { SearchResult } from '../checker/result.ts';
import { EXIT, UsageError } from './errors.ts';
import { makeFolder } from './files.ts';
import { checkGuided } from './guided.ts';
import { type Known, readKnown, type Stale, staleIn } from './known.ts';
import { checkReduced } from './reduce.ts';
import type { Finding, Reporter } from './reports/reporter.ts';
import { type ReportWords, reporterFor } from './reports/reporters.ts';
import type { Budget } from './search.ts';
import { propertyNamed, type Setup, setUp } from './setup.ts';
import { checkStorage } from './storage.ts';
import { statusLine, watchInterrupt } from './terminal.ts';
import { type Searching, type SearchWords, searchWorld } from './worlds.ts';

export interface CheckWords extends SearchWords, ReportWords {
  readonly maxStates?: number;
  readonly timeLimit?: number;
  /** In MiB. */
  readonly maxMemory?: number;
  readonly workers?: number;
  readonly allowStale?: boolean;
}

/** Runs the command. Returns the exit code; throws a UsageError for words and files that cannot be used. */
export async function check(words: CheckWords): Promise<number> {
  const setup = setUp(words);
  for (const id of words.property ?? [])
    if (isLiveness(propertyNamed(setup, id)) && (words.engine === 'random' || words.engine === 'guided'))
      throw new UsageError(
        `${id} is about where behaviours lead, which no ${words.engine} run can decide: leave out --engine ${words.engine}`,
      );
  checkStorage(setup, words);
  checkGuided(words, setup);
  const unsymmetric = checkReduced(setup, words);
  if (unsymmetric !== undefined) {
    console.error(`interlock: ${unsymmetric}`);
    return EXIT.fault;
  }
  const known = words.known === undefined ? undefined : readKnown(words.known);
  makeFolder(words.out);
  const reporter = await reporterFor(words);
  const interrupt = watchInterrupt();
  reporter.started({ command: 'check', setup });
  const searched = await searchWorlds(words, setup, known, reporter, {
    interrupted: interrupt.interrupted,
    ...(words.timeLimit === undefined ? {} : { deadline: Date.now() + 1000 * words.timeLimit }),
  });
  interrupt.stop();
  const verdict = verdictOf(searched, known, words, interrupt.interrupted());
  reporter.finished(verdict);
  return verdict.exit;
}

/** The searches of a run, and what is listed and was found to hold. */
export interface Searches {
  readonly searches: readonly Searching[];
  readonly stale: readonly Stale[];
}

/** Searches every world of a setup, one after the other. `limits`: until when, and whether the user has had enough. */
export async function searchWorlds(
  words: CheckWords,
  setup: Setup,
  known: Known | undefined,
  reporter: Required<Reporter>,
  limits: Pick<Budget, 'deadline' | 'interrupted'>,
): Promise<Searches> {
  const budget: Budget = {
    ...limits,
    ...(words.maxStates === undefined ? {} : { maxStates: words.maxStates }),
    ...(words.maxMemory === undefined ? {} : { maxBytes: words.maxMemory * 2 ** 20 }),
    ...(words.workers === undefined ? {} : { workers: words.workers }),
  };
  const status = statusLine(words.quiet ?? false);
  const session = { setup, words, budget, status, known, reporter };
  const searches: Searching[] = [];
  const stale: Stale[] = [];
  for (const world of setup.worlds) {
    if (limits.interrupted()) break;
    const ofWorld = await searchWorld(session, world);
    searches.push(...ofWorld);
    for (const { result } of ofWorld) stale.push(...staleIn(known, setup, world.name, result));
  }
  return { searches, stale };
}

const isNew = ({ judgement }: Finding): boolean => judgement.kind === 'new';

/** What a run comes to. What is known does not fail it; what is listed and holds does, unless that is allowed. */
export function verdictOf(
  { searches, stale }: Searches,
  known: Known | undefined,
  { allowStale = false }: Pick<CheckWords, 'allowStale'>,
  interrupted: boolean,
) {
  const findings = searches.flatMap((search) => search.findings);
  const outcome = outcomeOf(searches, interrupted);
  const news = findings.filter(isNew).length;
  const fails = news > 0 || (stale.length > 0 && !allowStale);
  const exit = interrupted
    ? EXIT.interrupted
    : fails
      ? EXIT.violated
      : outcome === 'violated'
        ? EXIT[isDecided(searches) ? 'holds' : 'inconclusive']
        : EXIT[outcome];
  return { exit, outcome, stale, text: words() } as const;

  function words(): string {
    if (known === undefined || findings.length + stale.length === 0) return OUTCOME_TEXT[outcome];
    const undecided = isDecided(searches) ? '' : '; not everything was decided';
    const gone = stale.length === 0 ? '' : `, ${stale.length} listed and not found`;
    const verb =
      findings.length === 0
        ? OUTCOME_TEXT[outcome]
        : `violated: ${findings.length - news} as known, ${news} new`;
    return `${verb}${gone}${undecided}`;
  }
}

const OUTCOME_TEXT = {
  holds: 'holds',
  violated: 'violated',
  inconclusive: 'inconclusive: not everything was decided',
} as const;

/** Of a second opinion only what it finds counts. */
function outcomeOf(searches: readonly Searching[], interrupted: boolean): SearchResult['outcome'] {
  const outcomes = searches
    .filter(({ second, result }) => !second || result.outcome === 'violated')
    .map(({ result }) => result.outcome);
  if (outcomes.includes('violated')) return 'violated';
  return interrupted || outcomes.length === 0 || outcomes.includes('inconclusive') ? 'inconclusive' : 'holds';
}

/** Whether every claim was decided, one way or the other. */
const isDecided = (searches: readonly Searching[]): boolean =>
  searches
    .filter(({ second }) => !second)
    .every(({ result }) =>
      result.properties.every(({ verdict }) => verdict === 'holds' || verdict === 'violated'),
    );
