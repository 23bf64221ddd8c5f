import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Machine, Property } from '../contract.ts';
import { claimsOf } from '../evaluate.ts';
import { isInvariant } from '../invariance.ts';
import type { SearchResult } from '../result.ts';
import { checkSymmetry } from '../symmetry-check.ts';
import { machineOf } from '../testing/packed-machine.ts';
import { randomMachine } from '../testing/random-machines.ts';
import { roundRobinSearch } from '../testing/round-robin.ts';
import { randomSymmetric } from '../testing/symmetric-machines.ts';
import { diningPhilosophers, neighboursAlternate } from '../toys/dining-philosophers.ts';
import { consistent, twoPhaseCommit } from '../toys/two-phase-commit.ts';
import { traceOf } from '../trace.ts';
import { Walker } from '../walker.ts';
import { ExhaustiveSearch } from './exhaustive.ts';
import { whyNotReduced } from './reduction.ts';
import { replay } from './replay.ts';

const reduce = ['symmetry'] as const;
const full = <S>(machine: Machine<S>, properties: readonly Property<S>[]): SearchResult =>
  new ExhaustiveSearch(machine, properties).run();
const reduced = <S>(machine: Machine<S>, properties: readonly Property<S>[]): SearchResult =>
  new ExhaustiveSearch(machine, properties, { reduce }).run();

/** All of a result that does not depend on which states are stored. AG EF is decided of these alone. */
const counted = (result: SearchResult): SearchResult => ({
  ...result,
  states: 0,
  properties: result.properties.map((p) => {
    const { path, ...others } = p;
    return p.kind === 'recoverable' ? { ...others, judged: 0 } : p;
  }),
});

/** How many orbits the whole space has, by a text that all states of one have in common. */
function orbits<S>(
  machine: Machine<S>,
  textOf: (fields: Readonly<Record<string, unknown>>) => string,
): number {
  const walker = new Walker(machine, []);
  const states = new Map([[walker.state.join(), walker.state.slice()]]);
  for (const state of states.values())
    for (const action of walker.actions.keys()) {
      walker.state.set(state);
      if (walker.peek(action) !== undefined) states.set(walker.successor.join(), walker.successor.slice());
    }
  return new Set([...states.values()].map((state) => textOf(machine.layout.toObject(state)))).size;
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, k) => k);
const participantsOf = (count: number) => (s: Readonly<Record<string, unknown>>) =>
  JSON.stringify([
    s.tm,
    s.commitSent,
    s.abortSent,
    numbers(count)
      .map((r) => ['state', 'preparedSent', 'preparedSeen'].map((f) => s[`rm[${r}].${f}`]).join())
      .sort(),
  ]);
const ringOf = (seats: number) => (s: Readonly<Record<string, unknown>>) =>
  numbers(seats)
    .map((by) =>
      numbers(seats)
        .map((p) => (p + by) % seats)
        .map((p) => `${s[`philosopher[${p}].phase`]} ${s[`fork[${p}].taken`]}`)
        .join(),
    )
    .sort()[0]!;

