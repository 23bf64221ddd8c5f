import { describe, expect, it } from 'vitest';
import { type Always, type Machine, type Property, rule, type Step, type StepProperty } from '../contract.ts';
import { int, type StateView } from '../fields.ts';
import { defineLayout } from '../layout.ts';
import { type Safe, safe } from '../testing/safe.ts';
import { canLeave, trapDoor } from '../toys/trap-door.ts';
import { consistent, twoPhaseCommit } from '../toys/two-phase-commit.ts';
import { traceOf } from '../trace.ts';
import { type ExhaustiveOptions, ExhaustiveSearch } from './exhaustive.ts';

const search = <S>(machine: Machine<S>, properties: readonly Property<S>[], options?: ExhaustiveOptions) =>
  new ExhaustiveSearch(machine, properties, options).run();
const verdictOf = <S>(machine: Machine<S>, property: Property<S>, options?: ExhaustiveOptions) =>
  search(machine, [property], options).properties[0]!;

const spec = { n: int(100) };
type Counter = StateView<typeof spec>;

/** Counts up from `starts` by 1, 3 or 5 at a time, to `end`. */
function counter(end: number, starts: readonly number[] = [0]): Machine<Counter> {
  return {
    name: 'counter',
    layout: defineLayout(spec),
    initial: starts.map((n) => (s) => {
      s.n = n;
    }),
    rules: [
      rule<Counter, { by: number }>({
        name: 'add',
        actor: 'clerk',
        cites: [],
        inputs: [{ by: 1 }, { by: 3 }, { by: 5 }],
        offered: (s, i) => s.n + i.by <= end,
        effect: (s, i) => {
          s.n += i.by;
          return undefined;
        },
      }),
    ],
  };
}
const claim = { id: 'claim', claim: 'A claim.', cites: [] };
const never = (n: number): Always<Counter> => ({ ...claim, kind: 'always', holds: (s) => s.n !== n });

describe('a closed space', () => {
  it('is reported as complete, with every state judged', () => {
    const result = search(counter(40), [never(41)]);
    // 39 is the farthest: seven fives, a three and a one.
    expect(result).toMatchObject({ complete: true, outcome: 'holds', states: 41, depth: 9 });
    expect(result.properties[0]).toMatchObject({ verdict: 'holds', judged: 41 });
    expect(result.properties[0]!.path).toBeUndefined();
  });

  it('shows its progress on the way: nothing left at the end, and no number falls', () => {
    const running = new ExhaustiveSearch(twoPhaseCommit(5), [consistent]);
    const progress = [running.progress];
    while (running.advance(500)) progress.push(running.progress);
    progress.push(running.progress);
    expect(progress.length).toBe(Math.ceil(8_832 / 500) + 1);
    expect(progress.at(-1)).toMatchObject({ states: 8_832, frontier: 0, transitions: 58_145, depth: 16 });
    for (const what of ['states', 'transitions', 'depth', 'bytes'] as const) {
      const values = progress.map((p) => p[what]);
      expect(values, what).toEqual([...values].sort((a, b) => a - b));
    }
  });
});

describe('a state limit', () => {
  it('leaves every open claim inconclusive, and says that the space was not closed', () => {
    const unreached: Property<Counter> = { ...claim, kind: 'sometimes', reaches: (s) => s.n === 40 };
    const back: Property<Counter> = { ...claim, kind: 'recoverable', to: (s) => s.n === 0 };
    const result = search(counter(40), [never(41), unreached, back], { maxStates: 10 });
    expect(result).toMatchObject({ complete: false, outcome: 'inconclusive' });
    expect(result.properties.map((p) => p.verdict)).toEqual(['inconclusive', 'inconclusive', 'inconclusive']);
    // Three levels end at 1, 4 and 9 states; the fourth is finished, and passes the limit.
    expect(result).toMatchObject({ states: 14, depth: 2 });
  });

  it('does not take back what was found before it', () => {
    const reached: Property<Counter> = { ...claim, kind: 'sometimes', reaches: (s) => s.n === 3 };
    const result = search(counter(40), [never(5), reached], { maxStates: 10 });
    expect(result.outcome).toBe('violated');
    expect(result.properties.map((p) => p.verdict)).toEqual(['violated', 'holds']);
  });

  it('does not matter when the space is no larger', () => {
    expect(search(counter(40), [never(41)], { maxStates: 41 })).toEqual(search(counter(40), [never(41)]));
    expect(search(counter(40), [never(41)], { maxStates: 40 }).complete).toBe(false);
  });
});

