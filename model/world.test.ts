/**
 * Each world searched to its end: how big it is, that every property of it holds and none is empty. Counts are pinned,
 * so that a change of the model that was not meant to change behaviour shows.
 */

import { describe, expect, it } from 'vitest';
import type { Input, Machine } from '../checker/contract.ts';
import { checkDeterminism } from '../checker/determinism.ts';
import { ExhaustiveSearch } from '../checker/search/exhaustive.ts';
import { bugs } from '../counterexamples/registry.ts';
import { propertiesOf } from '../properties/registry.ts';
import { makeCatalogue } from './evidence/catalogue.ts';
import { makeMachine } from './machine.ts';
import { withInputs } from './rule.ts';
import type { State } from './state.ts';
import { type WorldName, worlds } from './world.ts';

const catalogue = makeCatalogue();
const bugged = (world: WorldName, ...slugs: readonly string[]): Machine<State> =>
  makeMachine(
    worlds[world],
    catalogue,
    slugs.map((slug) => bugs.find((bug) => bug.slug === slug)!),
  );

/** Searches a world under the hardened rules, to its end. */
function searched(world: WorldName) {
  const result = new ExhaustiveSearch(bugged(world), propertiesOf(world), { witnesses: false }).run();
  const { complete, states, transitions, depth } = result;
  return { result, size: { complete, states, transitions, depth } };
}

const sum = (counts: readonly { readonly taken: number }[]): number =>
  counts.reduce((total, { taken }) => total + taken, 0);

/** Without a realm nothing is mapped by request, and no call waits for the host. */
const WITHOUT_REALM = ['RMI_VDEV_COMPLETE', 'RMI_RTT_DEV_VALIDATE', 'RMI_RTT_SET_RIPAS'];
const NEVER_TAKEN: Readonly<Record<string, readonly string[]>> = {
  'rmm-objects': WITHOUT_REALM,
  'rmm-siblings': WITHOUT_REALM,
};

/** Measured. */
const SIZES = [
  { name: 'connect-faults', states: 1_524, transitions: 4_757, depth: 60 },
  { name: 'stream-peers', states: 18_066, transitions: 74_682, depth: 98 },
  { name: 'bind-faults', states: 126_749, transitions: 320_521, depth: 116 },
  { name: 'cooperative', states: 568, transitions: 2_028, depth: 107 },
  { name: 'one-device', states: 2_408_814, transitions: 23_709_927, depth: 122 },
  { name: 'guest-alone', states: 1_212_085, transitions: 12_985_276, depth: 80 },
  { name: 'hostile-device', states: 630_935, transitions: 7_535_657, depth: 75 },
  { name: 'rmm-objects', states: 1_527_322, transitions: 18_162_558, depth: 60 },
  { name: 'rmm-alone', states: 3_034_835, transitions: 24_956_279, depth: 52 },
  { name: 'rmm-siblings', states: 1_913_942, transitions: 24_283_329, depth: 57 },
  { name: 'two-realms', states: 644_414, transitions: 12_222_250, depth: 54 },
  { name: 'two-devices', states: 1_968_946, transitions: 24_667_594, depth: 77 },
] as const;

describe.each(SIZES)('the world $name', ({ name, states, transitions, depth }) => {
  it(`closes at ${states} states, ${transitions} transitions and depth ${depth}, takes every rule, and every property holds there`, () => {
    const { result, size } = searched(name);
    expect(size).toEqual({ complete: true, states, transitions, depth });
    expect(result.properties.filter((p) => p.verdict !== 'holds')).toEqual([]);
    expect(result.properties.map((p) => p.id)).toEqual([
      ...propertiesOf(name).map((p) => p.id),
      'never-stuck',
    ]);
    expect(sum(result.rules)).toBe(transitions);
    // What asks for a state and what only an unsuitable object could be asked change nothing, and are taken too.
    expect(result.rules.filter((rule) => rule.taken === 0).map((rule) => rule.rule)).toEqual(
      NEVER_TAKEN[name] ?? [],
    );
  });
});

