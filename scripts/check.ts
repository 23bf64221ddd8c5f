/** `check`: searches the worlds of a rulebook, exhaustively and then at random, and reports what is broken. */

import { join } from 'node:path';
import { checkDeterminism } from '../checker/determinism.ts';
import { isLiveness } from '../checker/fairness.ts';
import { type SearchFacts, worldVerdict } from '../checker/report/verdict.ts';
import type { PropertyResult, SearchResult } from '../checker/result.ts';
import { replay } from '../checker/search/replay.ts';
import type { Storage } from '../checker/table.ts';
import { type TraceStep, traceOf } from '../checker/trace.ts';
import type { World } from '../model/world.ts';
import type { ModelProperty } from '../properties/property.ts';
import { EXIT, UsageError } from './errors.ts';
import { checkWritable, makeFolder, writeJson } from './files.ts';
import type { Checkpoint } from './parallel/checkpoint.ts';
import { recipeOf } from './parallel/recipes.ts';
import { checkReduced, reductionsOf } from './reduce.ts';
import { lassoText, searchTable, violationText, worldHeader } from './report.ts';
import { type Budget, type Cut, runExhaustive, runRandom } from './search.ts';
import {
  deviceWords,
  hardenedOf,
  isHardened,
  machineOf,
  pagesOf,
  propertiesIn,
  propertyNamed,
  type Setup,
  type SetupWords,
  setUp,
} from './setup.ts';
import { checkStorage } from './storage.ts';
import { type Status, statusLine, watchInterrupt } from './terminal.ts';
import { explain } from './why.ts';

export interface CheckWords extends SetupWords {
  readonly property?: readonly string[];
  readonly engine: 'exhaustive' | 'random' | 'both';
  readonly seed: number;
  readonly runs: number;
  readonly length: number;
  readonly path?: string;
  readonly maxStates?: number;
  readonly timeLimit?: number;
  /** In MiB. */
  readonly maxMemory?: number;
  readonly workers?: number;
  readonly checkpoint?: string;
  /** By what the exhaustive search is reduced. */
  readonly reduce?: readonly string[];
  /** What the exhaustive search keeps of its states. */
  readonly storage?: Storage;
  readonly keepGoing?: boolean;
  readonly json?: string;
  readonly out: string;
  readonly quiet?: boolean;
}

const CUT_TEXT: Readonly<Record<Exclude<Cut, undefined>, string>> = {
  violation: 'stopped at a violation; --keep-going searches on',
  'max-states': 'stopped by --max-states',
  'max-memory': 'stopped by --max-memory',
  'time-limit': 'stopped by --time-limit',
  interrupted: 'interrupted',
};

/** How many states the determinism check looks at before a search is trusted. */
const DETERMINISM_STATES = 150;

interface Session {
  readonly setup: Setup;
  readonly words: CheckWords;
  readonly budget: Budget;
  readonly status: Status;
  readonly seen: Seen;
  readonly verdicts: object[];
  readonly outcomes: SearchResult['outcome'][];
}

/** Told of every exhaustive search that was made. */
export type Seen = (result: SearchResult) => void;

/** Runs the command. Returns the exit code; throws a UsageError for words and files that cannot be used. */
export async function check(words: CheckWords, seen: Seen = () => {}): Promise<number> {
  const setup = setUp(words);
  for (const id of words.property ?? [])
    if (isLiveness(propertyNamed(setup, id)) && words.engine === 'random')
      throw new UsageError(
        `${id} is about where behaviours lead, which no random run can decide: leave out --engine random`,
      );
  checkStorage(setup, words);
  const unsymmetric = checkReduced(setup, words);
  if (unsymmetric !== undefined) {
    console.error(`interlock: ${unsymmetric}`);
    return EXIT.fault;
  }
  if (words.json !== undefined) checkWritable(words.json);
  makeFolder(words.out);
  const interrupt = watchInterrupt();
  const session: Session = {
    setup,
    words,
    budget: {
      interrupted: interrupt.interrupted,
      ...(words.maxStates === undefined ? {} : { maxStates: words.maxStates }),
      ...(words.maxMemory === undefined ? {} : { maxBytes: words.maxMemory * 2 ** 20 }),
      ...(words.workers === undefined ? {} : { workers: words.workers }),
      ...(words.timeLimit === undefined ? {} : { deadline: Date.now() + 1000 * words.timeLimit }),
    },
    status: statusLine(words.quiet ?? false),
    seen,
    verdicts: [],
    outcomes: [],
  };
  print(words, rulesText(setup));
  for (const world of setup.worlds) {
    if (!interrupt.interrupted() && !(await checkWorld(session, world))) return EXIT.fault;
  }
  interrupt.stop();
  return finish(session, interrupt.interrupted());
}