describe('a search reduced by symmetry', () => {
  it.each([2, 3, 4, 5])('stores a state for each orbit of two-phase commit with %i participants', (count) => {
    const result = reduced(twoPhaseCommit(count), [consistent]);
    expect(result.states).toBe(orbits(twoPhaseCommit(count), participantsOf(count)));
    expect(result.properties.map((p) => p.verdict)).toEqual(['holds', 'holds']);
  });

  it('stores 920 of 296,448 states of two-phase commit with seven participants', () => {
    expect(reduced(twoPhaseCommit(7), [consistent])).toMatchObject({
      states: 920,
      depth: 22,
      outcome: 'holds',
    });
  });

  it.each([2, 3, 5, 6, 8])(
    'stores a state for each orbit of %i philosophers, and sees them starve',
    (seats) => {
      const machine = diningPhilosophers(seats);
      const result = reduced(machine, [neighboursAlternate]);
      expect(result.states).toBe(orbits(machine, ringOf(seats)));
      const stuck = result.properties[1]!;
      expect(stuck).toMatchObject({ id: 'never-stuck', verdict: 'violated', steps: seats });
      expect(traceOf(machine, stuck.path!).map((t) => t.action)).toEqual(Array(seats).fill('take-first'));
    },
  );

  it('comes to what the whole space has, on 400 random machines and on any number of cores', () => {
    const met = { claims: 0, violated: 0, reduced: 0, everyImage: 0, recoverable: 0, fresh: 0 };
    fc.assert(
      fc.property(randomSymmetric, ({ text, symmetry }) => {
        const made = machineOf(text);
        const machine = { ...made.machine, symmetry };
        const properties = made.properties.filter((p) => whyNotReduced(machine, [p], reduce) === undefined);
        const whole = new ExhaustiveSearch(machine, properties, { maxStates: 1000 }).run();
        if (!whole.complete) return;
        const result = reduced(machine, properties);
        const claims = claimsOf(machine, properties);
        const invariant = claims.every((p) => isInvariant(machine, p));
        expect(result.states).toBeLessThanOrEqual(whole.states);
        expect(result.depth).toBe(whole.depth);
        if (!invariant) {
          // Whatever is counted is counted of every image, and the ways are those of the whole space.
          expect(counted(result)).toEqual(counted(whole));
          met.everyImage++;
        }
        for (const [k, found] of result.properties.entries()) {
          const { verdict, steps } = whole.properties[k]!;
          expect([found.verdict, found.steps]).toEqual([verdict, steps]);
          if (found.path !== undefined && found.verdict === 'violated') {
            expect(replay(machine, claims[k]!, traceOf(machine, found.path)).kind).toBe('violated');
            met.violated++;
          }
          if (found.kind === 'recoverable' && found.verdict !== 'vacuous') met.recoverable++;
          met.claims++;
        }
        if (result.states < whole.states) met.reduced++;
        if (text.fields.some((f) => f.kind === 'fresh' && f.name.includes('_'))) met.fresh++;
        if (text.fields.length % 3 === 0)
          for (const cores of [1, 3])
            expect(roundRobinSearch(machine, properties, cores, 5 * cores, { reduce })).toEqual(result);
      }),
      { numRuns: 400, seed: 4712, endOnFailure: true },
    );
    for (const [what, count] of Object.entries(met)) expect(count, what).toBeGreaterThan(100);
  });

  it('refuses what it could not decide, in a sentence', () => {
    const machine = diningPhilosophers(3);
    const first: Property<never> = {
      id: 'the-first-can-eat',
      kind: 'recoverable',
      claim: '',
      cites: [],
      to: (s: { philosopher: { phase: string }[] }) => s.philosopher[0]!.phase === 'eating',
    } as never;
    expect(whyNotReduced(machine as never, [first], reduce)).toMatch(
      /known to say the same of all philosophers: the-first/,
    );
    expect(whyNotReduced(diningPhilosophers(3, true), [], reduce)).toMatch(/declares none/);
    const { symmetry: _, ...none } = machine;
    expect(() => reduced(none as typeof machine, [])).toThrow(/declares none/);
  });
});

describe('the check of a symmetry', () => {
  it.each([
    { name: 'two-phase commit', machine: twoPhaseCommit(4) as unknown as Machine<never> },
    { name: 'the dining philosophers', machine: diningPhilosophers(6) as unknown as Machine<never> },
  ])('finds nothing in all states of $name', ({ machine }) => {
    expect(checkSymmetry(machine, Number.POSITIVE_INFINITY)).toBeUndefined();
  });

  it('finds that philosophers cannot change places as they like, or when one begins with the other hand', () => {
    const { symmetry } = diningPhilosophers(4);
    const machine = { ...diningPhilosophers(4, true), symmetry: symmetry! };
    expect(checkSymmetry(machine, 100)?.what).toMatch(/take-/);
    const anyhow = { ...diningPhilosophers(4), symmetry: { ...symmetry!, by: 'exchange' as const } };
    expect(checkSymmetry(anyhow, 100)?.what).toMatch(/take-|put-/);
  });

  it('notices a participant that cannot abort', () => {
    const machine = twoPhaseCommit(3);
    const rules = machine.rules.map((rule) =>
      rule.name === 'RMChooseToAbort' ? { ...rule, inputs: rule.inputs.slice(0, 2) } : rule,
    );
    expect(checkSymmetry({ ...machine, rules }, 100)?.what).toMatch(/RMChooseToAbort/);
  });

  it('notices every wrong symmetry of random machines with which a search comes to a wrong verdict', () => {
    let wrong = 0;
    for (const text of fc.sample(randomMachine, { numRuns: 500, seed: 77 })) {
      const { machine, properties } = machineOf(text);
      const [one, other] =
        text.fields.flatMap((f, k) =>
          text.fields
            .slice(k + 1)
            .flatMap((g) => (g.kind === f.kind && g.max === f.max ? [[f.name, g.name]] : [])),
        )[0] ?? [];
      if (one === undefined || other === undefined) continue;
      const declared = {
        ...machine,
        symmetry: { of: 'fields', by: 'exchange' as const, objects: [[one], [other]] },
      };
      const claims = properties.filter(
        (p) =>
          p.kind !== 'step' && isInvariant(declared, p) && whyNotReduced(declared, [p], reduce) === undefined,
      );
      const expected = full(machine, claims).properties.map((p) => [p.verdict, p.steps]);
      let found: unknown;
      try {
        found = reduced(declared, claims).properties.map((p) => [p.verdict, p.steps]);
      } catch {
        // A way that leads to no initial state.
        found = undefined;
      }
      if (JSON.stringify(found) === JSON.stringify(expected)) continue;
      wrong++;
      expect(checkSymmetry(declared, Number.POSITIVE_INFINITY)).toBeDefined();
    }
    expect(wrong).toBeGreaterThan(5);
  });
});