describe('a violation', () => {
  it('is reached by a shortest path', () => {
    const found = verdictOf(counter(40), never(17));
    // 17 = 5 + 5 + 5 + 1 + 1 and no four of 1, 3, 5 make 17.
    expect(found.verdict).toBe('violated');
    expect(
      traceOf(counter(40), found.path!)
        .map((t) => t.changed.n![1])
        .at(-1),
    ).toBe(17);
    expect(found.path!.actions.length).toBe(5);
  });

  it('in an initial state has an empty path from that initial state', () => {
    expect(verdictOf(counter(40, [3, 9]), never(9)).path).toEqual({ initial: 1, actions: [] });
  });

  it('starts from the initial state that is nearest', () => {
    const found = verdictOf(counter(40, [0, 20, 10]), never(24));
    expect(found.path!.initial).toBe(1);
    expect(found.path!.actions.length).toBe(2);
  });

  it('does not stop the search: other claims are still decided', () => {
    const result = search(counter(40), [never(1), never(41)]);
    expect(result.complete).toBe(true);
    expect(result.properties.map((p) => p.verdict)).toEqual(['violated', 'holds']);
  });

  it('of AG EF ends in the nearest state without a way back', () => {
    const found = verdictOf(trapDoor(false), canLeave);
    expect(traceOf(trapDoor(false), found.path!).at(-1)!.changed).toEqual({ place: ['room', 'cellar'] });
  });
});

describe('a claim about nothing', () => {
  it('is vacuous for `always` when its premise never holds, and no success', () => {
    const hollow: Property<Counter> = { ...claim, kind: 'always', when: (s) => s.n > 40, holds: () => false };
    const result = search(counter(40), [hollow]);
    expect(result.properties[0]).toMatchObject({ verdict: 'vacuous', judged: 0 });
    expect(result.outcome).toBe('inconclusive');
  });

  it('is vacuous for a step property on a rule that does not exist', () => {
    const hollow: Property<Counter> = { ...claim, kind: 'step', on: ['subtract'], holds: () => false };
    expect(verdictOf(counter(40), hollow)).toMatchObject({ verdict: 'vacuous', judged: 0 });
  });

  it('is vacuous for AG EF when nothing is ever in `from`', () => {
    const hollow: Property<Counter> = { ...claim, kind: 'recoverable', from: () => false, to: () => false };
    expect(verdictOf(counter(40), hollow)).toMatchObject({ verdict: 'vacuous', judged: 0 });
  });

  it('is a violation for `sometimes` when no state has it, without a path', () => {
    const absent: Property<Counter> = { ...claim, kind: 'sometimes', reaches: (s) => s.n === 41 };
    const found = verdictOf(counter(40), absent);
    expect(found).toMatchObject({ verdict: 'violated', judged: 0 });
    expect(found.path).toBeUndefined();
    expect(search(counter(40), [absent]).outcome).toBe('violated');
  });

  it('is not a violation for `sometimes` when one state has it: the path is a shortest one to it', () => {
    const found = verdictOf(counter(40), { ...claim, kind: 'sometimes', reaches: (s) => s.n === 9 });
    expect(found.verdict).toBe('holds');
    expect(found.path!.actions.length).toBe(3);
  });
});

