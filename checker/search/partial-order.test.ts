import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Machine, Property } from '../contract.ts';
import { claimsOf } from '../evaluate.ts';
import { footprintsOf } from '../footprints.ts';
import { StubbornSets } from '../partial-order.ts';
import type { SearchResult } from '../result.ts';
import { machineOf } from '../testing/packed-machine.ts';
import { randomMachine } from '../testing/random-machines.ts';
import { randomProcesses } from '../testing/random-processes.ts';
import { roundRobinSearch } from '../testing/round-robin.ts';
import { randomSymmetric } from '../testing/symmetric-machines.ts';
import { diningPhilosophers, neighboursAlternate } from '../toys/dining-philosophers.ts';
import { canEnter, mutualExclusion, peterson } from '../toys/peterson.ts';
import { consistent, twoPhaseCommit } from '../toys/two-phase-commit.ts';
import { traceOf } from '../trace.ts';
import { ExhaustiveSearch } from './exhaustive.ts';
import { Explorer } from './explorer.ts';
import { type Reduction, whyNotReduced } from './reduction.ts';
import { replay } from './replay.ts';

const broken = vi.hoisted(() => ({ nothingLeaves: false, forgotten: -1 }));
vi.mock('../footprints.ts', async (load) => {
  const actual = await load<typeof import('../footprints.ts')>();
  const leaversOf: typeof actual.leaversOf = (...args) =>
    broken.nothingLeaves ? args[2].map(() => false) : actual.leaversOf(...args);
  const footprintsOf: typeof actual.footprintsOf = (machine) =>
    actual.footprintsOf(machine).map((f) => ({
      ...f,
      reads: new Set([...f.reads].filter((field) => field !== broken.forgotten)),
      writes: new Set([...f.writes].filter((field) => field !== broken.forgotten)),
    }));
  return { ...actual, leaversOf, footprintsOf };
});
afterEach(() => {
  broken.nothingLeaves = false;
  broken.forgotten = -1;
  vi.restoreAllMocks();
});

const reduce: readonly Reduction[] = ['partial-order'];
type View = Parameters<NonNullable<Machine<never>['resting']>>[0];

/** What a reduced search has to leave as it is: verdicts, and how many states are stuck. */
const decidedOf = ({ complete, properties }: SearchResult) => ({
  complete,
  verdicts: properties.map(({ id, verdict, judged }) => [id, verdict, id === 'never-stuck' ? judged : 0]),
});

const ofStates = <S>(properties: readonly Property<S>[]): Property<S>[] =>
  properties.filter(({ kind }) => kind === 'always' || kind === 'sometimes');

interface Sample {
  readonly machine: Machine<View>;
  readonly properties: readonly Property<View>[];
  readonly whole: SearchResult;
}

/** Random machines, most of them of processes so that there is something to leave out, with claims about states. */
function sample(count: number, seed: number): Sample[] {
  const arbitrary = fc.oneof(
    { weight: 3, arbitrary: randomProcesses },
    { weight: 1, arbitrary: randomMachine },
  );
  return fc.sample(arbitrary, { numRuns: count, seed }).map((text) => {
    const made = machineOf(text);
    const machine = { resting: () => true, ...made.machine } as unknown as Machine<View>;
    const properties = ofStates(made.properties) as unknown as Property<View>[];
    return { machine, properties, whole: new ExhaustiveSearch(machine, properties).run() };
  });
}

