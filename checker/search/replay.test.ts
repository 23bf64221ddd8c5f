import { describe, expect, it } from 'vitest';
import type { Always, Machine, Property } from '../contract.ts';
import { type Safe, safe } from '../testing/safe.ts';
import { acceptsFresh, challenge } from '../toys/challenge.ts';
import { diningPhilosophers } from '../toys/dining-philosophers.ts';
import { canLeave, trapDoor } from '../toys/trap-door.ts';
import { traceOf } from '../trace.ts';
import { ExhaustiveSearch } from './exhaustive.ts';
import { replay, type StoredStep } from './replay.ts';

const always = (holds: Always<Safe>['holds']): Always<Safe> => ({
  id: 'claim',
  kind: 'always',
  claim: 'A claim.',
  cites: [],
  holds,
});
const fewTries = always((s) => s.tries < 2);
/** The trace of a violation, as a file would hold it. */
function storedTrace<S>(machine: Machine<S>, property: Property<S> | undefined): StoredStep[] {
  const found = new ExhaustiveSearch(machine, property === undefined ? [] : [property]).run().properties[0]!;
  return JSON.parse(JSON.stringify(traceOf(machine, found.path!)));
}
const trace: readonly StoredStep[] = storedTrace(safe, fewTries);
const withStep = (k: number, change: Partial<StoredStep>): StoredStep[] =>
  trace.map((step, n) => (n === k ? { ...step, ...change } : step));

describe('a stored trace', () => {
  it('is violated again on the machine it came from', () => {
    expect(trace.map((t) => [t.action, t.status])).toEqual([
      ['dial', 'ERROR_CODE'],
      ['dial', 'ERROR_CODE'],
    ]);
    expect(replay(safe, fewTries, trace)).toEqual({
      kind: 'violated',
      path: { initial: 0, actions: [0, 0] },
    });
  });

  it('is not violated when its last step no longer breaks the claim', () => {
    expect(
      replay(
        safe,
        always((s) => s.tries < 3),
        trace,
      ).kind,
    ).toBe('not-violated');
    expect(replay(safe, fewTries, trace.slice(0, 1)).kind).toBe('not-violated');
  });

  it('is not violated when the claim breaks before its end, but not at it', () => {
    expect(
      replay(
        safe,
        always((s) => s.tries !== 1),
        trace,
      ).kind,
    ).toBe('not-violated');
  });

  it('without steps is judged in the initial state', () => {
    expect(
      replay(
        safe,
        always((s) => s.tries > 0),
        [],
      ).kind,
    ).toBe('violated');
    expect(replay(safe, fewTries, []).kind).toBe('not-violated');
  });

  it('keeps the numbers of fresh values from step to step', () => {
    const steps = storedTrace(challenge(false), acceptsFresh);
    expect(steps.map((t) => t.changed)).toEqual([
      { asked: [0, 1] },
      { answered: [0, 1] },
      { asked: [1, 2] },
      { accepted: [false, true] },
    ]);
    expect(replay(challenge(false), acceptsFresh, steps).kind).toBe('violated');
  });
});