function print(words: CheckWords, text: string): void {
  if (!words.quiet) console.log(text);
}

/** The axes where anything is not hardened. */
function axisText({ rulebook, rmm, guest }: Setup): string {
  return [
    // There is no other host driver yet, and a rulebook that is called posted must not be taken for one.
    ...(rulebook === 'hardened' ? [] : [', host hardened']),
    ...(rmm === 'hardened' ? [] : [`, RMM ${rmm}`]),
    ...(guest === 'hardened' ? [] : [`, guest ${guest}`]),
  ].join('');
}
function deviceText(setup: Setup): string {
  const { device, choices = [] } = deviceWords(setup);
  return [...(device === undefined ? [] : [`, device ${device}`]), ...choices.map((c) => `, ${c}`)].join('');
}
const rulesText = (setup: Setup): string => {
  const bugs = setup.bugs.length === 0 ? '' : ` with ${setup.bugs.map((b) => b.slug).join(', ')}`;
  return `rulebook ${setup.rulebook}${axisText(setup)}${deviceText(setup)}${bugs}\n`;
};

/** The words that say which machine it is, and nothing else: other threads are told them. */
const setupWords = ({ rulebook, rmm, guest, bug, device, choice, certificates }: CheckWords): SetupWords =>
  JSON.parse(JSON.stringify({ rulebook, rmm, guest, bug, device, choice, certificates })) as SetupWords;

/** The folder of a world's checkpoint, opened for this very search. */
async function checkpointOf(
  { words, setup }: Session,
  world: World,
  machine: ReturnType<typeof machineOf>,
  wanted: readonly ModelProperty[],
): Promise<Checkpoint | undefined> {
  if (words.checkpoint === undefined) return undefined;
  const { Checkpoint, identityOf } = await import('./parallel/checkpoint.ts');
  makeFolder(words.checkpoint);
  const identity = identityOf(
    machine,
    wanted,
    rulesText(setup),
    String(words.keepGoing ?? false),
    ...(words.reduce ?? []),
  );
  return new Checkpoint(join(words.checkpoint, world.name), identity);
}

async function checkWorld(session: Session, world: World): Promise<boolean> {
  const { setup, words, budget, status } = session;
  const machine = machineOf(setup, world);
  const wanted = propertiesIn(setup, world, words.property);
  if (wanted.length === 0) return true;
  print(words, worldHeader(world));
  const unsteady = checkDeterminism(machine, DETERMINISM_STATES);
  if (unsteady !== undefined) {
    console.error(
      `interlock: ${unsteady.rule} ${unsteady.input} is not a function of the state: ${unsteady.first}, then ${unsteady.second}`,
    );
    return false;
  }
  let violated = false;
  if (words.engine !== 'random') {
    const recipe = recipeOf({
      kind: 'world',
      words: setupWords(words),
      world: world.name,
      ...(words.property === undefined ? {} : { properties: words.property }),
    });
    const { result, cut, wallMs } = await runExhaustive(
      {
        machine,
        properties: wanted,
        recipe,
        checkpoint: await checkpointOf(session, world, machine, wanted),
        reduce: reductionsOf(words),
        storage: words.storage ?? 'exact',
      },
      budget,
      words.keepGoing ?? false,
      status,
    );
    const facts = {
      world: world.name,
      wallMs,
      ...(words.reduce && { reduction: reductionsOf(words) }),
      ...(words.storage && { storage: words.storage }),
    };
    print(words, `${searchTable(result, facts, cut === undefined ? undefined : CUT_TEXT[cut])}\n`);
    violated = result.outcome === 'violated';
    session.seen(result);
    await report(session, world, result, 'breadth-first search', facts);
  }
  // A random walk repeats what a closed search has decided; it is kept as an independent second opinion.
  if (words.engine !== 'exhaustive' && !violated && !budget.interrupted()) {
    const { result, runs, cut, wallMs } = await runRandom(world, machine, wanted, words, budget, status);
    const facts = { world: world.name, wallMs, seed: result.seed, runs };
    if (words.engine === 'random' || result.outcome === 'violated') {
      print(words, `${searchTable(result, facts, cut === undefined ? undefined : CUT_TEXT[cut])}\n`);
    } else {
      print(
        words,
        `  random: ${runs} runs of up to ${words.length} steps from seed ${words.seed}, nothing found, ${(wallMs / 1000).toFixed(1)} s\n`,
      );
    }
    const path = result.replayPath === undefined ? '' : ` --path ${result.replayPath}`;
    const how = `random search (--engine random --seed ${result.seed}${path})`;
    await report(session, world, result, how, facts, words.engine === 'random');
  }
  return true;
}

