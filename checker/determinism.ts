/**
 * Looks for rules that are not functions of the state: each action of the first states is taken twice, the second
 * time in reversed order and in other buffers, and the two results are compared. A rule that reads a clock, a random
 * number, a global or another view gives itself away here before it gives a wrong counterexample.
 */

import type { Machine } from './contract.ts';
import { compileExpansion, type Expansion } from './expand.ts';
import { VisitedSet } from './visited.ts';

export interface Nondeterminism {
  readonly rule: string;
  readonly input: string;
  /** The state it was taken from. */
  readonly state: Readonly<Record<string, unknown>>;
  readonly first: string;
  readonly second: string;
}

const WROTE = 'wrote to the state';

function describe(expansion: Expansion, action: number, machine: Machine<unknown>): string {
  const before = expansion.source.slice();
  const step = expansion.take(action);
  if (expansion.source.some((word, k) => word !== before[k])) return `${WROTE} before the step`;
  if (step === undefined) {
    const wrote = expansion.work.some((word, k) => word !== before[k]);
    return wrote ? `${WROTE}, though it is not offered` : 'not offered';
  }
  return `${step.outcome} ${JSON.stringify(machine.layout.diff(before, expansion.work))}`;
}

/** Explores up to `states` states. Returns the first disagreement, or undefined when every result was the same. */
export function checkDeterminism<S>(machine: Machine<S>, states: number): Nondeterminism | undefined {
  const untyped = machine as Machine<unknown>;
  const visited = new VisitedSet(machine.layout.words);
  const first = compileExpansion(machine, () => {}, false);
  const second = compileExpansion(machine, () => {}, false);
  for (const write of machine.initial) {
    first.work.fill(0);
    write(machine.layout.view(first.work));
    machine.layout.canonicalize?.(first.work);
    visited.insert(first.work);
  }
  for (let row = 0; row < visited.size && row < states; row++) {
    visited.load(row, first.source);
    second.source.set(first.source);
    const again = first.actions.map((_, k) => k).reverse();
    const results = new Map(again.map((k) => [k, describe(second, k, untyped)]));
    for (const [k, action] of first.actions.entries()) {
      const once = describe(first, k, untyped);
      const twice = results.get(k)!;
      if (once !== twice || once.startsWith(WROTE)) {
        const state = machine.layout.toObject(first.source);
        return {
          rule: action.rule.name,
          input: JSON.stringify(action.input),
          state,
          first: once,
          second: twice,
        };
      }
      machine.layout.canonicalize?.(first.work);
      if (once !== 'not offered') visited.insert(first.work);
    }
  }
  return undefined;
}
