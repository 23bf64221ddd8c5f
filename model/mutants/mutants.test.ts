/** Operators, on what happens in the world of the host driver: what they derive, and that each mutant does what its name says. */

import { describe, expect, it } from 'vitest';
import { ExhaustiveSearch } from '../../checker/search/exhaustive.ts';
import { propertiesOf } from '../../properties/registry.ts';
import { makeCatalogue } from '../evidence/catalogue.ts';
import { makeMachine } from '../machine.ts';
import type { State } from '../state.ts';
import { worlds } from '../world.ts';
import { type Mutant, machineWith } from './mutant.ts';
import { differsWhere, mutantsOf, operators, sourceOf, watchedMachine } from './mutants.ts';
import { facts, Observer } from './observe.ts';
import { keeping, kindOf, placesOf } from './places.ts';
import { waysOf } from './steps.ts';

const catalogue = makeCatalogue();
const world = worlds['connect-faults'];

const observer = new Observer();
const watched = new ExhaustiveSearch(
  watchedMachine(world, catalogue, observer),
  propertiesOf(world.name),
).run();
const source = sourceOf([world], catalogue, observer.facts);
const mutants = mutantsOf(source);

function named(name: string): Mutant {
  const found = mutants.find((mutant) => mutant.name === name);
  if (found === undefined) throw new RangeError(`no mutant is called ${name}`);
  return found;
}

describe('the observer', () => {
  it('changes nothing of what it watches', () => {
    const plain = new ExhaustiveSearch(makeMachine(world, catalogue, []), propertiesOf(world.name)).run();
    expect([watched.states, watched.transitions, watched.outcome]).toEqual([
      plain.states,
      plain.transitions,
      'holds',
    ]);
  });

  it('notes what a command writes as its own, and not as that of the step that calls it', () => {
    expect(observer.facts).toContain(facts.wrote('RMI_PDEV_CREATE', 'pdevs.*.state'));
    expect(observer.facts).not.toContain(facts.wrote('connect/pdev-create', 'pdevs.*.state'));
    expect(observer.facts).toContain(facts.wrote('connect/pdev-create', 'host.workers.*.at'));
  });

  it('notes where a step leads, and by which of its inputs', () => {
    expect(observer.facts).toContain(facts.led('connect/ide-alloc', 'connect/ide-register'));
    expect(observer.facts).toContain(facts.ledBy('connect/ide-alloc', 0, 'connect/ide-register'));
    expect(observer.facts).not.toContain(facts.ledBy('connect/ide-alloc', 1, 'connect/ide-register'));
  });

  it('notes nothing of what the world has not', () => {
    expect(observer.facts.filter((fact) => /\tlock\/|VDEV_LOCK/.test(fact))).toEqual([]);
  });
});

describe('places', () => {
  const state = {
    pages: [{ ripas: 'RAM' }, { ripas: 'DEV' }],
    vdevs: { v0: { state: 'NEW' } },
    granules: { ep: 'PDEV' },
  };

  it('are all fields of a kind', () => {
    expect(placesOf(state, 'pages.*.ripas')).toHaveLength(2);
    expect(placesOf(state, 'vdevs.*.state')).toEqual([{ record: state.vdevs.v0, name: 'state' }]);
    expect(placesOf(state, 'granules.*')).toEqual([{ record: state.granules, name: 'ep' }]);
    expect(placesOf(state, 'guest.pc')).toEqual([]);
    expect(['v0', 'rp', '1', 'state'].map(kindOf)).toEqual(['*', '*', '*', 'state']);
  });

  it('are put back, and no others', () => {
    const result = keeping(state, ['pages.*.ripas'], () => {
      state.pages[1]!.ripas = 'EMPTY';
      state.vdevs.v0.state = 'LOCKED';
      return 'done';
    });
    expect([result, state.pages[1]!.ripas, state.vdevs.v0.state]).toEqual(['done', 'DEV', 'LOCKED']);
  });
});

