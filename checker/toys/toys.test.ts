import { describe, expect, it } from 'vitest';
import type { Machine, Property } from '../contract.ts';
import { checkDeterminism } from '../determinism.ts';
import { ExhaustiveSearch } from '../search/exhaustive.ts';
import { traceOf } from '../trace.ts';
import { acceptsFresh, challenge } from './challenge.ts';
import { diningPhilosophers, eats, neighboursAlternate, philosophers } from './dining-philosophers.ts';
import { bothWait, canEnter, entersEventually, mutualExclusion, peterson } from './peterson.ts';
import { comesIn, semaphore } from './semaphore.ts';
import { canLeave, trapDoor } from './trap-door.ts';
import { consistent, twoPhaseCommit } from './two-phase-commit.ts';

const search = <S>(machine: Machine<S>, properties: readonly Property<S>[]) =>
  new ExhaustiveSearch(machine, properties).run();
const sizeOf = <S>(machine: Machine<S>) => {
  const { states, transitions, depth, complete } = search(machine, []);
  return { states, transitions, depth, complete };
};
const verdicts = <S>(machine: Machine<S>, properties: readonly Property<S>[]) =>
  Object.fromEntries(search(machine, properties).properties.map((p) => [p.id, p.verdict]));

describe('two-phase commit', () => {
  // States: TLA+ Examples, TwoPhase.tla under TLC. Transitions: SPIN 6.5.2 on an equal model (see scripts/bench).
  it.each([
    { participants: 3, states: 288, transitions: 1_145, depth: 10 },
    { participants: 5, states: 8_832, transitions: 58_145, depth: 16 },
    { participants: 7, states: 296_448, transitions: 2_744_705, depth: 22 },
  ])('has the published number of states with $participants participants', ({ participants, ...size }) => {
    const machine = twoPhaseCommit(participants);
    expect(sizeOf(machine)).toEqual({ ...size, complete: true });
  });

  it('keeps its participants in agreement and is stuck only where all have decided', () => {
    expect(verdicts(twoPhaseCommit(5), [consistent])).toEqual({
      'participants-agree': 'holds',
      'never-stuck': 'holds',
    });
  });
});

describe("Peterson's algorithm", () => {
  // Both sizes were confirmed with SPIN 6.5.2, one atomic step per rule and no reduction.
  it('excludes, lets both wait and lets the waiting enter', () => {
    expect(sizeOf(peterson())).toEqual({ states: 20, transitions: 34, depth: 6, complete: true });
    expect(verdicts(peterson(), [mutualExclusion, bothWait, canEnter])).toEqual({
      'mutual-exclusion': 'holds',
      'both-wait': 'holds',
      'a-waiting-process-can-enter': 'holds',
      'never-stuck': 'holds',
    });
  });

  it('lets both in, in six steps, when the turn is given away before the flag is raised', () => {
    const machine = peterson('turn-then-flag');
    const result = search(machine, [mutualExclusion]);
    expect([result.states, result.transitions]).toEqual([32, 60]);
    expect(result.outcome).toBe('violated');
    const trace = traceOf(machine, result.properties[0]!.path!);
    // Each process has three steps to its critical section, and the second to announce enters first.
    expect(trace.map((t) => t.action).sort()).toEqual([
      'announce',
      'announce',
      'enter',
      'enter',
      'wait',
      'wait',
    ]);
    expect(trace.at(-1)!.action).toBe('enter');
  });
});

describe('the dining philosophers', () => {
  // Philosopher k eating means that k + 1 has no fork, and any ring of phases without that is reached. Counting such
  // rings with a transfer matrix gives the companion Pell numbers, OEIS A002203.
  it.each([
    { seats: 2, states: 6 },
    { seats: 3, states: 14 },
    { seats: 4, states: 34 },
    { seats: 5, states: 82 },
    { seats: 6, states: 198 },
    { seats: 8, states: 1154 },
  ])(
    'starve in one of $states states with $seats seats, after each has taken one fork',
    ({ seats, states }) => {
      const machine = diningPhilosophers(seats);
      const result = search(machine, [neighboursAlternate]);
      expect(result.states).toBe(states);
      const [alternate, stuck] = result.properties;
      expect(alternate!.verdict).toBe('holds');
      expect(stuck).toMatchObject({ id: 'never-stuck', verdict: 'violated', judged: 1 });
      expect(traceOf(machine, stuck!.path!).map((t) => t.action)).toEqual(Array(seats).fill('take-first'));
    },
  );

  // The same count with the last philosopher turned round gives the Pell numbers, OEIS A000129.
  it.each([
    { seats: 2, states: 5 },
    { seats: 3, states: 12 },
    { seats: 4, states: 29 },
    { seats: 5, states: 70 },
    { seats: 6, states: 169 },
    { seats: 8, states: 985 },
  ])('never starve in $states states with $seats seats when one begins right', ({ seats, states }) => {
    const machine = diningPhilosophers(seats, true);
    expect(search(machine, []).states).toBe(states);
    expect(verdicts(machine, [neighboursAlternate])).toEqual({
      'neighbours-do-not-eat-together': 'holds',
      'never-stuck': 'holds',
    });
  });
});

