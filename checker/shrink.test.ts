import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Machine, Property } from './contract.ts';
import type { Path } from './result.ts';
import { shrink } from './shrink.ts';
import { machineOf } from './testing/packed-machine.ts';
import { randomMachine } from './testing/random-machines.ts';
import { mutualExclusion, peterson } from './toys/peterson.ts';
import { breaks, traceOf } from './trace.ts';
import { Walker } from './walker.ts';

/** Walks what is offered of the actions, and keeps them up to the first failure. Undefined if there is none. */
function walk<S>(
  machine: Machine<S>,
  property: Property<S>,
  actions: readonly number[],
): number[] | undefined {
  const walker = new Walker(machine, [property]);
  walker.reset(0);
  const walked: number[] = [];
  if (walker.failed.includes(0)) return walked;
  for (const action of actions) {
    if (walker.take(action) === undefined) continue;
    walked.push(action);
    if (walker.failed.includes(0)) return walked;
  }
  return undefined;
}

/** Every path that is left when one step goes, walked as far as it is offered. */
const without = (path: Path): number[][] =>
  path.actions.map((_, k) => [...path.actions.slice(0, k), ...path.actions.slice(k + 1)]);

describe('shrinking', () => {
  it('takes detours out of a walk through Peterson, down to the six steps that it needs', () => {
    const machine = peterson('turn-then-flag');
    const [announce, wait, enter, leave] = [0, 2, 4, 6];
    const once = (p: number): number[] => [announce + p, wait + p, enter + p, leave + p];
    const clash = [announce, announce + 1, wait + 1, enter + 1, wait, enter];
    const long = { initial: 0, actions: [...once(0), ...once(1), ...once(1), ...once(0), ...clash] };
    expect(breaks(machine, mutualExclusion, long)).toBe(true);
    expect(shrink(machine, mutualExclusion, long)).toEqual({ initial: 0, actions: clash });
    expect(traceOf(machine, shrink(machine, mutualExclusion, long)).length).toBe(6);
  });

  it('stops at the first failure', () => {
    const machine = peterson('turn-then-flag');
    const clash = [0, 1, 3, 5, 2, 4];
    const path = { initial: 0, actions: [...clash, 6, 7] };
    expect(shrink(machine, mutualExclusion, path).actions).toEqual(clash);
  });

  it('leaves a path alone that breaks nothing', () => {
    const path = { initial: 0, actions: [0, 1, 3] };
    expect(shrink(peterson(), mutualExclusion, path)).toBe(path);
  });

  it('gives a path that still fails and of which no single step can be left out, on random walks', () => {
    let shrunk = 0;
    fc.assert(
      fc.property(
        randomMachine,
        fc.array(fc.nat(1000), { minLength: 10, maxLength: 40 }),
        (text, numbers) => {
          const { machine, properties } = machineOf(text);
          for (const property of properties) {
            if (property.kind !== 'always' && property.kind !== 'step') continue;
            const total = new Walker(machine, []).actions.length;
            const failing = walk(
              machine,
              property,
              numbers.map((n) => n % total),
            );
            if (failing === undefined) continue;
            const short = shrink(machine, property, { initial: 0, actions: failing });
            expect(breaks(machine, property, short)).toBe(true);
            expect(short.actions.length).toBeLessThanOrEqual(failing.length);
            for (const rest of without(short)) expect(walk(machine, property, rest)).toBeUndefined();
            if (short.actions.length > 1 && short.actions.length < failing.length) shrunk++;
          }
        },
      ),
      { numRuns: 400, seed: 11 },
    );
    expect(shrunk).toBeGreaterThan(10);
  });
});
