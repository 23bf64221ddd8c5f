/**
 * `gate`: what CI calls. The hardened rules hold in every world; every counterexample replays with its bug, does not
 * apply without it, and is the shortest that the search finds; the posted series show what is known of them, and no more.
 */

import { isLiveness } from '../checker/fairness.ts';
import type { SearchResult } from '../checker/result.ts';
import type { Bug } from '../counterexamples/bug.ts';
import { bugs } from '../counterexamples/registry.ts';
import { UNREACHABLE } from '../model/unreachable.ts';
import { UNSEEN } from '../model/unseen.ts';
import { type CheckWords, searchWorlds, verdictOf } from './check.ts';
import { EXIT } from './errors.ts';
import { makeFolder } from './files.ts';
import { gapsAgainst, unseenAgainst } from './gaps.ts';
import { differences, readKnown } from './known.ts';
import { recipeOf } from './parallel/recipes.ts';
import { POSTED_FINDINGS } from './posted.ts';
import { replayFile, storedTrace } from './replay.ts';
import { rulesText } from './report.ts';
import type { Expectation } from './reports/reporter.ts';
import { type ReportWords, reporterFor } from './reports/reporters.ts';
import { type Budget, isOver, runExhaustive } from './search.ts';
import { machineOf, propertiesIn, type SetupWords, setUp } from './setup.ts';
import { breathe, statusLine, watchInterrupt } from './terminal.ts';

/**
 * Of what is listed there the gate searches for this. The posted guest with the text of RMM 2.0-bet1 has half as many states
 * again as with the hardened RMM, and two endpoints show of the posted host what one does.
 */
const POSTED = [
  { rulebook: 'hardened', guest: 'rfc-v4', world: ['guest-alone'] },
  { rulebook: 'hardened', host: 'rfc-v4', world: ['connect-faults'] },
  { rulebook: 'hardened', host: 'rfc-v3', rmm: 'alp17', world: ['connect-faults'] },
  { rulebook: 'hardened', host: 'rfc-v4', world: ['bind-faults'] },
  { rulebook: 'hardened', host: 'rfc-v3', rmm: 'alp17', world: ['bind-faults'] },
  { rulebook: 'hardened', host: 'rfc-v4', world: ['cooperative'] },
  { rulebook: 'as-posted', world: ['cooperative'] },
] as const satisfies readonly SetupWords[];

export interface GateWords extends ReportWords {
  readonly quick?: boolean;
  readonly timeLimit?: number;
  readonly known?: string;
  readonly allowStale?: boolean;
  readonly out: string;
}

/** Returns 0 when everything is as recorded, 1 when anything is not, 3 when it could not be decided in time. */
export async function gate(words: GateWords): Promise<number> {
  const known = words.known === undefined ? undefined : readKnown(words.known);
  makeFolder(words.out);
  const reporter = await reporterFor(words);
  const interrupt = watchInterrupt();
  const limits: Limits = {
    interrupted: interrupt.interrupted,
    ...(words.timeLimit === undefined ? {} : { deadline: Date.now() + 1000 * words.timeLimit }),
  };
  const checkWords = checkWordsOf(words);
  const setup = setUp(checkWords);
  const came = new Map<Expectation['ok'], number>();
  const expect = (expectation: Expectation): void => {
    came.set(expectation.ok, (came.get(expectation.ok) ?? 0) + 1);
    reporter.expected(expectation);
  };
  reporter.started({ command: 'gate', setup });

  if (bugs.length === 0) expect(row(false, 'there are counterexamples to hold the properties to'));
  for (const bug of bugs) {
    for (const expectation of replays(bug, limits)) expect(expectation);
    if (!words.quick) expect(await foundAgain(bug, limits));
    await breathe();
    if (interrupt.interrupted()) break;
  }
  if (!words.quick) for (const posted of POSTED) expect(await postedAsKnown(posted, limits));
  const searched = await searchWorlds(checkWords, setup, known, reporter, limits);
  // One small world meets little; the quick form says nothing of what is met.
  if (!words.quick) for (const expectation of nothingUnmet(searched.searches)) expect(expectation);
  interrupt.stop();

  const verdict = verdictOf(searched, known, words, interrupt.interrupted());
  const failed = came.get(false) ?? 0;
  const undecided = came.get(undefined) ?? 0;
  const exit = exitOf(verdict.exit, failed, undecided);
  const text = [
    verdict.text,
    ...(failed > 0 ? [`${failed} of the gate's expectations failed`] : []),
    ...(undecided > 0 ? [`${undecided} not decided in time`] : []),
    ...(words.quick ? ['quick: only connect-faults was searched, and no trace was searched for again'] : []),
  ];
  reporter.finished({ ...verdict, exit, text: text.join('\n') });
  return exit;
}