describe('a search reduced by partial order', () => {
  it('comes to the verdicts and stuck states of the whole space on 1000 random machines, on any number of cores', () => {
    const met = { machines: 0, smaller: 0, violated: 0, stuck: 0 };
    for (const { machine, properties, whole } of sample(1000, 4713)) {
      const result = new ExhaustiveSearch(machine, properties, { reduce }).run();
      expect(decidedOf(result)).toEqual(decidedOf(whole));
      expect(result.states).toBeLessThanOrEqual(whole.states);
      const isSmaller = result.states < whole.states;
      met.machines++;
      if (isSmaller) met.smaller++;
      const claims = claimsOf(machine, properties);
      for (const [k, { path, verdict, id, judged }] of result.properties.entries()) {
        if (id === 'never-stuck') met.stuck += judged;
        if (verdict !== 'violated' || path === undefined) continue;
        met.violated++;
        expect(replay(machine, claims[k]!, traceOf(machine, path)).kind).toBe('violated');
      }
      if (!isSmaller || met.machines % 4 !== 0) continue;
      for (const cores of [1, 2, 4])
        expect(roundRobinSearch(machine, properties, cores, 3 * cores, { reduce })).toEqual(result);
      const written = { reduce, interpreted: true };
      expect(new ExhaustiveSearch(machine, properties, written).run()).toEqual(result);
    }
    for (const [what, count] of Object.entries(met)) expect(count, what).toBeGreaterThan(100);
  });

  it('comes to the same together with symmetry', () => {
    const both: readonly Reduction[] = ['symmetry', 'partial-order'];
    let smaller = 0;
    for (const { text, symmetry } of fc.sample(randomSymmetric, { numRuns: 150, seed: 4714 })) {
      const made = machineOf(text);
      const machine = { ...made.machine, symmetry };
      const properties = ofStates(made.properties);
      const whole = new ExhaustiveSearch(machine, properties, { maxStates: 300 }).run();
      if (!whole.complete) continue;
      const one = new ExhaustiveSearch(machine, properties, { reduce: ['symmetry'] }).run();
      const result = new ExhaustiveSearch(machine, properties, { reduce: both }).run();
      const verdicts = (r: SearchResult) => r.properties.map((p) => p.verdict);
      expect(verdicts(result)).toEqual(verdicts(whole));
      expect(result.states).toBeLessThanOrEqual(one.states);
      if (result.states < one.states) smaller++;
      expect(roundRobinSearch(machine, properties, 3, 7, { reduce: both })).toEqual(result);
    }
    expect(smaller).toBeGreaterThan(1);
  });

  // Found once and kept: nothing is known of these numbers but that they are no larger than those of the whole space.
  it.each([
    {
      name: 'the philosophers',
      machine: diningPhilosophers(8),
      claim: neighboursAlternate,
      states: 768,
      of: 1_154,
    },
    {
      name: 'one who begins right',
      machine: diningPhilosophers(8, true),
      claim: neighboursAlternate,
      states: 963,
      of: 985,
    },
    { name: 'Peterson', machine: peterson(), claim: mutualExclusion, states: 20, of: 20 },
    { name: 'two-phase commit', machine: twoPhaseCommit(5), claim: consistent, states: 8_832, of: 8_832 },
  ])('decides $name in $states of $of states', ({ machine, claim, states, of }) => {
    const whole = new ExhaustiveSearch(machine as never, [claim] as never).run();
    const result = new ExhaustiveSearch(machine as never, [claim] as never, { reduce }).run();
    expect([result.states, whole.states]).toEqual([states, of]);
    expect(decidedOf(result)).toEqual(decidedOf(whole));
  });

  it('refuses claims about steps and paths', () => {
    expect(whyNotReduced(peterson(), [mutualExclusion, canEnter], reduce)).toMatch(
      /single states only.*: a-waiting-process-can-enter$/,
    );
  });
});

describe('footprints', () => {
  it('hold what every way through a choice reads and writes, and what it needs', () => {
    const machine = peterson();
    const names = machine.layout.fields.map(({ path }) => path);
    const footprints = footprintsOf(machine).map(({ reads, writes, needs }) => ({
      reads: [...reads].map((f) => names[f]).sort(),
      writes: [...writes].map((f) => names[f]).sort(),
      needs: [...needs].map(([f, values]) => `${names[f]} ${[...values]}`),
    }));
    expect(footprints[0]).toEqual({
      reads: ['process[0].at'],
      writes: ['process[0].at', 'process[0].flag'],
      needs: ['process[0].at 0'],
    });
    // Enters when the other has no flag up or it is its turn: all three are read, and only its place is needed.
    expect(footprints[4]).toEqual({
      reads: ['process[0].at', 'process[1].flag', 'turn'],
      writes: ['process[0].at'],
      needs: ['process[0].at 2', 'process[1].flag 0,1'],
    });
  });
});

describe('the comparison with the whole space', () => {
  const machines = sample(800, 99);
  const wrong = (): number => {
    let count = 0;
    for (const { machine, properties, whole } of machines) {
      const result = new ExhaustiveSearch(machine, properties, { reduce }).run();
      if (JSON.stringify(decidedOf(result)) !== JSON.stringify(decidedOf(whole))) count++;
    }
    return count;
  };

  it('finds nothing wrong with the reduction as it is', () => {
    expect(wrong()).toBe(0);
  });

  it('notices that the proviso is dropped', () => {
    vi.spyOn(Explorer.prototype, 'beginLevel').mockImplementation(() => {});
    expect(wrong()).toBeGreaterThan(0);
  });

  it('notices that steps are taken first that lead out of what has to be found', () => {
    broken.nothingLeaves = true;
    expect(wrong()).toBeGreaterThan(5);
  });

  it('notices that what is done with one field is forgotten', () => {
    broken.forgotten = 0;
    expect(wrong()).toBeGreaterThan(5);
  });

  it('notices that any one step is taken for a stubborn set', () => {
    vi.spyOn(StubbornSets.prototype, 'choose').mockImplementation(function (
      this: StubbornSets,
      _state,
      actions,
      from,
      to,
    ) {
      this.chosen.fill(0);
      this.chosen[actions[from]!] = 1;
      return to - from > 1;
    });
    expect(wrong()).toBeGreaterThan(5);
  });
});
