/**
 * `gate`: what CI calls. The hardened rules hold in every world; every counterexample replays with its bug, does not
 * apply without it, and is the shortest that the search finds.
 */

import pc from 'picocolors';
import { isLiveness } from '../checker/fairness.ts';
import type { SearchResult } from '../checker/result.ts';
import type { Bug } from '../counterexamples/bug.ts';
import { postedFindings } from '../counterexamples/posted-findings.ts';
import { bugs } from '../counterexamples/registry.ts';
import { UNREACHABLE } from '../model/unreachable.ts';
import { UNSEEN } from '../model/unseen.ts';
import { check } from './check.ts';
import { EXIT } from './errors.ts';
import { gapsAgainst, unseenAgainst } from './gaps.ts';
import { recipeOf } from './parallel/recipes.ts';
import { replayFile, storedTrace } from './replay.ts';
import { runExhaustive } from './search.ts';
import { machineOf, propertiesIn, setUp } from './setup.ts';
import { statusLine } from './terminal.ts';

export interface GateWords {
  readonly quick?: boolean;
  readonly json?: string;
  readonly out: string;
}

/** Returns 0 when everything is as recorded, 1 when anything is not, 3 when the search could not decide. */
export async function gate(words: GateWords): Promise<number> {
  let failures = 0;
  const row = (ok: boolean, text: string): void => {
    if (!ok) failures += 1;
    console.log(`${ok ? pc.green('✓') : pc.red('✗')} ${text}`);
  };
  if (bugs.length === 0) row(false, 'there are no counterexamples to hold the properties to');
  for (const bug of bugs) {
    const path = storedTrace(bug.slug);
    const { trace, property, result } = replayFile(path, false);
    row(
      result.kind === 'violated' && trace.property === bug.breaks && trace.length === bug.steps,
      `${bug.slug}: its trace breaks ${bug.breaks} in ${bug.steps} steps`,
    );
    const without = replayFile(path, true).result;
    row(
      without.kind !== 'violated',
      `${bug.slug}: without the bug it ${without.kind === 'mismatch' ? `ends at step ${without.step}` : 'breaks nothing'}`,
    );
    if (words.quick) continue;
    // A claim about where behaviours lead is decided only when the whole space is closed: 14 million states here, where its replay decides too.
    if (isLiveness(property)) console.log(`  ${bug.slug}: not searched for again, its replay decides`);
    else row(...(await shortest(bug)));
  }
  if (!words.quick) {
    const news = await comparePosted();
    row(
      news.length === 0,
      `guest ${postedFindings.guest}: ${postedFindings.world} shows what is known of it`,
    );
    for (const line of news) console.log(`    ${line}`);
  }
  const results: SearchResult[] = [];
  const code = await check(
    {
      rulebook: 'hardened',
      engine: words.quick ? 'exhaustive' : 'both',
      ...(words.quick ? { world: ['connect-faults'] } : {}),
      seed: 1,
      runs: 100,
      length: 300,
      out: words.out,
      ...(words.json === undefined ? {} : { json: words.json }),
    },
    (result) => results.push(result),
  );
  // One small world meets little; the quick form says nothing of what is met.
  if (!words.quick) {
    const gaps = gapsAgainst(results, UNREACHABLE);
    row(
      gaps.length === 0,
      'every rule is taken and every refusal met in some world, or listed with a reason',
    );
    for (const gap of gaps) console.log(`    ${gap}`);
    const unseen = unseenAgainst(results, UNSEEN);
    row(
      unseen.length === 0,
      'every field has every value in some world, or the value is listed with a reason',
    );
    for (const gap of unseen) console.log(`    ${gap}`);
  }
  if (words.quick) console.log('quick: one-device was not searched, and no trace was searched for again');
  if (failures > 0) console.log(`${failures} of the gate's expectations failed`);
  return failures > 0 ? EXIT.violated : code;
}

/** Searches the posted guest to the end. One sentence for each claim that is not as recorded. */
async function comparePosted(): Promise<string[]> {
  const { guest, rmm, world: name, broken } = postedFindings;
  const words = { rulebook: 'hardened', guest, rmm };
  const setup = setUp({ ...words, world: [name] });
  const world = setup.worlds[0]!;
  const { result } = await runExhaustive(
    {
      machine: machineOf(setup, world),
      properties: propertiesIn(setup, world),
      recipe: recipeOf({ kind: 'world', words, world: name }),
    },
    { interrupted: () => false },
    true,
    statusLine(false),
  );
  if (!result.complete) return ['the search did not close the space'];
  return result.properties.flatMap(({ id, kind, verdict, steps }) => {
    const now = verdict === 'violated' ? (kind === 'sometimes' ? 'never' : steps) : undefined;
    if (now === broken[id]) return [];
    return [`${id}: ${lengthText(broken[id])} as recorded, ${lengthText(now)} now`];
  });
}

const lengthText = (steps: number | 'never' | undefined): string =>
  steps === undefined ? 'holds' : steps === 'never' ? 'never reached' : `broken in ${steps} steps`;

/** Searches with the bug until its claim breaks, and compares the length. */
async function shortest(bug: Bug): Promise<[boolean, string]> {
  const words = { rulebook: 'hardened', bug: [bug.slug] };
  const setup = setUp({ ...words, world: [bug.world] });
  const world = setup.worlds[0]!;
  const { result } = await runExhaustive(
    {
      machine: machineOf(setup, world),
      properties: propertiesIn(setup, world, [bug.breaks]),
      recipe: recipeOf({ kind: 'world', words, world: world.name, properties: [bug.breaks] }),
    },
    { interrupted: () => false },
    false,
    statusLine(false),
  );
  const found = result.properties.find(({ id }) => id === bug.breaks);
  return [
    found?.verdict === 'violated' && found.steps === bug.steps,
    `${bug.slug}: found again, shortest in ${found?.steps ?? 'no'} steps`,
  ];
}