describe.each(Object.values(worlds))('the world $name, as it is declared', (world) => {
  it('has rules that are functions of the state: each does the same when it is taken again', () => {
    expect(checkDeterminism(bugged(world.name), 500)).toBeUndefined();
  });

  it('names every rule once, and cites a source for each', () => {
    const { rules } = bugged(world.name);
    const names = rules.map((rule) => rule.name);
    expect(names).toEqual([...new Set(names)]);
    for (const rule of rules) expect(rule.cites, rule.name).not.toEqual([]);
  });

  it('is known by its own name, says who is there, gives every bound a reason after a colon and every power a source', () => {
    expect(worlds[world.name]).toBe(world);
    expect(world.about).toMatch(/\.$/);
    expect(world.bounds.length).toBeGreaterThan(0);
    for (const bound of world.bounds) expect(bound).toContain(': ');
    for (const power of world.powers) expect(power.cites, power.id).not.toEqual([]);
  });

  it('weighs every step of a random walk above 0 and at most 1, so that none is made impossible', () => {
    const machine = bugged(world.name);
    for (const { name, actor, inputs } of machine.rules as readonly unknown[] as readonly {
      name: string;
      actor: string;
      inputs: readonly Input[];
    }[]) {
      for (const input of inputs) {
        for (const outcome of ['RMI_SUCCESS', 'COMPLETED', 'REFUSED', '-EIO', 'done']) {
          const step = {
            rule: name,
            actor,
            input,
            outcome,
            refused: false,
            refusal: undefined,
            changed: true,
          };
          expect(world.weight(step), `${name} ${JSON.stringify(input)} ${outcome}`).toBeGreaterThan(0);
          expect(world.weight(step), `${name} ${JSON.stringify(input)} ${outcome}`).toBeLessThanOrEqual(1);
        }
      }
    }
  });
});

/** A smaller machine: some rules left out, and of the others some inputs. Every path of it is one of the whole. */
function smaller(
  machine: Machine<State>,
  without: readonly string[],
  keeps: (input: Input) => boolean,
): Machine<State> {
  const missing = without.filter((name) => !machine.rules.some((rule) => rule.name === name));
  if (missing.length > 0) throw new RangeError(`there are no rules called ${missing.join(', ')}`);
  const rules = withInputs(
    machine.rules.filter((rule) => !without.includes(rule.name)),
    keeps,
  );
  return { ...machine, rules };
}

const choosing =
  (...answers: readonly string[]) =>
  ({ answer }: Input): boolean =>
    answer === undefined || answers.includes(String(answer));

/** What a search decides: each property with its verdict and, if it is violated or reached, the least number of steps. */
function decided(machine: Machine<State>) {
  const search = new ExhaustiveSearch(machine, propertiesOf(machine.name as WorldName), {
    witnesses: false,
  });
  const { complete, states, properties } = search.run();
  expect(complete).toBe(true);
  return { states, verdicts: properties.map((p) => [p.id, p.verdict, p.steps]) };
}

function compared(machine: Machine<State>) {
  const { normalize, ...whole } = machine;
  expect(normalize).toBeDefined();
  return { reduced: decided(machine), whole: decided(whole) };
}