/** Length of the way to the loop, and the actions on it. */
function lassoOf<S>(machine: Machine<S>, property: Property<S>): [number, string[]] | string {
  const [result] = search(machine, [property]).properties;
  if (result!.verdict !== 'violated') return result!.verdict;
  const { loop, ...path } = result!.path!;
  const names = traceOf(machine, path).map(({ action, input }) => `${action} ${input.p}`);
  return [loop!, names.slice(loop)];
}

describe('what comes to those who wait', () => {
  // SPIN 6.5.2 with weak fairness (pan -a -f) agrees on equal models of both.
  it('is the critical section of Peterson, if the processes inside the protocol run', () => {
    expect(lassoOf(peterson(), entersEventually())).toBe('holds');
    expect(lassoOf(peterson(), entersEventually([]))).toEqual([1, []]);
  });

  it('is a semaphore only under strong fairness: the other is in whenever one looks', () => {
    expect(search(semaphore, []).states).toBe(3);
    expect(lassoOf(semaphore, comesIn('strong'))).toBe('holds');
    expect(lassoOf(semaphore, comesIn('weak'))).toEqual([0, ['P 1', 'V 1']]);
  });

  it('is a meal only under strong fairness where one philosopher begins right', () => {
    const table = diningPhilosophers(5, true);
    expect(lassoOf(table, eats(philosophers(5, 'strong')))).toBe('holds');
    // The right neighbour eats again and again, and so does whoever keeps another from being kept waiting for ever.
    const [length, loop] = lassoOf(table, eats(philosophers(5, 'weak'))) as [number, string[]];
    expect(length).toBe(1);
    expect(loop).toContain('put-back 1');
    expect(loop.filter((step) => step.endsWith(' 0'))).toEqual([]);
  });

  it('is nothing, however fair all are, once each philosopher holds one fork', () => {
    const lasso = lassoOf(diningPhilosophers(5), eats(philosophers(5, 'strong')));
    expect(lasso).toEqual([5, []]);
  });
});

describe('the trap door', () => {
  it('keeps whoever falls, two steps from the start, when there is no ladder', () => {
    const machine = trapDoor(false);
    const result = search(machine, [canLeave]);
    expect(result).toMatchObject({ states: 3, transitions: 4, depth: 2, outcome: 'violated' });
    expect(traceOf(machine, result.properties[0]!.path!).map((t) => t.action)).toEqual(['enter', 'fall']);
  });

  it('lets everyone return when there is a ladder', () => {
    const result = search(trapDoor(true), [canLeave]);
    expect(result).toMatchObject({ states: 3, transitions: 5, depth: 2, outcome: 'holds' });
    expect(result.properties[0]!.judged).toBe(3);
  });
});

describe('the challenge', () => {
  it('closes on the five states counted by hand, though it draws nonces for ever', () => {
    expect(sizeOf(challenge(true))).toEqual({ states: 5, transitions: 10, depth: 3, complete: true });
    expect(verdicts(challenge(true), [acceptsFresh])).toEqual({ 'accepts-only-the-latest-answer': 'holds' });
  });

  it('counts the refused answers in (1,2,no) by their condition', () => {
    const accept = search(challenge(true), []).rules.find((r) => r.rule === 'accept')!;
    expect({ taken: accept.taken, refused: { ...accept.refused } }).toEqual({
      taken: 1,
      refused: { stale: 1 },
    });
  });

  it('accepts a stale answer, in four steps, when the client does not compare', () => {
    const machine = challenge(false);
    const result = search(machine, [acceptsFresh]);
    expect(result).toMatchObject({ states: 6, transitions: 13, depth: 4, outcome: 'violated' });
    expect(traceOf(machine, result.properties[0]!.path!).map((t) => t.action)).toEqual([
      'challenge',
      'answer',
      'challenge',
      'accept',
    ]);
  });

  // Three names are ever in play. (-,-): 1. (a,-): 2, because the third is drawn only while two are held. (a,a), accepted
  // or not: 3 x 2. (a,b): 3 x 2. Together 15.
  it('has a state for each way to hand out names when nothing is renamed', () => {
    const machine = challenge(true);
    const renamedNever = { ...machine, layout: { ...machine.layout, canonicalize: undefined } };
    expect(search(renamedNever, [acceptsFresh]).outcome).toBe('holds');
    expect(sizeOf(renamedNever).states).toBe(15);
  });
});

describe('every toy', () => {
  const toys: readonly Machine<never>[] = [
    twoPhaseCommit(3),
    peterson(),
    peterson('turn-then-flag'),
    diningPhilosophers(5),
    diningPhilosophers(5, true),
    trapDoor(false),
    trapDoor(true),
    challenge(true),
    challenge(false),
    semaphore,
  ] as unknown as Machine<never>[];

  it.each(toys.map((toy) => ({ name: toy.name, toy })))(
    'has rules that are functions of the state: $name',
    ({ toy }) => {
      expect(checkDeterminism(toy, 500)).toBeUndefined();
    },
  );
});
