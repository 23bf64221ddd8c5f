/** The searches of one world, and what becomes of a claim that breaks: replayed, explained, written down, held to what is known. */

import { join } from 'node:path';
import { checkDeterminism } from '../checker/determinism.ts';
import type { SearchFacts } from '../checker/report/verdict.ts';
import type { Path, PropertyResult, SearchResult } from '../checker/result.ts';
import { replay } from '../checker/search/replay.ts';
import type { Storage } from '../checker/table.ts';
import { statesOf, type TraceStep, traceOf } from '../checker/trace.ts';
import type { World } from '../model/world.ts';
import type { ModelProperty } from '../properties/property.ts';
import { makeFolder, writeJson } from './files.ts';
import { runGuided } from './guided.ts';
import { judge, type Known } from './known.ts';
import type { Checkpoint } from './parallel/checkpoint.ts';
import { recipeOf } from './parallel/recipes.ts';
import { reductionsOf } from './reduce.ts';
import { lassoText, rulesText } from './report.ts';
import type { Finding, Reporter, Trace } from './reports/reporter.ts';
import { type Budget, type Cut, isOver, runExhaustive, runRandom } from './search.ts';
import {
  hardenedOf,
  isHardened,
  machineOf,
  pagesOf,
  propertiesIn,
  type Setup,
  type SetupWords,
} from './setup.ts';
import type { Status } from './terminal.ts';

/** How many states the determinism check looks at before a search is trusted. */
const DETERMINISM_STATES = 150;

/** What is asked of the searches, besides their rules. */
export interface SearchWords extends SetupWords {
  readonly property?: readonly string[];
  readonly engine: 'exhaustive' | 'random' | 'both' | 'guided';
  readonly seed: number;
  readonly runs: number;
  readonly length: number;
  readonly path?: string;
  /** Whether random runs have odds of their own. */
  readonly swarm?: boolean;
  /** Where the sequences of the guided search are kept. */
  readonly corpus?: string;
  readonly checkpoint?: string;
  /** By what the exhaustive search is reduced. */
  readonly reduce?: readonly string[];
  /** What the exhaustive search keeps of its states. */
  readonly storage?: Storage;
  readonly keepGoing?: boolean;
  /** A list of findings that are known. */
  readonly known?: string;
  /** Where traces go. */
  readonly out: string;
}

/** What the searches of all worlds share. */
export interface Session {
  readonly setup: Setup;
  readonly words: SearchWords;
  readonly budget: Budget;
  readonly status: Status;
  readonly known: Known | undefined;
  readonly reporter: Required<Reporter>;
}

type Machine = ReturnType<typeof machineOf>;

/** A search that is over, and whether what it did not find is a verdict. */
export interface Searching {
  readonly result: SearchResult;
  readonly second: boolean;
  readonly findings: readonly Finding[];
}

/** Searches a world, exhaustively and then at random, as the words have it. Throws when two runs of one step differ. */
export async function searchWorld(session: Session, world: World): Promise<Searching[]> {
  const { setup, words, budget, status, reporter } = session;
  const machine = machineOf(setup, world);
  const wanted = propertiesIn(setup, world, words.property);
  if (wanted.length === 0) return [];
  reporter.world(world);
  const unsteady = checkDeterminism(machine, DETERMINISM_STATES);
  if (unsteady !== undefined)
    throw new Error(
      `${unsteady.rule} ${unsteady.input} is not a function of the state: ${unsteady.first}, then ${unsteady.second}`,
    );
  const done: Searching[] = [];
  if (isSearchedWhole(world, words)) {
    const reduce = reductionsOf(words);
    const { result, cut, wallMs } = await runExhaustive(
      {
        machine,
        properties: wanted,
        recipe: recipeOf({
          kind: 'world',
          words: setupWords(words),
          world: world.name,
          ...(words.property === undefined ? {} : { properties: words.property }),
        }),
        checkpoint: await checkpointOf(session, world, machine, wanted),
        reduce,
        storage: words.storage ?? 'exact',
      },
      budget,
      goesOn(words),
      status,
    );
    const facts = {
      world: world.name,
      wallMs,
      ...(words.reduce && { reduction: reduce }),
      ...(words.storage && { storage: words.storage }),
    };
    done.push(await over(session, world, result, facts, cut, 'breadth-first search', false));
  }
  // A random walk repeats what a closed search has decided; it is kept as an independent second opinion.
  const violated = done.some(({ result }) => result.outcome === 'violated');
  if (words.engine === 'random' || (words.engine === 'both' && !violated && !isOver(budget))) {
    const { result, runs, cut, wallMs } = await runRandom(world, machine, wanted, words, budget, status);
    const facts = { world: world.name, wallMs, seed: result.seed, runs };
    const path = result.replayPath === undefined ? '' : ` --path ${result.replayPath}`;
    const swarm = words.swarm ? ' --swarm' : '';
    const how = `random search (--engine random${swarm} --seed ${result.seed}${path})`;
    done.push(await over(session, world, result, facts, cut, how, words.engine === 'both'));
  }
  if (words.engine === 'guided') {
    const { result, cut, wallMs } = await runGuided(
      world,
      machine,
      wanted,
      words,
      budget,
      goesOn(words),
      status,
    );
    const { seed, runs, corpus } = result;
    const facts = { world: world.name, wallMs, seed, runs, corpus: corpus.length };
    const how = `guided search (--engine guided --seed ${seed})`;
    done.push(await over(session, world, result, facts, cut, how, false));
  }
  return done;
}