/** What a gate exits with, by what its search does and by how many of its other expectations failed or were not decided. */
export function exitOf(search: number, failed: number, undecided: number): number {
  if (search === EXIT.interrupted) return search;
  if (failed > 0) return EXIT.violated;
  return search === EXIT.holds && undecided > 0 ? EXIT.inconclusive : search;
}

type Limits = Pick<Budget, 'deadline' | 'interrupted'>;

const row = (ok: Expectation['ok'], text: string, details: readonly string[] = []): Expectation => ({
  ok,
  text,
  details,
});

const checkWordsOf = ({ quick, out, known }: GateWords): CheckWords => ({
  rulebook: 'hardened',
  engine: quick ? 'exhaustive' : 'both',
  ...(quick ? { world: ['connect-faults'] } : {}),
  seed: 1,
  runs: 100,
  length: 300,
  out,
  ...(known === undefined ? {} : { known }),
});

/** The kept trace breaks its claim as stored, and without the bug it does not apply or breaks nothing. */
function replays(bug: Bug, limits: Limits): Expectation[] {
  if (isOver(limits)) return [row(undefined, `${bug.slug}: its trace replays`)];
  const path = storedTrace(bug.slug);
  const { trace, result } = replayFile(path, false);
  const without = replayFile(path, true).result;
  return [
    row(
      result.kind === 'violated' && trace.property === bug.breaks && trace.length === bug.steps,
      `${bug.slug}: its trace breaks ${bug.breaks} in ${bug.steps} steps`,
    ),
    row(
      without.kind !== 'violated',
      `${bug.slug}: without the bug it ${without.kind === 'mismatch' ? `ends at step ${without.step}` : 'breaks nothing'}`,
    ),
  ];
}

/** Searches a world of the rules in `words` under the gate's limits. */
async function search(
  words: SetupWords,
  limits: Limits,
  keepGoing: boolean,
  properties?: readonly string[],
): Promise<SearchResult> {
  const setup = setUp(words);
  const world = setup.worlds[0]!;
  const { world: _, ...rules } = words;
  const { result } = await runExhaustive(
    {
      machine: machineOf(setup, world),
      properties: propertiesIn(setup, world, properties),
      recipe: recipeOf({
        kind: 'world',
        words: rules,
        world: world.name,
        ...(properties === undefined ? {} : { properties }),
      }),
    },
    limits,
    keepGoing,
    statusLine(false),
  );
  return result;
}

/** Searches with the bug until its claim breaks, and compares the length. */
async function foundAgain(bug: Bug, limits: Limits): Promise<Expectation> {
  if (isOver(limits)) return row(undefined, `${bug.slug}: found again`);
  // A claim about where behaviours lead is decided only when the whole space is closed: 14 million states here, where its replay decides too.
  if (isLiveness(replayFile(storedTrace(bug.slug), false).property))
    return row(true, `${bug.slug}: not searched for again, its replay decides`);
  const words = { rulebook: 'hardened', bug: [bug.slug], world: [bug.world] };
  const { properties, complete } = await search(words, limits, false, [bug.breaks]);
  const found = properties.find(({ id }) => id === bug.breaks);
  if (found?.verdict !== 'violated' && !complete) return row(undefined, `${bug.slug}: found again`);
  return row(
    found?.verdict === 'violated' && found.steps === bug.steps,
    `${bug.slug}: found again, shortest in ${found?.steps ?? 'no'} steps`,
  );
}

/** Searches what was posted to the end: what is listed is broken, in as many steps, and nothing else is. */
async function postedAsKnown(posted: (typeof POSTED)[number], limits: Limits): Promise<Expectation> {
  const known = readKnown(POSTED_FINDINGS);
  const setup = setUp(posted);
  const [world] = posted.world;
  const text = `${rulesText(setup)}: ${world} shows what is known of it`;
  if (isOver(limits)) return row(undefined, text);
  const result = await search(posted, limits, true);
  const details = differences(known, setup, world, result);
  if (details.length > 0) return row(false, text, details);
  const open = !result.complete || result.properties.some(({ verdict }) => verdict === 'inconclusive');
  return row(open ? undefined : true, text);
}

/** Nothing was left unmet in the searches of all worlds without a reason. */
function nothingUnmet(searches: readonly { readonly result: SearchResult }[]): Expectation[] {
  const results = searches.map(({ result }) => result).filter(({ engine }) => engine === 'exhaustive');
  // What a search that was stopped has not met says nothing.
  const closed = results.length > 0 && results.every(({ complete }) => complete);
  const [gaps, unseen] = closed
    ? [gapsAgainst(results, UNREACHABLE), unseenAgainst(results, UNSEEN)]
    : [[], []];
  const ok = (list: readonly string[]): boolean | undefined => (closed ? list.length === 0 : undefined);
  return [
    row(ok(gaps), 'every rule is taken and every refusal met in some world, or listed with a reason', gaps),
    row(
      ok(unseen),
      'every field has every value in some world, or the value is listed with a reason',
      unseen,
    ),
  ];
}