describe('the mutants', () => {
  it('are the same, in the same order, whenever they are derived', () => {
    const again = mutantsOf(sourceOf([world], catalogue, [...observer.facts].reverse()));
    expect(again.map(({ name }) => name)).toEqual(mutants.map(({ name }) => name));
  });

  it('have names of their own, and are some by every operator', () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
    expect([...new Set(mutants.map(({ operator }) => operator))]).toEqual(operators.map(({ name }) => name));
  });

  it('are only of what happens', () => {
    expect(mutants.filter(({ name }) => name.startsWith('lock/'))).toEqual([]);
    expect(differsWhere(named('connect/buffers is skipped'), new Set())).toBe(false);
    expect(mutants.every((mutant) => differsWhere(mutant, new Set(observer.facts)))).toBe(true);
  });

  it('say where they differ under one name, because something else happens', () => {
    const name = 'connect/ide-alloc ignores its error';
    const unseen = facts.ledBy('connect/ide-alloc', 0, 'connect/ide-register');
    const input = facts.ledBy('connect/ide-alloc', 1, 'connect/ide-register');
    const other = sourceOf([world], catalogue, [...observer.facts.filter((fact) => fact !== unseen), input]);
    const again = mutantsOf(other).find((mutant) => mutant.name === name);
    expect(again?.derived).toBeDefined();
    expect(again?.derived).not.toBe(named(name).derived);
  });

  it('are of a program whose steps lead on, back, or nowhere', () => {
    const ways = waysOf(source.programs[1]!, source.facts).find(({ at }) => at === 'connect/ide-alloc')!;
    expect(ways.on).toBe('connect/ide-register');
    expect(ways.undo).toEqual(['teardown/release']);
    expect([...ways.failing]).toEqual([1, 2]);
  });
});

interface Case {
  readonly mutant: string;
  /** The first rule it takes, from where. */
  readonly rule: RegExp;
  readonly before: (s: State) => void;
  readonly input?: object;
  readonly gives: readonly [outcome: string, of: (s: State) => unknown, is: unknown];
}

/** One step of a machine from a state of our making, by the rule of that name. */
function step(mutant: Mutant | undefined, { rule: named, before, input }: Case) {
  const machine =
    mutant === undefined ? makeMachine(world, catalogue, []) : machineWith(mutant, world, catalogue);
  const s = machine.layout.view(new Int32Array(machine.layout.words));
  before(s);
  const rule = machine.rules.find(({ name }) => named.test(name))!;
  const i = (input ?? rule.inputs[0]) as never;
  const chosen = rule.inputs.find((known) => JSON.stringify(known) === JSON.stringify(i))!;
  const refusal = rule.refusals?.find((r) => r.when(s, chosen));
  return { s, outcome: refusal?.status ?? rule.effect(s, chosen) ?? 'done' };
}

const at =
  (pc: State['host']['pc']) =>
  (s: State): void => {
    s.host.pc = pc;
  };

const CASES: readonly Case[] = [
  {
    mutant: 'connect/buffers is skipped',
    rule: /^connect\/buffers/,
    before: at('connect/buffers'),
    gives: ['skipped', (s) => [s.host.pc, s.host.endpoints.ep.buffers], ['connect/delegate', false]],
  },
  {
    mutant: 'connect/ide-alloc after connect/ide-register',
    rule: /^connect\/ide-alloc/,
    before: at('connect/ide-alloc'),
    gives: [
      'registered',
      (s) => [s.host.pc, s.host.endpoints.ep.ide],
      ['connect/ide-register', 'REGISTERED'],
    ],
  },
  {
    mutant: 'connect/ide-alloc ends instead of teardown/release',
    rule: /^connect\/ide-alloc/,
    before: at('connect/ide-alloc'),
    input: { fault: 'NO_MEMORY' },
    gives: ['-ENOMEM', (s) => s.host.pc, 'IDLE'],
  },
  {
    // The call is not made: the granule stays whose it was.
    mutant: 'connect/delegate ignores its error',
    rule: /^connect\/delegate/,
    before: at('connect/delegate'),
    input: { fault: 'NO_MEMORY' },
    gives: ['ignored', (s) => [s.host.pc, s.granules.ep], ['connect/pdev-create', 'UNDELEGATED']],
  },
  {
    mutant: 'RMI_GRANULE_RANGE_DELEGATE leaves granules.*',
    rule: /^connect\/delegate/,
    before: at('connect/delegate'),
    gives: ['RMI_SUCCESS', (s) => s.granules.ep, 'UNDELEGATED'],
  },
  {
    mutant: 'write tsm/connect drops connected',
    rule: /^write tsm\/connect/,
    before: (s) => {
      s.host.endpoints.ep.connected = true;
    },
    gives: ['begins', (s) => s.host.pc, 'connect/ide-alloc'],
  },
  {
    mutant: 'write tsm/connect negates connected',
    rule: /^write tsm\/connect/,
    before: () => {},
    gives: ['-EBUSY', (s) => s.host.pc, 'IDLE'],
  },
];

describe('a mutant', () => {
  it.each(CASES)('does what its name says: $mutant', (one) => {
    const [outcome, of, is] = one.gives;
    const mutated = step(named(one.mutant), one);
    expect([mutated.outcome, of(mutated.s)]).toEqual([outcome, is]);
    const hardened = step(undefined, one);
    expect([hardened.outcome, of(hardened.s)]).not.toEqual([outcome, is]);
  });
});
