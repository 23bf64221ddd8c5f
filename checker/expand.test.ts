import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Machine } from './contract.ts';
import { compileExpansion } from './expand.ts';
import { ExhaustiveSearch } from './search/exhaustive.ts';
import { machineOf } from './testing/packed-machine.ts';
import { randomMachine } from './testing/random-machines.ts';
import { type Safe, safe } from './testing/safe.ts';
import { statesOf } from './trace.ts';

interface Seen {
  readonly action: number;
  readonly outcome: string;
  readonly refused: boolean;
  readonly changed: boolean;
  readonly after: string;
}

/** Every step from a state, as the compiled loops visit it. */
function stepsFrom<S>(machine: Machine<S>, state: Int32Array, refusals: boolean): Seen[] {
  const seen: Seen[] = [];
  const expansion = compileExpansion(
    machine,
    (action, { outcome, refused, changed }) => {
      seen.push({ action, outcome, refused, changed, after: expansion.work.join() });
    },
    refusals,
  );
  expansion.source.set(state);
  expansion.expand();
  return seen;
}

const stateOf = (values: { open?: boolean; tries?: number }): Int32Array => safe.layout.fromObject(values);
const key = (values: { open?: boolean; tries?: number }): string => stateOf(values).join();

describe('a rule with refusals', () => {
  it('is refused by the first condition that fails, and by that one only', () => {
    // With three tries behind it, code 1 meets both conditions.
    expect(stepsFrom(safe, stateOf({ tries: 3 }), true).map((s) => s.outcome)).toEqual([
      'ERROR_SHUT',
      'ERROR_SHUT',
      'ERROR_SHUT',
    ]);
    expect(stepsFrom(safe, stateOf({ tries: 1 }), true)).toEqual([
      { action: 0, outcome: 'ERROR_CODE', refused: true, changed: true, after: key({ tries: 2 }) },
      { action: 1, outcome: 'done', refused: false, changed: true, after: key({ tries: 1, open: true }) },
      { action: 2, outcome: 'ERROR_CODE', refused: true, changed: true, after: key({ tries: 2 }) },
    ]);
  });

  it('decides by the order of the list: the other way round, the wrong code answers first', () => {
    const [dial, close] = safe.rules;
    const silent = dial!.refusals!.map(({ leaves: _, ...refusal }) => refusal);
    const outcomes = (refusals: typeof silent): string[] => {
      const machine: Machine<Safe> = { ...safe, rules: [{ ...dial!, refusals }, close!] };
      return stepsFrom(machine, stateOf({ tries: 3 }), true).map((s) => s.outcome);
    };
    expect(outcomes(silent)).toEqual(['ERROR_SHUT', 'ERROR_SHUT', 'ERROR_SHUT']);
    expect(outcomes([...silent].reverse())).toEqual(['ERROR_CODE', 'ERROR_SHUT', 'ERROR_CODE']);
  });

  it('is shown where a refusal leaves something, and otherwise only to those who ask', () => {
    expect(stepsFrom(safe, stateOf({ tries: 3 }), false)).toEqual([]);
    expect(stepsFrom(safe, stateOf({ tries: 2 }), false).map((s) => s.refused)).toEqual([true, false, true]);
  });

  it('counts what was taken and which condition refused, over the whole space', () => {
    const { rules, transitions } = new ExhaustiveSearch<Safe>(safe, []).run();
    expect(rules.map((r) => ({ ...r, refused: { ...r.refused } }))).toEqual([
      { rule: 'dial', taken: 3, refused: { 'shut-for-good': 3, 'wrong-code': 6 } },
      { rule: 'close', taken: 3, refused: {} },
    ]);
    expect(transitions).toBe(6);
  });
});

describe('taking one action', () => {
  it('is undefined where the action is not offered', () => {
    const expansion = compileExpansion(safe, () => {}, false);
    expansion.source.set(stateOf({ open: true }));
    expect(expansion.take(0)).toBeUndefined();
    expect(expansion.take(3)).toMatchObject({
      rule: 'close',
      outcome: 'closed',
      refused: false,
      changed: true,
    });
    expect(expansion.work.join()).toBe(key({}));
  });

  it('agrees with expansion on every action of the first states of 100 random machines', () => {
    let compared = 0;
    fc.assert(
      fc.property(randomMachine, (text) => {
        const { machine } = machineOf(text);
        const walker = compileExpansion(machine, () => {}, false);
        const paths = walker.actions.map((_, k) => ({ initial: 0, actions: [k] }));
        for (const state of paths.flatMap((path) => statesOf(machine, path))) {
          walker.source.set(state);
          const taken = walker.actions.flatMap((_, action): Seen[] => {
            const step = walker.take(action);
            if (step === undefined) return [];
            const { outcome, refused, changed } = step;
            return [{ action, outcome, refused, changed, after: walker.work.join() }];
          });
          expect(stepsFrom(machine, state, true)).toEqual(taken);
          compared += taken.length;
        }
      }),
      { numRuns: 100, seed: 7 },
    );
    expect(compared).toBeGreaterThan(2000);
  });
});
