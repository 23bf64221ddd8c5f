import { describe, expect, it } from 'vitest';
import type { Always, Step } from '../contract.ts';
import { type Safe, safe } from '../testing/safe.ts';
import { combinationLock, staysShut, TURNS_TO_OPEN } from '../toys/combination-lock.ts';
import { bothWait, canEnter, mutualExclusion, peterson } from '../toys/peterson.ts';
import { consistent, twoPhaseCommit } from '../toys/two-phase-commit.ts';
import { breaks, statesOf } from '../trace.ts';
import { type GuidedOptions, GuidedSearch } from './guided.ts';
import { randomSearch } from './random.ts';

const options = { seed: 1, length: 60 };
const seeds = [1, 2, 3].map((seed) => ({ seed }));

function searched(runs: number, more: Partial<GuidedOptions> = {}) {
  const search = new GuidedSearch(twoPhaseCommit(3), [consistent], { ...options, ...more });
  search.run(runs);
  return search.result();
}

describe('a guided search', () => {
  it.each(seeds)('opens by seed $seed the lock that a random search does not open', ({ seed }) => {
    const random = randomSearch(combinationLock, [staysShut], {
      seed,
      runs: 1000,
      length: 60,
      shorten: false,
    });
    expect(random.outcome).toBe('inconclusive');
    const search = new GuidedSearch(combinationLock, [staysShut], { seed, length: 60 });
    search.run(1000);
    const { outcome, properties, runs } = search.result();
    expect(outcome).toBe('violated');
    expect(runs).toBeLessThan(1000);
    expect(properties[0]!.path!.actions).toHaveLength(TURNS_TO_OPEN);
    expect(breaks(combinationLock, staysShut, properties[0]!.path!)).toBe(true);
  });

  it('gives the identical result for the same seed, whatever the batches, and another for another seed', () => {
    const search = new GuidedSearch(twoPhaseCommit(3), [consistent], options);
    for (let n = 0; n < 4; n++) search.run(5);
    expect(searched(20)).toEqual(search.result());
    expect(searched(20, { seed: 2 })).not.toMatchObject({ transitions: searched(20).transitions });
  });

  it('gives the identical result for the same corpus, and begins where it ended', () => {
    const first = searched(20);
    expect(first.corpus.length).toBeGreaterThan(0);
    const again = () => searched(5, { seed: 9, corpus: first.corpus });
    expect(again()).toEqual(again());
    const search = new GuidedSearch(twoPhaseCommit(3), [], { ...options, corpus: first.corpus });
    const whole = new GuidedSearch(twoPhaseCommit(3), [], options);
    whole.run(20);
    expect(search.covered).toBe(whole.covered);
    expect(search.runs).toBe(0);
    expect(search.result().corpus).toEqual(first.corpus);
  });

  it('finds what its corpus already breaks before it makes a run', () => {
    const broken = peterson('turn-then-flag');
    const search = new GuidedSearch(broken, [mutualExclusion], options);
    search.run(100);
    const { outcome, corpus, properties } = search.result();
    expect(outcome).toBe('violated');
    expect(properties[0]!.path!.actions).toHaveLength(6);
    const next = new GuidedSearch(broken, [mutualExclusion], { ...options, corpus });
    next.run(100);
    expect(next.result()).toMatchObject({ outcome: 'violated', runs: 0 });
  });

  it('loses nothing of a corpus that is longer than its own walks, or breaks a claim', () => {
    const broken = peterson('turn-then-flag');
    const first = new GuidedSearch(broken, [], options);
    first.run(100);
    const { corpus } = first.result();
    const short = new GuidedSearch(broken, [], { ...options, length: 2, corpus });
    expect(short.result().corpus).toEqual(corpus);
    const judged = new GuidedSearch(broken, [mutualExclusion], { ...options, corpus });
    const { outcome, corpus: left } = judged.result();
    expect(outcome).toBe('violated');
    expect(judged.covered).toBe(first.covered + 1);
    expect(new GuidedSearch(broken, [], { ...options, corpus: left }).covered).toBe(first.covered);
  });

  it('goes on after a violation if told to, and finds what else is broken', () => {
    const claim = { kind: 'always', claim: '', cites: [] } as const;
    const never: Always<Safe> = { ...claim, id: 'never-open', holds: (s) => !s.open };
    const once: Always<Safe> = { ...claim, id: 'no-tries', holds: (s) => s.tries === 0 };
    const verdicts = (keepGoing: boolean): string[] => {
      const search = new GuidedSearch(safe, [never, once], { ...options, keepGoing });
      search.run(200);
      return search.result().properties.map(({ verdict }) => verdict);
    };
    expect(verdicts(true).slice(0, 2)).toEqual(['violated', 'violated']);
    expect(verdicts(false).filter((verdict) => verdict === 'violated')).toHaveLength(1);
  });

  it('finds nothing in the right Peterson and does not call that a proof', () => {
    const search = new GuidedSearch(peterson(), [mutualExclusion, bothWait, canEnter], options);
    search.run(100);
    const { outcome, states, properties } = search.result();
    expect(outcome).toBe('inconclusive');
    expect(properties.map((p) => p.verdict)).toEqual([
      'inconclusive',
      'holds',
      'inconclusive',
      'inconclusive',
    ]);
    expect(states).toBe(20);
    const last = statesOf(peterson(), properties[1]!.path!).at(-1)!;
    const { 'process[0].at': one, 'process[1].at': two } = peterson().layout.toObject(last);
    expect([one, two]).toEqual(['waiting', 'waiting']);
  });

  it('walks what fits of a sequence that does not fit any more', () => {
    const nonsense = [{ initial: 0, actions: [6, 7, 0, 6, 1] }];
    const search = new GuidedSearch(peterson(), [mutualExclusion], { ...options, corpus: nonsense });
    expect(search.result()).toMatchObject({ transitions: 2, runs: 0 });
  });

  it('counts who was refused', () => {
    const search = new GuidedSearch(combinationLock, [], { seed: 1, length: 60 });
    search.run(400);
    expect(search.result().rules.find(({ rule }) => rule === 'turn')!.refused).toHaveProperty('jammed');
  });

  it('bends the odds by weight', () => {
    const turns = (odds: number): number => {
      const weight = (step: Step): number => (step.rule === 'turn' ? odds : 1);
      const search = new GuidedSearch(combinationLock, [], { seed: 1, length: 20, weight });
      search.run(20);
      return search.result().rules[0]!.taken;
    };
    expect(turns(1e-6)).toBeLessThan(turns(1) / 2);
  });
});