describe('a mismatch', () => {
  const mismatch = (step: number, reason: string) => ({ kind: 'mismatch', step, reason });

  it('names the step whose rule was renamed', () => {
    const [dial, close] = safe.rules;
    const renamed = { ...safe, rules: [{ ...dial!, name: 'turn' }, close!] };
    expect(replay(renamed, fewTries, trace)).toEqual(
      mismatch(1, 'no rule is called dial with the input {"code":1}'),
    );
  });

  it('names the step whose input is gone', () => {
    expect(replay(safe, fewTries, withStep(1, { input: { code: 9 } }))).toEqual(
      mismatch(2, 'no rule is called dial with the input {"code":9}'),
    );
  });

  it('names the step that gives another status', () => {
    expect(replay(safe, fewTries, withStep(1, { status: 'ERROR_SHUT' }))).toEqual(
      mismatch(2, 'dial gives ERROR_CODE where ERROR_SHUT was stored'),
    );
  });

  it('names the step that changes another value', () => {
    expect(replay(safe, fewTries, withStep(1, { changed: { tries: [1, 3] } }))).toEqual(
      mismatch(2, 'dial changes {"tries":[1,2]} where {"tries":[1,3]} was stored'),
    );
  });

  it('names the step that changes another field, more fields or none', () => {
    for (const changed of [
      { open: [false, true] as const },
      { tries: [0, 1] as const, open: [false, true] as const },
      {},
    ])
      expect(replay(safe, fewTries, withStep(0, { changed }))).toMatchObject({ kind: 'mismatch', step: 1 });
  });

  it('names the step that is not offered', () => {
    const opened: StoredStep = {
      action: 'dial',
      input: { code: 2 },
      status: 'done',
      changed: { open: [false, true] },
    };
    expect(replay(safe, fewTries, [trace[0]!, opened, opened])).toEqual(
      mismatch(3, 'dial is not offered in this state'),
    );
  });

  it('is found where a refusal has become a success', () => {
    const [dial, close] = safe.rules;
    const lenient = { ...safe, rules: [{ ...dial!, refusals: [] }, close!] };
    expect(replay(lenient, fewTries, trace)).toEqual(
      mismatch(1, 'dial gives done where ERROR_CODE was stored'),
    );
  });
});

describe('the trace of a claim about paths', () => {
  it('is decided by searching on from its last state', () => {
    const steps = storedTrace(trapDoor(false), canLeave);
    expect(replay(trapDoor(false), canLeave, steps).kind).toBe('violated');
    expect(replay(trapDoor(true), canLeave, steps).kind).toBe('not-violated');
    expect(replay(trapDoor(false), canLeave, steps.slice(0, 1)).kind).toBe('not-violated');
  });

  it('is not violated where its premise does not hold', () => {
    const steps = storedTrace(trapDoor(false), canLeave);
    const upstairs: typeof canLeave = { ...canLeave, from: (s) => s.place !== 'cellar' };
    expect(replay(trapDoor(false), upstairs, steps).kind).toBe('not-violated');
  });

  it('is violated for never-stuck where the machine still cannot move', () => {
    const machine = diningPhilosophers(3);
    const stuck = { ...fewTries, id: 'never-stuck', holds: () => true } as unknown as Property<never>;
    const steps = storedTrace(machine, undefined);
    expect(steps.length).toBe(3);
    expect(replay(machine, stuck as never, steps).kind).toBe('violated');
    expect(replay(machine, stuck as never, steps.slice(0, 2)).kind).toBe('not-violated');
    expect(replay({ ...machine, resting: () => true }, stuck as never, steps).kind).toBe('not-violated');
  });
});

describe('a machine that can begin in several states', () => {
  const shutBefore = (s: Safe): void => {
    s.tries = 3;
  };
  const twice = { ...safe, initial: [() => {}, shutBefore] };
  const shut: Property<Safe> = {
    id: 'never-shut',
    claim: 'It is never shut for good.',
    cites: [],
    kind: 'step',
    of: 'refused',
    holds: (_before, step) => step.refusal !== 'shut-for-good',
  };

  it('is replayed from the one in which the trace begins', () => {
    const { path } = new ExhaustiveSearch(twice, [shut]).run().properties[0]!;
    expect(path).toMatchObject({ initial: 1 });
    expect(replay(twice, shut, traceOf(twice, path!))).toEqual({ kind: 'violated', path });
  });

  it('gives the mismatch of the one from which the trace gets farthest', () => {
    const dialled = {
      action: 'dial',
      input: { code: 2 },
      status: 'done',
      changed: { open: [false, true] },
    } as const;
    const closed = { action: 'close', input: {}, status: 'locked', changed: {} } as const;
    expect(replay(twice, shut, [dialled, closed])).toMatchObject({ kind: 'mismatch', step: 2 });
  });
});
