/**
 * `mutants`: whether the properties are enough. Changes the hardened rules in every small way that the operators know, one at
 * a time, and searches for a claim that breaks.
 */

import { availableParallelism } from 'node:os';
import { makeCatalogue } from '../model/evidence/catalogue.ts';
import { equivalents } from '../model/mutants/equivalent.ts';
import type { Mutant } from '../model/mutants/mutant.ts';
import { differsWhere, mutantsOf, sourceOf } from '../model/mutants/mutants.ts';
import { swapSteps } from '../model/mutants/swap-steps.ts';
import { type WorldName, worlds } from '../model/world.ts';
import { inWorlds } from '../properties/property.ts';
import { EXIT, pick, UsageError } from './errors.ts';
import { checkWritable, writeJson, writeText } from './files.ts';
import { Cache } from './mutants/cache.ts';
import type { Asked, Judgement, Observation } from './mutants/judge.ts';
import { fateOf, isAlive, mislisted, type Row, reasonsOf } from './mutants/matrix.ts';
import { matrixPage } from './mutants/page.tsx';
import { Pool } from './mutants/pool.ts';
import { type Report, reportJson, reportText } from './mutants/report.ts';
import type { Task } from './mutants/thread.ts';
import { type Status, statusLine, watchInterrupt } from './terminal.ts';

export interface MutantsWords {
  readonly world?: readonly string[];
  /** Parts of names. */
  readonly only?: readonly string[];
  readonly maxStates: number;
  readonly timeLimit?: number;
  readonly workers?: number;
  readonly cache: string;
  readonly json?: string;
  readonly html?: string;
  readonly quiet?: boolean;
}

/** The smallest first: most mutants die there. */
const BY_SIZE: readonly WorldName[] = [
  'cooperative',
  'connect-faults',
  'stream-peers',
  'bind-faults',
  'hostile-device',
  'guest-alone',
  'rmm-objects',
  'rmm-siblings',
  'rmm-alone',
  'one-device',
];

/** How often what was found is put on disk. */
const SAVE_MS = 2000;

/** Judges tasks by threads, but for those of which the answer is kept. */
class Judges {
  readonly #pool: Pool;
  readonly #cache: Cache;
  readonly #status: Status;
  readonly #maxStates: number;
  #saved = Date.now();

  constructor(pool: Pool, cache: Cache, status: Status, maxStates: number) {
    this.#pool = pool;
    this.#cache = cache;
    this.#status = status;
    this.#maxStates = maxStates;
  }

  /** What happens in each world by the hardened rules; fewer when stopped. */
  async observe(names: readonly WorldName[]): Promise<Map<WorldName, Observation>> {
    const tasks = names.map((world) => ({ kind: 'observe', world, maxStates: this.#maxStates }) as const);
    const seen = await this.#ask('watching', tasks, ({ world }) => ['observe', world]);
    return new Map(
      tasks.flatMap((task) => (seen.has(task) ? [[task.world, seen.get(task) as Observation]] : [])),
    );
  }

  /** By mutant, what came of it in a world. */
  async judge(rows: readonly Row[], world: WorldName, by: Asked): Promise<Map<string, Judgement>> {
    const maxStates = this.#maxStates;
    const tasks = rows.map(
      ({ mutant }) => ({ kind: 'judge', mutant: mutant.name, world, by, maxStates }) as const,
    );
    const derived = new Map(rows.map(({ mutant }) => [mutant.name, mutant.derived ?? '']));
    const seen = await this.#ask(`${world}, ${by}`, tasks, (task) => [
      task.mutant,
      derived.get(task.mutant)!,
      task.world,
      task.by,
    ]);
    return new Map(
      tasks.flatMap((task) => (seen.has(task) ? [[task.mutant, seen.get(task) as Judgement]] : [])),
    );
  }

  async #ask<T extends Task>(what: string, tasks: readonly T[], about: (task: T) => readonly string[]) {
    const answers = new Map<T, unknown>();
    for (const task of tasks) {
      const known = this.#cache.get(about(task), this.#maxStates);
      if (known !== undefined) answers.set(task, known);
    }
    const open = tasks.filter((task) => !answers.has(task));
    await this.#pool.all(open, (task, answer) => {
      answers.set(task, answer);
      const isOpen =
        (answer as Judgement).verdict === 'undecided' || (answer as Observation).closed === false;
      this.#cache.put(about(task), answer, isOpen ? this.#maxStates : undefined);
      if (Date.now() - this.#saved > SAVE_MS) this.save();
      this.#status.show(`${what}: ${answers.size} of ${tasks.length}`);
    });
    this.#status.clear();
    return answers;
  }

  save(): void {
    this.#cache.save();
    this.#saved = Date.now();
  }
}

