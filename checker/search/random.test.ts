import { describe, expect, it } from 'vitest';
import type { Property, Step } from '../contract.ts';
import { numbersFrom } from '../numbers.ts';
import { type Safe, safe } from '../testing/safe.ts';
import { acceptsFresh, challenge } from '../toys/challenge.ts';
import { bothWait, canEnter, mutualExclusion, peterson } from '../toys/peterson.ts';
import { consistent, twoPhaseCommit } from '../toys/two-phase-commit.ts';
import { breaks, statesOf } from '../trace.ts';
import { randomSearch } from './random.ts';
import { swarm } from './swarm.ts';

const broken = peterson('turn-then-flag');
const options = { seed: 1, runs: 100, length: 60 };
const seeds = [1, 2, 3].map((seed) => ({ seed }));

describe('a random search', () => {
  it.each(seeds)(
    'finds the bug in the broken Peterson from seed $seed, and shrinks it to six steps',
    ({ seed }) => {
      const result = randomSearch(broken, [mutualExclusion], { ...options, seed });
      expect(result).toMatchObject({ engine: 'random', outcome: 'violated', complete: false, seed });
      const { path, verdict } = result.properties[0]!;
      expect(verdict).toBe('violated');
      expect(breaks(broken, mutualExclusion, path!)).toBe(true);
      expect(path!.actions.length).toBe(6);
    },
  );

  it('gives the identical result for the same seed, and another walk for another seed', () => {
    const again = (seed: number) =>
      randomSearch(twoPhaseCommit(3), [consistent], { ...options, seed, runs: 5 });
    expect(again(1)).toEqual(again(1));
    expect(again(2).states).not.toBe(again(1).states);
  });

  it.each(seeds)('finds the same failure again from the path that it printed for seed $seed', ({ seed }) => {
    const first = randomSearch(broken, [mutualExclusion], { ...options, seed });
    expect(first.replayPath).toBeDefined();
    const again = randomSearch(broken, [mutualExclusion], { ...options, seed, path: first.replayPath! });
    expect(again.properties[0]!.path).toEqual(first.properties[0]!.path);
    expect(again.replayPath).toBe(first.replayPath);
    // It goes straight to the failing run.
    expect(again.runs).toBe(1);
    expect(again.generated).toBeLessThanOrEqual(first.generated);
  });

  it('finds nothing in the right Peterson and does not call that a proof', () => {
    const result = randomSearch(peterson(), [mutualExclusion, bothWait, canEnter], options);
    expect(result.outcome).toBe('inconclusive');
    expect(result.replayPath).toBeUndefined();
    expect(result.properties.map((p) => [p.id, p.verdict])).toEqual([
      ['mutual-exclusion', 'inconclusive'],
      ['both-wait', 'holds'],
      ['a-waiting-process-can-enter', 'inconclusive'],
      ['never-stuck', 'inconclusive'],
    ]);
    // It has nevertheless been everywhere.
    expect(result.states).toBe(20);
  });

  it('executes every command it generates while there is a step that moves', () => {
    const result = randomSearch(peterson(), [mutualExclusion], options);
    expect(result.generated).toBeGreaterThan(1000);
    expect(result.executed).toBe(result.generated);
    expect(result.rules.reduce((sum, r) => sum + r.taken, 0)).toBe(result.executed);
  });

  it('counts states up to the names of fresh values', () => {
    expect(randomSearch(challenge(true), [acceptsFresh], options).states).toBe(5);
  });

  it('gives half of the runs odds of their own, which are those of the seed', () => {
    const weight = (): number => 0.5;
    const rules = ['enter', 'leave', 'wait', 'ask', 'answer'].map((name) => ({ name }));
    const oddsOf = (seed: number): readonly number[] => {
      const odds = swarm(weight, rules, numbersFrom(seed));
      return rules.map(({ name }) =>
        odds({
          rule: name,
          actor: '',
          input: {},
          outcome: '',
          refused: false,
          refusal: undefined,
          changed: true,
        }),
      );
    };
    const all = Array.from({ length: 40 }, (_, seed) => oddsOf(seed));
    expect(all).toEqual(Array.from({ length: 40 }, (_, seed) => oddsOf(seed)));
    expect(new Set(all.flat())).toEqual(new Set([0.5, 0.05, 0.0005]));
    const swarming = { ...options, swarm: true };
    const found = randomSearch(broken, [mutualExclusion], swarming);
    expect(found.outcome).toBe('violated');
    expect(randomSearch(broken, [mutualExclusion], swarming)).toEqual(found);
    const again = randomSearch(broken, [mutualExclusion], { ...swarming, path: found.replayPath! });
    expect(again.properties[0]!.path).toEqual(found.properties[0]!.path);
  });

  it('shows a witness that leads to what it is a witness of', () => {
    const { path } = randomSearch(peterson(), [bothWait], options).properties[0]!;
    const machine = peterson();
    const last = statesOf(machine, path!).at(-1)!;
    const { 'process[0].at': first, 'process[1].at': second } = machine.layout.toObject(last);
    expect([first, second]).toEqual(['waiting', 'waiting']);
  });

  it('finds a violation in the initial state, with an empty path', () => {
    const open: Property<Safe> = { id: 'open', kind: 'always', claim: '', cites: [], holds: (s) => s.open };
    const result = randomSearch(safe, [open], options);
    expect(result.properties[0]).toMatchObject({ verdict: 'violated', path: { initial: 0, actions: [] } });
  });

  it('finds a witness in the initial state, with an empty path', () => {
    const shut: Property<Safe> = {
      id: 'shut',
      kind: 'sometimes',
      claim: '',
      cites: [],
      reaches: (s) => !s.open,
    };
    const result = randomSearch(safe, [shut], options);
    expect(result.properties[0]).toMatchObject({ verdict: 'holds', path: { initial: 0, actions: [] } });
  });

  it('bends the odds by weight', () => {
    const statesSeen = (heavy: number): number => {
      const weight = (step: Step): number => (step.input.p === 1 ? 1 : 1 / heavy);
      return randomSearch(peterson(), [], { ...options, length: 10, weight }).states;
    };
    // With process 1 all but sure to move, little is seen of process 0 but waiting for its first step.
    expect(statesSeen(1)).toBeGreaterThan(15);
    expect(statesSeen(1e9)).toBeLessThan(10);
  });

  it('passes on an error of the machine instead of calling it a failure', () => {
    const [dial, close] = safe.rules;
    const overflow = (s: Safe): undefined => {
      s.tries = 9;
    };
    const faulty = { ...safe, rules: [{ ...dial!, effect: overflow }, close!] };
    expect(() => randomSearch(faulty, [], options)).toThrow(/tries, which cannot hold it/);
  });
});
