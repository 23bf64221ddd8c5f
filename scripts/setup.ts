/** From command-line words to a machine: world, rulebook, bugs, evidence. */

import type { Machine } from '../checker/contract.ts';
import { assumptionsOf } from '../checker/search/outcome.ts';
import type { Bug } from '../counterexamples/bug.ts';
import {
  type Axes,
  bugs as allBugs,
  changesOf,
  guests,
  hosts,
  rmms,
  rulebooks,
} from '../counterexamples/registry.ts';
import { type Behaviour, behaviours, specification } from '../model/device/behaviours.ts';
import { CHOICES, type Choices, choiceNames, defaultChoices, deviations } from '../model/device/choices.ts';
import type { Device } from '../model/device/device.ts';
import { type Catalogue, makeCatalogue } from '../model/evidence/catalogue.ts';
import { digest } from '../model/evidence/digest.ts';
import { makeMachine } from '../model/machine.ts';
import type { State } from '../model/state.ts';
import { type World, type WorldName, worlds } from '../model/world.ts';
import { lawsOf } from '../properties/commands/laws.ts';
import type { ModelProperty } from '../properties/property.ts';
import { properties, propertiesOf } from '../properties/registry.ts';
import { pick, UsageError } from './errors.ts';
import { readChain } from './files.ts';

export interface Setup extends Axes {
  readonly rulebook: string;
  readonly bugs: readonly Bug[];
  readonly device: Device;
  readonly catalogue: Catalogue;
  readonly worlds: readonly World[];
}

export interface SetupWords extends Partial<Axes> {
  readonly rulebook: string;
  readonly bug?: readonly string[];
  readonly device?: string;
  /** Each `NAME=VALUE`; the last word on a name counts. */
  readonly choice?: readonly string[];
  readonly world?: readonly string[];
  readonly certificates?: string;
}

const allWorlds: readonly World[] = Object.values(worlds);

/** Throws a UsageError that names the valid words. */
export function setUp(words: SetupWords): Setup {
  pick('rulebook', words.rulebook, Object.keys(rulebooks), (name) => name);
  const preset = rulebooks[words.rulebook]!;
  const { rmm = preset.rmm, guest = preset.guest, host = preset.host } = words;
  pick('RMM', rmm, Object.keys(rmms), (name) => name);
  pick('guest', guest, Object.keys(guests), (name) => name);
  pick('host', host, Object.keys(hosts), (name) => name);
  const named = (words.bug ?? []).map((slug) => pick('bug', slug, allBugs, (bug) => bug.slug));
  const seeded = [...new Set(named.flatMap(changesOf))];
  const chain = words.certificates === undefined ? undefined : readChain(words.certificates);
  return {
    rulebook: words.rulebook,
    rmm,
    guest,
    host,
    bugs: seeded,
    device: {
      behaviour: behaviourNamed(words.device ?? 'specification'),
      choices: choicesOf(words.choice ?? []),
    },
    catalogue: makeCatalogue(chain),
    worlds: (words.world ?? allWorlds.map((w) => w.name)).map((name) =>
      pick('world', name, allWorlds, (w) => w.name),
    ),
  };
}

const behaviourNamed = (name: string): Behaviour => pick('device', name, behaviours, (b) => b.name);

function choicesOf(words: readonly string[]): Choices {
  const chosen: Record<string, string> = { ...defaultChoices };
  for (const word of words) {
    const [name = '', value] = word.split('=', 2);
    if (value === undefined)
      throw new UsageError(
        `"${word}" is no choice; NAME=VALUE was expected, with one of ${choiceNames.join(', ')}`,
      );
    const key = pick('choice', name, choiceNames, (n) => n) as keyof Choices;
    chosen[key] = pick(`value of ${key}`, value, CHOICES[key].values as readonly string[], (v) => v);
  }
  return chosen as unknown as Choices;
}

export const machineOf = (setup: Setup, world: World): Machine<State> =>
  makeMachine(
    world,
    setup.catalogue,
    [
      ...new Set([
        ...rmms[setup.rmm]!.changes,
        ...guests[setup.guest]!,
        ...hosts[setup.host]!,
        ...setup.bugs,
      ]),
    ],
    rmms[setup.rmm]!.version,
    setup.device,
  );