/** Records a search's verdict, prints its violations and writes their traces. */
async function report(
  session: Session,
  world: World,
  result: SearchResult,
  how: string,
  facts: SearchFacts,
  counts = true,
): Promise<void> {
  const { setup, words } = session;
  const machine = machineOf(setup, world);
  const hardened = hardenedOf(setup, world);
  const traces = new Map<string, readonly TraceStep[]>();
  for (const found of result.properties) {
    if (found.verdict !== 'violated') continue;
    if (found.path === undefined) {
      // What is never reached has no trace; of everything else exact storage finds one.
      if (found.kind !== 'sometimes') print(words, `${noTraceText(found)}\n`);
      continue;
    }
    const steps = traceOf(machine, found.path);
    const property = propertiesIn(setup, world, words.property).find((p) => p.id === found.id);
    traces.set(found.id, steps);
    if (property === undefined) continue;
    confirm(machine, property, steps, found.path.loop);
    const { traceFileOf } = await import('./trace-file.ts');
    const file = join(words.out, `${world.name}-${found.id}.json`);
    writeJson(file, traceFileOf(setup, machine, property, found.path, facts.seed));
    const why = isHardened(setup) ? [] : explain(machine, found.path, hardened);
    const shortest = result.engine === 'exhaustive' ? [shortestText(found, facts.reduction)] : minimal(found);
    const next = [
      ...pagesOf(setup, property.id).map((page) => `page     ${page}`),
      `replay   npm run replay -- ${file}`,
    ];
    print(
      words,
      `${violationText({ property, world: world.name, steps, ...lassoText(machine, property, found.path), how, why: [...why, ...shortest], next })}\n`,
    );
  }
  session.verdicts.push(worldVerdict(result, facts, traces));
  if (counts || result.outcome === 'violated') session.outcomes.push(result.outcome);
}

const shortestText = ({ kind }: PropertyResult, reduction: readonly string[] = []): string =>
  reduction.includes('partial-order')
    ? 'reduced by partial order: a trace of fewer steps may break this claim as well.'
    : kind === 'eventually'
      ? 'shortest: no shorter way leads to where the claim is lost.'
      : 'shortest: no trace of fewer steps breaks this claim.';

const noTraceText = ({ id }: PropertyResult): string =>
  `no trace of ${id}: to find one by --storage fingerprint takes more memory than --max-memory allows.`;

const minimal = (found: PropertyResult): string[] =>
  found.kind === 'always' || found.kind === 'step' ? ['shrunk: none of its steps can be left out.'] : [];

/** A counterexample is walked twice more before anybody reads it. Throws when it does not come out the same. */
function confirm(
  machine: ReturnType<typeof machineOf>,
  property: ModelProperty,
  steps: readonly TraceStep[],
  loop: number | undefined,
): void {
  for (let time = 0; time < 2; time++) {
    const again = replay(machine, property, steps, loop);
    if (again.kind !== 'violated')
      throw new Error(`a counterexample to ${property.id} did not replay: ${JSON.stringify(again)}`);
  }
}

function finish({ setup, words, verdicts, outcomes }: Session, interrupted: boolean): number {
  const outcome = outcomes.includes('violated')
    ? 'violated'
    : interrupted || outcomes.length === 0 || outcomes.includes('inconclusive')
      ? 'inconclusive'
      : 'holds';
  if (words.json !== undefined) {
    const bugs = setup.bugs.map((bug) => bug.slug);
    writeJson(words.json, {
      schema: 'interlock.verdict/1',
      rulebook: setup.rulebook,
      rmm: setup.rmm,
      guest: setup.guest,
      ...deviceWords(setup),
      bugs,
      outcome,
      worlds: verdicts,
    });
  }
  print(
    words,
    { holds: 'holds', violated: 'violated', inconclusive: 'inconclusive: not everything was decided' }[
      outcome
    ],
  );
  return interrupted ? EXIT.interrupted : EXIT[outcome];
}
