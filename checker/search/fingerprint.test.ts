/** The search by fingerprints, held to the one that keeps every state. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Always, type Machine, type Property, rule } from '../contract.ts';
import { claimsOf } from '../evaluate.ts';
import { isLiveness } from '../fairness.ts';
import { int, type StateView } from '../fields.ts';
import { defineLayout } from '../layout.ts';
import type { SearchResult } from '../result.ts';
import { machineOf } from '../testing/packed-machine.ts';
import { randomMachine } from '../testing/random-machines.ts';
import { randomProcesses } from '../testing/random-processes.ts';
import { roundRobinSearch } from '../testing/round-robin.ts';
import { acceptsFresh, challenge } from '../toys/challenge.ts';
import { diningPhilosophers, neighboursAlternate } from '../toys/dining-philosophers.ts';
import { bothWait, canEnter, mutualExclusion, peterson } from '../toys/peterson.ts';
import { consistent, twoPhaseCommit } from '../toys/two-phase-commit.ts';
import { traceOf } from '../trace.ts';
import { VisitedSet } from '../visited.ts';
import { type ExhaustiveOptions, ExhaustiveSearch } from './exhaustive.ts';
import { replay } from './replay.ts';
import { Retrace } from './retrace.ts';

const storage = 'fingerprint';
const CORES = [1, 2, 3, 5] as const;
type Search = <S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  options?: ExhaustiveOptions,
) => SearchResult;

const exact: Search = (machine, properties, options) =>
  new ExhaustiveSearch(machine, properties, options).run();
const onOne: Search = (machine, properties, options) => exact(machine, properties, { ...options, storage });
const onSeveral =
  (cores: number): Search =>
  (machine, properties, options) =>
    roundRobinSearch(machine, properties, cores, 11 * cores, { ...options, storage });

const ofStatesAndSteps = <S>(properties: readonly Property<S>[]): Property<S>[] =>
  properties.filter((property) => !isLiveness(property));

describe('a search by fingerprints', () => {
  it('comes to the same result as one that keeps every state, paths included, on 1000 random machines', () => {
    const met = { violated: 0, witnessed: 0, 'with fresh values': 0, 'more than 20 states': 0 };
    let machines = 0;
    fc.assert(
      fc.property(randomMachine, (text) => {
        const made = machineOf(text);
        const properties = ofStatesAndSteps(made.properties);
        const expected = exact(made.machine, properties);
        expect(onOne(made.machine, properties)).toEqual(expected);
        const cores = CORES[machines++ % CORES.length]!;
        expect(onSeveral(cores)(made.machine, properties), `on ${cores} cores`).toEqual(expected);
        for (const { kind, verdict, path } of expected.properties) {
          if (verdict === 'violated' && path !== undefined) met.violated++;
          if (kind === 'sometimes' && path !== undefined) met.witnessed++;
        }
        if (text.fields.some(({ kind }) => kind === 'fresh')) met['with fresh values']++;
        if (expected.states > 20) met['more than 20 states']++;
      }),
      { numRuns: 1000, seed: 6406 },
    );
    for (const [what, count] of Object.entries(met)) expect(count, what).toBeGreaterThan(50);
  });

  it.each([
    { name: 'two-phase commit', machine: twoPhaseCommit(5), properties: [consistent] },
    { name: 'Peterson', machine: peterson('turn-then-flag'), properties: [mutualExclusion, bothWait] },
    { name: 'philosophers', machine: diningPhilosophers(6, true), properties: [neighboursAlternate] },
    { name: 'challenges', machine: challenge(false), properties: [acceptsFresh] },
  ] as unknown as { name: string; machine: Machine<never>; properties: Property<never>[] }[])(
    'comes to the same result, paths included: $name',
    ({ machine, properties }) => {
      const expected = exact(machine, properties);
      expect(onOne(machine, properties)).toEqual(expected);
      expect(onOne(machine, properties, { interpreted: true })).toEqual(expected);
      for (const cores of CORES)
        expect(onSeveral(cores)(machine, properties), `on ${cores} cores`).toEqual(expected);
    },
  );

  it('stops where the other stops: at a number of states, and at a violation', () => {
    for (const options of [{ maxStates: 3_000 }, { stopAtViolation: true }, { witnesses: false }])
      expect(exact(twoPhaseCommit(5), [consistent], { ...options, storage })).toEqual(
        exact(twoPhaseCommit(5), [consistent], options),
      );
  });

  it('gives the same result in slices of one state as in one go', () => {
    const sliced = new ExhaustiveSearch(twoPhaseCommit(4), [consistent], { storage });
    while (sliced.advance(1));
    expect(sliced.result()).toEqual(exact(twoPhaseCommit(4), [consistent]));
  });

  it('is reduced by partial order as the other is, and its traces replay', () => {
    const met = { smaller: 0, replayed: 0 };
    const options: ExhaustiveOptions = { reduce: ['partial-order'] };
    for (const text of fc.sample(randomProcesses, { numRuns: 120, seed: 6407 })) {
      const made = machineOf(text);
      const properties = made.properties.filter(({ kind }) => kind === 'always' || kind === 'sometimes');
      const claims = claimsOf(made.machine, properties);
      const expected = exact(made.machine, properties, options);
      const result = onOne(made.machine, properties, options);
      expect(onSeveral(3)(made.machine, properties, options)).toEqual(result);
      // Where many steps lead to a state, the one shown is one that the search has taken.
      const pathless = ({ properties: judged, ...rest }: SearchResult) => ({
        ...rest,
        judged: judged.map(({ path, ...property }) => [property, path?.actions.length]),
      });
      expect(pathless(result)).toEqual(pathless(expected));
      if (expected.states < exact(made.machine, properties).states) met.smaller++;
      for (const [k, { verdict, path }] of result.properties.entries()) {
        if (verdict !== 'violated' || path === undefined) continue;
        expect(replay(made.machine, claims[k]!, traceOf(made.machine, path)).kind).toBe('violated');
        met.replayed++;
      }
    }
    for (const [what, count] of Object.entries(met)) expect(count, what).toBeGreaterThan(30);
  });

  it('refuses what it cannot decide', () => {
    expect(() => exact(peterson(), [mutualExclusion, canEnter], { storage })).toThrow(
      /no search by fingerprints: .*canEnter|can-enter/,
    );
    expect(() => exact(diningPhilosophers(4), [], { storage, reduce: ['symmetry'] })).toThrow(/symmetry/);
  });
});

const spec = { n: int(8) };
type Number = StateView<typeof spec>;

describe('the way to what was found', () => {
  it('does not take a step back for one that leads on, though it comes from a lesser state', () => {
    const steps: Readonly<Record<number, readonly number[]>> = { 3: [4], 4: [2], 2: [4, 1] };
    const machine: Machine<Number> = {
      name: 'there and back',
      layout: defineLayout(spec),
      initial: [
        (s) => {
          s.n = 3;
        },
      ],
      rules: [
        rule<Number, { to: number }>({
          name: 'go',
          actor: 'walker',
          cites: [],
          inputs: [{ to: 1 }, { to: 2 }, { to: 4 }],
          offered: (s, { to }) => steps[s.n]?.includes(to) ?? false,
          effect: (s, { to }) => {
            s.n = to;
            return undefined;
          },
        }),
      ],
    };
    const claim: Always<Number> = {
      id: 'not-1',
      kind: 'always',
      claim: '',
      cites: [],
      holds: (s) => s.n !== 1,
    };
    const found = onOne(machine, [claim]);
    expect(found).toEqual(exact(machine, [claim]));
    expect(found.properties[0]!.path!.actions).toHaveLength(3);
  });

  const never: Always<never> = { id: 'never', kind: 'always', claim: '', cites: [], holds: () => false };

  it('is not found where fingerprints have misled the search, and that is said', () => {
    const machine = twoPhaseCommit(3) as unknown as Machine<never>;
    // A state that the machine cannot be in.
    const state = new Int32Array(machine.layout.words).fill(0x5a5a5a5a);
    const retrace = new Retrace(machine, [never], [{ property: 0, level: 3, state, action: undefined }]);
    while (retrace.advance(1000));
    expect(() => retrace.paths()).toThrow(/two states have the same fingerprint/);
  });
});

describe('the states of a search by fingerprints', () => {
  /** As many levels of as many states, none of which has been seen before. */
  function heldAfter(levels: number, width: number, words: number): { set: VisitedSet; bytes: number[] } {
    const set = new VisitedSet(words, storage);
    const state = new Int32Array(words);
    const bytes: number[] = [];
    for (let level = 0; level < levels; level++) {
      for (let k = 0; k < width; k++) {
        state[0] = level * width + k;
        set.insert(state);
      }
      const rows = set.store.takeRanges();
      set.beginLevel(rows);
      bytes.push(set.bytes);
      const loaded = rows
        .flatMap(({ from, to }) => [from, to - 1])
        .map((row) => {
          set.load(row, state);
          return state[0]!;
        });
      expect([loaded[0], loaded.at(-1)]).toEqual([level * width, (level + 1) * width - 1]);
    }
    return { set, bytes };
  }

  it('are dropped when they have been expanded, and their memory is used again', () => {
    const { set, bytes } = heldAfter(8, 90_000, 64);
    expect(set.size).toBe(720_000);
    const kept = set.store.segments.filter((rows) => rows !== undefined);
    expect(kept.length).toBeLessThanOrEqual(4);
    // With all their words they would take 64 × 4 bytes each.
    expect(bytes.at(-1)! / set.size).toBeLessThan(8 + 12 + (5 * 64 * 4 * 65_536) / set.size);
  });

  it('are known again all the same', () => {
    const { set } = heldAfter(8, 30_000, 64);
    const state = new Int32Array(64);
    for (let k = 0; k < 240_000; k += 97) {
      state[0] = k;
      expect(set.insert(state)).toBe(-k - 1);
    }
  });
});