/** What a setup's axes are where they are not those of its rulebook: for the header, verdicts and trace files. */
export function axisWords(setup: Setup): Partial<Axes> {
  const preset = rulebooks[setup.rulebook]!;
  return {
    ...(setup.rmm === preset.rmm ? {} : { rmm: setup.rmm }),
    ...(setup.guest === preset.guest ? {} : { guest: setup.guest }),
    ...(setup.host === preset.host ? {} : { host: setup.host }),
  };
}

/** Whether nothing but the hardened rules is asked for. */
export const isHardened = ({ rmm, guest, host, bugs }: Setup): boolean =>
  rmm === 'hardened' && guest === 'hardened' && host === 'hardened' && bugs.length === 0;

/** The pages about what breaks a property by the rules of a setup. */
export const pagesOf = ({ rmm, guest, host, bugs }: Setup, property: string): readonly string[] =>
  [
    ...new Set([
      ...guests[guest]!,
      ...hosts[host]!,
      ...bugs,
      ...allBugs.filter((bug) => rmms[rmm]!.changes.includes(bug)),
    ]),
  ]
    .filter(({ breaks }) => breaks === property)
    .map(({ slug }) => `counterexamples/${slug}/README.md`);

/** The hardened rules for the same device: what a trace is held against to say why it could happen. */
export const hardenedOf = (setup: Setup, world: World): Machine<State> =>
  makeMachine(world, setup.catalogue, [], undefined, setup.device);

/** What of the device is not the specification's: for the header, verdicts and trace files. */
export function deviceWords({ device }: Setup): { device?: string; choices?: readonly string[] } {
  const choices = Object.entries(deviations(device.choices)).map(([name, value]) => `${name}=${value}`);
  return {
    ...(device.behaviour === specification ? {} : { device: device.behaviour.name }),
    ...(choices.length === 0 ? {} : { choices }),
  };
}

/** The properties of a world, or of them those `wanted` by name: the laws of the table, named, are asked of all of it. */
export function propertiesIn(
  setup: Setup,
  world: World,
  wanted?: readonly string[],
): readonly ModelProperty[] {
  const named = wanted !== undefined;
  const laws = lawsOf(world, setup.catalogue, rmms[setup.rmm]!, setup.bugs, named);
  return propertiesOf(world.name, laws).filter(({ id }) => !named || wanted.includes(id));
}

/** Throws a UsageError that names the properties there are. */
export function propertyNamed(setup: Setup, id: string): ModelProperty {
  const laws = setup.worlds.flatMap((world) =>
    lawsOf(world, setup.catalogue, rmms[setup.rmm]!, setup.bugs, true),
  );
  const byId = new Map([...properties, ...laws].map((property) => [property.id, property]));
  return pick('property', id, [...byId.values()], (p) => p.id);
}

export const worldNamed = (name: string): World => pick('world', name, allWorlds, (w) => w.name);
export type { WorldName };

const hashOf = (value: unknown): string =>
  digest('SHA-256', new TextEncoder().encode(JSON.stringify(value))).slice(0, 16);

/**
 * Fingerprints of what a stored trace means: the layout and every rule with its inputs and failing conditions, and the
 * claim. They change when a name, an input, a condition or a field does; what a rule does is held by the replay itself.
 */
export function hashes(machine: Machine<State>, property: ModelProperty) {
  return {
    ...machineHashes(machine),
    property: hashOf({
      id: property.id,
      kind: property.kind,
      claim: property.claim,
      ...assumptionsOf(property),
    }),
  };
}

/** Of them, those of the machine. */
export function machineHashes(machine: Machine<State>) {
  const rules = machine.rules.map(({ name, actor, inputs, refusals }) => ({
    name,
    actor,
    inputs,
    refusals: (refusals ?? []).map(({ id, status }) => ({ id, status })),
  }));
  return { rules: hashOf(rules), layout: hashOf(machine.layout.signature) };
}