/** Runs the command. Returns the exit code; throws a UsageError for words and files that cannot be used. */
export async function mutants(words: MutantsWords): Promise<number> {
  const names = BY_SIZE.filter((name) => wanted(words).has(name));
  const say = (text: string): void => {
    if (!words.quiet) console.log(text);
  };
  for (const path of [words.json, words.html]) if (path !== undefined) checkWritable(path);
  const cache = new Cache(words.cache, (text) => console.error(`interlock: ${text}`));
  const interrupt = watchInterrupt();
  const pool = new Pool(words.workers ?? availableParallelism());
  const limit =
    words.timeLimit === undefined ? undefined : setTimeout(() => pool.stop(), 1000 * words.timeLimit);
  const watch = setInterval(() => interrupt.interrupted() && pool.stop(), 100);
  try {
    const judges = new Judges(pool, cache, statusLine(words.quiet ?? false), words.maxStates);
    const observed = await judges.observe(names);
    judges.save();
    if (observed.size < names.length) {
      say(TEXT.inconclusive);
      return interrupt.interrupted() ? EXIT.interrupted : EXIT.inconclusive;
    }
    const broken = [...observed].flatMap(([world, seen]) => seen.broken.map((id) => `${id} in ${world}`));
    if (broken.length > 0) {
      console.error(`interlock: the rules break ${broken.join(', ')} as they are: no mutant can be judged`);
      return EXIT.violated;
    }
    const { rows, all } = rowsOf(observed, words.only);
    await pool.everybody({ kind: 'derive', worlds: [...observed.keys()], facts: factsIn(observed) });
    const judged = await matrix(judges, rows, [...observed.keys()], say);
    judges.save();
    const reasons = reasonsOf(equivalents);
    const whole = all && names.length === BY_SIZE.length && !pool.isStopped;
    const report: Report = {
      worlds: [...observed].map(([world, { states, closed }]) => ({ world, states, closed })),
      rows: judged,
      reasons,
      mislisted: mislisted(judged, reasons, whole),
    };
    say(`\n${reportText(report)}`);
    const outcome = outcomeOf(report, pool.isStopped);
    if (words.json !== undefined) writeJson(words.json, reportJson(report, outcome));
    if (words.html !== undefined) writeText(words.html, matrixPage(report, outcome, TEXT[outcome]));
    say(`\n${TEXT[outcome]}`);
    return interrupt.interrupted() ? EXIT.interrupted : EXIT[outcome];
  } finally {
    clearTimeout(limit);
    clearInterval(watch);
    interrupt.stop();
    await pool.close();
  }
}

const TEXT = {
  holds: 'every mutant is killed, or listed as equivalent',
  violated: 'a mutant survives for no reason that is known',
  inconclusive: 'inconclusive: not every mutant was decided',
} as const;

const wanted = ({ world }: MutantsWords): ReadonlySet<WorldName> =>
  new Set((world ?? BY_SIZE).map((name) => pick('world', name, BY_SIZE, (n) => n)));

const factsIn = (observed: ReadonlyMap<WorldName, Observation>) =>
  [...observed.values()].flatMap(({ facts }) => facts);

/** The mutants of what was observed, each with the worlds in which it differs. Throws a UsageError when none is wanted. */
function rowsOf(observed: ReadonlyMap<WorldName, Observation>, only: readonly string[] | undefined) {
  const source = sourceOf(
    [...observed.keys()].map((name) => worlds[name]),
    makeCatalogue(),
    factsIn(observed),
  );
  const happens = new Map([...observed].map(([world, { facts }]) => [world, new Set(facts)]));
  const isWanted = ({ name }: Mutant): boolean =>
    only === undefined || only.some((part) => name.includes(part));
  const rows = mutantsOf(source)
    .filter(isWanted)
    .map((mutant): Row => {
      const differs = [...happens].filter(([, facts]) => differsWhere(mutant, facts)).map(([world]) => world);
      return { mutant, worlds: differs, claims: [], laws: [], identity: [] };
    });
  if (rows.length === 0) throw new UsageError(`no mutant's name has "${only?.join('" or "')}" in it`);
  return { rows, all: only === undefined };
}

/** World by world, those that are alive. */
async function matrix(
  judges: Judges,
  all: readonly Row[],
  names: readonly WorldName[],
  say: (text: string) => void,
): Promise<readonly Row[]> {
  let rows = all;
  const round = async (world: WorldName, by: Asked, isAsked: (row: Row) => boolean): Promise<void> => {
    const asked = rows.filter((row) => row.worlds.includes(world) && isAlive(row) && isAsked(row));
    if (asked.length === 0) return;
    const found = await judges.judge(asked, world, by);
    const killed = [...found.values()].filter(({ verdict }) => verdict === 'killed').length;
    if (by !== 'identity') say(`${world}, ${by}: ${asked.length} mutants, ${killed} killed`);
    rows = rows.map((row) => {
      const judgement = found.get(row.mutant.name);
      return judgement === undefined ? row : { ...row, [by]: [...row[by], { ...judgement, world }] };
    });
  };
  for (const world of names) await round(world, 'claims', () => true);
  for (const world of names.filter((name) => inWorlds.rmmAlone.includes(name)))
    await round(world, 'laws', ({ mutant }) => mutant.change?.commands !== undefined);
  // Of steps that are offered elsewhere than before it is not enough to ask where those lead that are taken.
  const canBeNone = ({ mutant, identity, claims, worlds: here }: Row): boolean =>
    mutant.operator !== swapSteps.name &&
    claims.filter(({ verdict }) => verdict === 'survived').length === here.length &&
    identity.every(({ verdict }) => verdict === 'survived');
  for (const world of names) await round(world, 'identity', canBeNone);
  return rows;
}

function outcomeOf(
  { worlds: seen, rows, reasons, mislisted: wrong }: Report,
  stopped: boolean,
): keyof typeof TEXT {
  const fates = new Set(rows.map((row) => fateOf(row, reasons)));
  if (wrong.length > 0 || fates.has('survived')) return 'violated';
  // What was not seen of a world has mutants that nobody derived.
  const isAllSeen = seen.every(({ closed }) => closed);
  return stopped || !isAllSeen || fates.has('undecided') ? 'inconclusive' : 'holds';
}