describe('the reductions of normalize.ts', () => {
  const locking = (...slugs: readonly string[]) =>
    smaller(
      bugged('one-device', ...slugs),
      [
        'RMI_PDEV_STREAM_DISCONNECT',
        'RMI_RTT_DEV_MAP',
        'RMI_VDEV_ABORT',
        'host disturbs the TDI',
        'device clears its secrets',
        'driver binds',
      ],
      choosing('SUCCESS', 'INPUT', 'GENUINE', 'OTHER_DEVICE', 'TAMPERED'),
    );
  const accepting = (...slugs: readonly string[]) =>
    smaller(
      bugged('one-device', ...slugs),
      [
        'RMI_GRANULE_RANGE_UNDELEGATE',
        'RMI_PDEV_ABORT',
        'RMI_PDEV_STOP',
        'RMI_PDEV_STREAM_DISCONNECT',
        'RMI_VDEV_DESTROY',
        'RMI_RTT_DEV_UNMAP',
        'host disturbs the TDI',
        'device clears its secrets',
        'driver binds',
      ],
      (input) =>
        choosing('SUCCESS', 'INPUT', 'GENUINE', 'ALTERED', 'TAMPERED', 'REFUSED')(input) &&
        input.peer !== 'OTHER_DEVICE' &&
        input.key !== 'OTHER_DEVICE' &&
        input.key !== 'INTERMEDIATE' &&
        (input.granule === undefined || input.page === undefined || input.granule === input.page),
    );

  it.each([
    { slugs: [], violated: [] },
    { slugs: ['key-not-matched'], violated: ['ready-pdev-knows-its-device'] },
    { slugs: ['unlock-without-teardown'], violated: ['unlock-leaves-nothing-behind'] },
  ])(
    'leave verdicts and least lengths as they are where devices are locked and nothing is mapped: $slugs',
    ({ slugs, violated }) => {
      const { reduced, whole } = compared(locking(...slugs));
      expect(reduced.verdicts).toEqual(whole.verdicts);
      expect(reduced.states).toBeLessThan(whole.states / 3);
      const broken = whole.verdicts.filter(([, verdict]) => verdict === 'violated').map(([id]) => id);
      expect(broken).toEqual(expect.arrayContaining(violated));
    },
  );

  it.each([
    { slugs: [], violated: [] },
    { slugs: ['evidence-outlives-lock'], violated: ['private-dma-only-to-approved-device'] },
  ])(
    'leave verdicts and least lengths as they are where devices are accepted and do DMA: $slugs',
    ({ slugs, violated }) => {
      const { reduced, whole } = compared(accepting(...slugs));
      expect(reduced.verdicts).toEqual(whole.verdicts);
      expect(reduced.states).toBeLessThan((2 * whole.states) / 3);
      const broken = whole.verdicts.filter(([, verdict]) => verdict === 'violated').map(([id]) => id);
      expect(broken).toEqual(expect.arrayContaining(violated));
    },
  );

  it('leave verdicts and least lengths as they are where a VDEV becomes that of another realm', () => {
    const { reduced, whole } = compared(smaller(bugged('two-realms'), ['RMI_VDEV_ABORT'], () => true));
    expect(reduced.verdicts).toEqual(whole.verdicts);
    expect(reduced.states).toBeLessThan((4 * whole.states) / 5);
  });

  it('leave verdicts and least lengths as they are where another device is at work', () => {
    const part = smaller(
      bugged('two-devices'),
      ['RMI_VDEV_ABORT', 'RMI_RTT_DEV_UNMAP', 'driver binds'],
      choosing('SUCCESS', 'INPUT', 'GENUINE', 'OTHER_DEVICE'),
    );
    const { reduced, whole } = compared(part);
    expect(reduced.verdicts).toEqual(whole.verdicts);
    expect(reduced.states).toBeLessThan(whole.states / 3);
    expect(whole.verdicts).toContainEqual(['devices-both-do-dma', 'holds', expect.any(Number)]);
  });

  it('are left out where a change does not say that they still hold', () => {
    const change = { slug: 'silent' };
    expect(makeMachine(worlds['one-device'], catalogue, [change]).normalize).toBeUndefined();
    const argued = { slug: 'argued', reductionsHold: 'Nothing changes.' };
    expect(makeMachine(worlds['one-device'], catalogue, [argued]).normalize).toBeDefined();
    expect(makeMachine(worlds['one-device'], catalogue, [argued, change]).normalize).toBeUndefined();
  });
});
