import { describe, expect, it } from 'vitest';
import type { Always } from './contract.ts';
import { type Safe, safe } from './testing/safe.ts';
import { trapDoor } from './toys/trap-door.ts';
import { breaks, statesOf, traceOf } from './trace.ts';

const dialled = { initial: 0, actions: [0, 1, 3] };
const shut: Always<Safe> = {
  id: 'stays-shut',
  kind: 'always',
  claim: 'The safe stays shut.',
  cites: [],
  holds: (s) => !s.open,
};

describe('a trace', () => {
  it('shows who did what, what came back, and exactly what changed', () => {
    const { cites } = safe.rules[0]!;
    expect(traceOf(safe, dialled)).toEqual([
      {
        actor: 'owner',
        action: 'dial',
        input: { code: 1 },
        status: 'ERROR_CODE',
        cites,
        changed: { tries: [0, 1] },
      },
      {
        actor: 'owner',
        action: 'dial',
        input: { code: 2 },
        status: 'done',
        cites,
        changed: { open: [false, true] },
      },
      {
        actor: 'owner',
        action: 'close',
        input: {},
        status: 'closed',
        cites,
        changed: { open: [true, false], tries: [1, 0] },
      },
    ]);
  });

  it('comes with the states before each step and after the last', () => {
    expect(statesOf(safe, dialled).map((s) => safe.layout.toObject(s))).toEqual([
      { open: false, tries: 0 },
      { open: false, tries: 1 },
      { open: true, tries: 1 },
      { open: false, tries: 0 },
    ]);
  });

  it('is not made of a path that does not fit the machine', () => {
    expect(() => traceOf(safe, { initial: 0, actions: [0, 3] })).toThrow(
      'step 2 of a path, close, is not offered where it was found',
    );
  });
});

describe('a path', () => {
  it('breaks a claim only if its last step does', () => {
    expect(breaks(safe, shut, { initial: 0, actions: [0, 1] })).toBe(true);
    expect(breaks(safe, shut, { initial: 0, actions: [0] })).toBe(false);
    expect(breaks(safe, shut, dialled)).toBe(false);
  });

  it('does not break a claim about states by a last step that stays where it was broken', () => {
    const [enter, fall, shout] = [0, 2, 3];
    const breaksAfter = (actions: number[]): boolean =>
      breaks(
        trapDoor(false),
        {
          id: 'upstairs',
          kind: 'always',
          claim: 'No cellar.',
          cites: [],
          holds: (s) => s.place !== 'cellar',
        },
        { initial: 0, actions },
      );
    expect(breaksAfter([enter, fall])).toBe(true);
    expect(breaksAfter([enter, fall, shout])).toBe(false);
  });

  it('breaks nothing when it cannot be walked to its end', () => {
    expect(breaks(safe, shut, { initial: 0, actions: [1, 1] })).toBe(false);
  });
});