/** A world that is too large to close is searched breadth first only where somebody asks for that. */
const isSearchedWhole = ({ name, isOpen }: World, { engine, world: named }: SearchWords): boolean =>
  (engine === 'exhaustive' || engine === 'both') &&
  (isOpen === undefined || (engine === 'exhaustive' && named?.includes(name) === true));

/** A known finding must not hide a new one: with a list, no search stops at the first. */
const goesOn = ({ keepGoing, known }: SearchWords): boolean => keepGoing === true || known !== undefined;

/** The words that say which machine it is, and nothing else: other threads are told them. */
const setupWords = ({
  rulebook,
  rmm,
  guest,
  host,
  bug,
  device,
  choice,
  certificates,
}: SearchWords): SetupWords =>
  JSON.parse(JSON.stringify({ rulebook, rmm, guest, host, bug, device, choice, certificates })) as SetupWords;

/** The folder of a world's checkpoint, opened for this very search. */
async function checkpointOf(
  { words, setup }: Session,
  world: World,
  machine: Machine,
  wanted: readonly ModelProperty[],
): Promise<Checkpoint | undefined> {
  if (words.checkpoint === undefined) return undefined;
  const { Checkpoint, identityOf } = await import('./parallel/checkpoint.ts');
  makeFolder(words.checkpoint);
  const identity = identityOf(
    machine,
    wanted,
    rulesText(setup),
    String(goesOn(words)),
    ...(words.reduce ?? []),
  );
  return new Checkpoint(join(words.checkpoint, world.name), identity);
}

/** Makes findings of what a search has broken, and reports it. */
async function over(
  session: Session,
  world: World,
  result: SearchResult,
  facts: SearchFacts,
  cut: Cut,
  how: string,
  second: boolean,
): Promise<Searching> {
  const findings: Finding[] = [];
  for (const found of result.properties)
    if (found.verdict === 'violated')
      findings.push(await findingOf(session, world, found, result.engine, facts, how));
  session.reporter.searched({ world, result, facts, cut, second, findings });
  return { result, second, findings };
}

async function findingOf(
  session: Session,
  world: World,
  found: PropertyResult,
  engine: SearchResult['engine'],
  facts: SearchFacts,
  how: string,
): Promise<Finding> {
  const { setup, words, known } = session;
  const exact = engine === 'exhaustive' && facts.reduction?.includes('partial-order') !== true;
  const finding = {
    property: found,
    setup,
    world: world.name,
    how,
    pages: pagesOf(setup, found.id),
    judgement: judge(known, setup, world.name, found, exact),
  };
  if (found.path === undefined) return finding;
  const machine = machineOf(setup, world);
  const property = propertiesIn(setup, world, words.property).find(({ id }) => id === found.id);
  const trace = await traceFor(
    session,
    world,
    machine,
    property,
    found.path,
    lengthText(found, engine, facts),
  );
  // That nothing is ever stuck is a claim of the search itself, and is not kept in a file.
  if (property === undefined) return { ...finding, trace };
  confirm(machine, property, trace.steps, found.path.loop);
  const file = join(words.out, `${world.name}-${found.id}.json`);
  const { traceFileOf } = await import('./trace-file.ts');
  writeJson(file, traceFileOf(setup, machine, property, found.path, facts.seed));
  return { ...finding, trace, replay: `npm run replay -- ${file}` };
}

/** What reports show of a way: its steps, and why it could be gone. `length`: what can be said of how long it is. */
async function traceFor(
  { setup }: Session,
  world: World,
  machine: Machine,
  property: ModelProperty | undefined,
  path: Path,
  length: string | undefined,
): Promise<Trace> {
  const { explain } = await import('./why.ts');
  const why = isHardened(setup) ? undefined : explain(machine, path, hardenedOf(setup, world));
  return {
    steps: traceOf(machine, path),
    begins: machine.layout.toObject(statesOf(machine, { ...path, actions: [] })[0]!),
    ...(property === undefined ? {} : lassoText(machine, property, path)),
    whyStep: why?.step,
    why: [...(why === undefined ? [] : [why.text]), ...(length === undefined ? [] : [length])],
  };
}

/** What can be said of a trace's length. */
function lengthText(
  { kind }: PropertyResult,
  engine: SearchResult['engine'],
  { reduction }: SearchFacts,
): string | undefined {
  if (engine !== 'exhaustive')
    return kind === 'always' || kind === 'step' ? 'shrunk: none of its steps can be left out.' : undefined;
  if (reduction?.includes('partial-order'))
    return 'reduced by partial order: a trace of fewer steps may break this claim as well.';
  return kind === 'eventually'
    ? 'shortest: no shorter way leads to where the claim is lost.'
    : 'shortest: no trace of fewer steps breaks this claim.';
}

/** Throws when a counterexample does not come out the same: a fault of ours. */
function confirm(
  machine: Machine,
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