describe('a step property', () => {
  const step = (more: Omit<StepProperty<Safe>, 'id' | 'claim' | 'cites' | 'kind'>): StepProperty<Safe> => ({
    ...claim,
    kind: 'step',
    ...more,
  });

  it('is judged on taken steps unless it asks for refused ones', () => {
    expect(verdictOf(safe, step({ holds: () => true }))).toMatchObject({ verdict: 'holds', judged: 6 });
    expect(verdictOf(safe, step({ of: 'taken', holds: (_b, s) => !s.refused })).judged).toBe(6);
    expect(verdictOf(safe, step({ of: 'refused', holds: (_b, s) => s.refused }))).toMatchObject({
      verdict: 'holds',
      judged: 9,
    });
  });

  it('is judged on the steps of its rules only, and where its premise holds', () => {
    expect(verdictOf(safe, step({ on: ['close'], holds: () => true })).judged).toBe(3);
    const opening = step({ when: (b, _s, a) => !b.open && a.open, holds: (b) => b.tries < 3 });
    expect(verdictOf(safe, opening)).toMatchObject({ verdict: 'holds', judged: 3 });
  });

  it('sees what a refused call leaves behind', () => {
    const found = verdictOf(safe, step({ of: 'refused', holds: (_b, s) => !s.changed }));
    expect(found.verdict).toBe('violated');
    expect(traceOf(safe, found.path!)).toEqual([
      {
        actor: 'owner',
        action: 'dial',
        input: { code: 1 },
        status: 'ERROR_CODE',
        cites: safe.rules[0]!.cites,
        changed: { tries: [0, 1] },
      },
    ]);
  });

  it('sees refused calls that leave nothing, and the state they were refused in', () => {
    const found = verdictOf(safe, step({ of: 'refused', holds: (b, s) => s.changed || b.tries < 3 }));
    expect(found.verdict).toBe('violated');
    // Three wrong codes, each of which counts, and then any code.
    expect(traceOf(safe, found.path!).map((t) => t.status)).toEqual([
      'ERROR_CODE',
      'ERROR_CODE',
      'ERROR_CODE',
      'ERROR_SHUT',
    ]);
  });

  it('is given before, step and after as they are', () => {
    const seen: [number, Step, number][] = [];
    verdictOf(safe, step({ of: 'refused', holds: (b, s, a) => seen.push([b.tries, { ...s }, a.tries]) > 0 }));
    const dial = { actor: 'owner', rule: 'dial', refused: true };
    expect(seen[0]).toEqual([
      0,
      { ...dial, input: { code: 1 }, outcome: 'ERROR_CODE', refusal: 'wrong-code', changed: true },
      1,
    ]);
    expect(seen.at(-1)).toEqual([
      3,
      { ...dial, input: { code: 3 }, outcome: 'ERROR_SHUT', refusal: 'shut-for-good', changed: false },
      3,
    ]);
  });

  it('is judged on steps that change nothing', () => {
    const machine = trapDoor(false);
    const found = verdictOf(machine, { ...claim, kind: 'step', holds: (_b, s) => s.changed });
    expect(traceOf(machine, found.path!).map((t) => t.action)).toEqual(['enter', 'fall', 'shout']);
  });
});

describe('never-stuck', () => {
  it('is claimed only by a machine that says where it may rest', () => {
    const { resting: _, ...restless } = safe;
    expect(search(restless, []).properties).toEqual([]);
    expect(search(safe, []).properties).toMatchObject([{ id: 'never-stuck', verdict: 'holds', judged: 1 }]);
  });

  it('fails in a state whose every call is refused and leaves nothing', () => {
    const result = search({ ...safe, resting: () => false }, []);
    expect(result.properties[0]).toMatchObject({ id: 'never-stuck', verdict: 'violated' });
    expect(result.properties[0]!.path!.actions.length).toBe(3);
  });

  it('fails in a state whose only step leads back to it', () => {
    const result = search({ ...trapDoor(false), resting: () => false }, []);
    expect(result.properties[0]).toMatchObject({ verdict: 'violated', judged: 1 });
    expect(result.properties[0]!.path!.actions.length).toBe(2);
  });

  it('holds where nothing is ever stuck, and is not called vacuous for it', () => {
    const result = search({ ...trapDoor(true), resting: () => false }, []);
    expect(result.properties[0]).toMatchObject({ verdict: 'holds', judged: 0 });
  });
});
