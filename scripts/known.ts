/**
 * Findings that are known: a JSON list, by rules, world and property, of claims that are expected to be broken. A run that
 * is given one fails by what is not listed, and by what is listed and no longer there.
 */

import { z } from 'zod';
import type { PropertyResult, SearchResult } from '../checker/result.ts';
import { UsageError } from './errors.ts';
import { readBytes } from './files.ts';
import { axisWords, deviceWords, propertiesIn, type Setup, setUp } from './setup.ts';

const SCHEMA = 'interlock.known/1';

const names = z.array(z.string());
const finding = z.strictObject({
  rulebook: z.string().default('hardened'),
  rmm: z.string().optional(),
  guest: z.string().optional(),
  host: z.string().optional(),
  device: z.string().optional(),
  choices: names.optional(),
  bugs: names.optional(),
  world: z.string(),
  property: z.string(),
  /** Length of the shortest trace. Where it is given, another length is another finding. */
  steps: z.number().int().nonnegative().optional(),
  /** Where it is told: a page, a ticket, a mail. Printed with the finding. */
  note: z.string().optional(),
});
export type KnownFinding = z.infer<typeof finding>;
const file = z.strictObject({ schema: z.literal(SCHEMA), findings: z.array(finding) });

interface Entry {
  readonly key: string;
  readonly world: string;
  readonly property: string;
  readonly steps?: number | undefined;
  readonly note?: string | undefined;
}

export interface Known {
  readonly path: string;
  readonly entries: readonly Entry[];
}

/** Whether a finding is known; if it is news to a list, what that has instead, and the entry that would list it. */
export type Judgement =
  | { readonly kind: 'known'; readonly note: string | undefined }
  | { readonly kind: 'new'; readonly listedSteps?: number | undefined; readonly entry?: object };

/** Something that is listed as broken and was decided to hold. */
export interface Stale {
  readonly path: string;
  readonly world: string;
  readonly property: string;
}

/** What two findings share that are the same one: rules, device, world and claim. How it was found is no part of it. */
export function findingKey(setup: Setup, world: string, property: string): string {
  const { device = 'specification', choices = [] } = deviceWords(setup);
  const bugs = setup.bugs.map(({ slug }) => slug).sort();
  return JSON.stringify([
    setup.rmm,
    setup.guest,
    setup.host,
    device,
    [...choices].sort(),
    bugs,
    world,
    property,
  ]);
}

/** The findings of a list as they are written, checked for their form. Throws a UsageError that says what is wrong with it. */
export function readFindings(path: string): readonly KnownFinding[] {
  const parsed = file.safeParse(parse(path));
  if (!parsed.success) {
    const { path: at, message } = parsed.error.issues[0]!;
    throw new UsageError(`${path} is no list of known findings: at ${at.join('.') || 'the top'}, ${message}`);
  }
  return parsed.data.findings;
}

/** Reads a list, and holds it to the names that there are. Throws a UsageError that says what is wrong with it. */
export function readKnown(path: string): Known {
  const seen = new Map<string, number>();
  const entries = readFindings(path).map((listed, k) => {
    const entry = entryOf(listed, `${path}, finding ${k + 1}`);
    const twin = seen.get(entry.key);
    if (twin !== undefined)
      throw new UsageError(`${path}, finding ${k + 1}: the same as finding ${twin}, which says it already`);
    seen.set(entry.key, k + 1);
    return entry;
  });
  return { path, entries };
}

function parse(path: string): unknown {
  const text = new TextDecoder().decode(readBytes(path));
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${(error as Error).message.replaceAll(/\s+/g, ' ')}`);
  }
}

function entryOf(listed: KnownFinding, where: string): Entry {
  const {
    rulebook,
    rmm,
    guest,
    host,
    device,
    choices: choice,
    bugs: bug,
    world,
    property,
    steps,
    note,
  } = listed;
  const setup = naming(where, () =>
    setUp(JSON.parse(JSON.stringify({ rulebook, rmm, guest, host, device, choice, bug, world: [world] }))),
  );
  // Every search asks for never-stuck, which is a property of no list.
  if (property !== 'never-stuck' && propertiesIn(setup, setup.worlds[0]!, [property]).length === 0)
    throw new UsageError(`${where}: ${world} has no property "${property}" by these rules`);
  return { key: findingKey(setup, world, property), world, property, steps, note };
}

function naming<T>(where: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`${where}: ${error.message}`) : error;
  }
}

/** `exact`: the search is one that finds the shortest trace, so that its length can be compared. */
export function judge(
  known: Known | undefined,
  setup: Setup,
  world: string,
  found: PropertyResult,
  exact: boolean,
): Judgement {
  if (known === undefined) return { kind: 'new' };
  const key = findingKey(setup, world, found.id);
  const listed = known.entries.find((entry) => entry.key === key);
  // Of what was to be reached and is not there is no trace, and no length.
  const steps = found.kind === 'sometimes' ? undefined : found.steps;
  if (listed !== undefined && (!exact || listed.steps === undefined || listed.steps === steps))
    return { kind: 'known', note: listed.note };
  const entry = {
    ...(setup.rulebook === 'hardened' ? {} : { rulebook: setup.rulebook }),
    ...axisWords(setup),
    ...deviceWords(setup),
    ...(setup.bugs.length === 0 ? {} : { bugs: setup.bugs.map(({ slug }) => slug) }),
    world,
    property: found.id,
    ...(exact && steps !== undefined ? { steps } : {}),
  };
  return { kind: 'new', listedSteps: listed?.steps, entry };
}

/** What is listed about a world and was decided not to be broken in a search of it. */
export function staleIn(
  known: Known | undefined,
  setup: Setup,
  world: string,
  result: SearchResult,
): Stale[] {
  if (known === undefined) return [];
  return result.properties
    .filter(({ verdict }) => verdict === 'holds' || verdict === 'vacuous')
    .filter(({ id }) => known.entries.some(({ key }) => key === findingKey(setup, world, id)))
    .map(({ id }) => ({ path: known.path, world, property: id }));
}

/** In what an exhaustive search of a world differs from a list: one sentence for each finding that is new, other, or gone. */
export function differences(known: Known, setup: Setup, world: string, result: SearchResult): string[] {
  const news = result.properties
    .filter(({ verdict }) => verdict === 'violated')
    .flatMap((found) => {
      const judgement = judge(known, setup, world, found, true);
      if (judgement.kind === 'known') return [];
      const { listedSteps } = judgement;
      const listed = listedSteps === undefined ? 'not listed' : `listed with ${listedSteps}`;
      return [`${found.id}: broken in ${found.steps ?? 'no'} steps, ${listed}`];
    });
  const gone = staleIn(known, setup, world, result).map(
    ({ property }) => `${property}: listed, and not broken`,
  );
  return [...news, ...gone];
}
