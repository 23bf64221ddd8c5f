/**
 * Fairness asks of a step whether it changes the state (checker/contract.ts). So that the reductions of normalize.ts do not
 * bear on it, a step must change a state exactly if it changes the one that it is normalized to.
 */

import { describe, expect, it } from 'vitest';
import type { Machine, Step } from '../checker/contract.ts';
import { compileExpansion } from '../checker/expand.ts';
import { makeNormalizer } from '../checker/normalizer.ts';
import { VisitedSet } from '../checker/visited.ts';
import { makeCatalogue } from './evidence/catalogue.ts';
import { makeMachine } from './machine.ts';
import type { State } from './state.ts';
import { type World, type WorldName, worlds } from './world.ts';

const catalogue = makeCatalogue();

/** Some reachable states as they are: all, up to `most`, and those of random walks. */
function statesOf(world: World, machine: Machine<State>, most: number, walks: number): Int32Array[] {
  const { normalize: _, ...whole } = machine;
  const visited = new VisitedSet(machine.layout.words);
  const expansion = compileExpansion(whole, () => {}, false);
  const { source, work, actions } = expansion;
  const scratch = new Int32Array(work.length);
  const keep = (): void => {
    scratch.set(work);
    machine.layout.canonicalize?.(scratch);
    visited.insert(scratch);
  };
  for (const write of machine.initial) {
    work.fill(0);
    write(machine.layout.view(work));
    keep();
  }
  for (let row = 0; row < visited.size && visited.size < most; row++) {
    visited.load(row, source);
    for (let action = 0; action < actions.length; action++) if (expansion.take(action)?.changed) keep();
  }
  let random = 1;
  const draw = (): number => {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    return ((random >>> 8) + 1) / 2 ** 24;
  };
  for (let walk = 0; walk < walks; walk++) {
    visited.load(0, source);
    for (let length = 0; length < 250; length++) {
      let [best, least] = [-1, Number.POSITIVE_INFINITY];
      for (let action = 0; action < actions.length; action++) {
        const step = expansion.take(action);
        if (step === undefined || !step.changed) continue;
        const key = -Math.log(draw()) / world.weight(step);
        if (key < least) [best, least] = [action, key];
      }
      if (best < 0) break;
      expansion.take(best);
      keep();
      source.set(scratch);
    }
  }
  return Array.from({ length: visited.size }, (_, row) => {
    const state = new Int32Array(machine.layout.words);
    visited.load(row, state);
    return state;
  });
}

/** How many of the states are normalized to another, and the steps that change only one of the two. */
function disagreements(machine: Machine<State>, states: readonly Int32Array[]) {
  const first = compileExpansion(machine, () => {}, false);
  const second = compileExpansion(machine, () => {}, false);
  const normalizer = makeNormalizer(machine, 0);
  const found: string[] = [];
  let reduced = 0;
  const sees = (step: Step | undefined): string =>
    step === undefined ? 'not offered' : step.changed ? 'changed' : 'as it was';
  for (const state of states) {
    first.source.set(state);
    second.source.set(state);
    normalizer.fix(second.source, 0);
    if (state.every((word, k) => word === second.source[k])) continue;
    reduced++;
    for (const [k, { rule, input }] of first.actions.entries()) {
      const [is, would] = [sees(first.take(k)), sees(second.take(k))];
      if (is !== would) found.push(`${rule.name} ${JSON.stringify(input)}: ${is}, ${would}`);
    }
  }
  return { reduced, found: [...new Set(found)] };
}

describe('a step of a state and of the one that it is normalized to', () => {
  it.each([
    { name: 'one-device', most: 3_000, walks: 100, least: 100 },
    { name: 'rmm-alone', most: 500, walks: 6, least: 100 },
    { name: 'rmm-siblings', most: 500, walks: 6, least: 100 },
  ] as const satisfies readonly { readonly name: WorldName; most: number; walks: number; least: number }[])(
    'changes both or neither: $name',
    ({ name, most, walks, least }) => {
      const machine = makeMachine(worlds[name], catalogue, []);
      const { reduced, found } = disagreements(machine, statesOf(worlds[name], machine, most, walks));
      expect(found).toEqual([]);
      expect(reduced).toBeGreaterThanOrEqual(least);
    },
  );

  it('is one and the same in connect-faults, where nothing is normalized', () => {
    const machine = makeMachine(worlds['connect-faults'], catalogue, []);
    const states = statesOf(worlds['connect-faults'], machine, 1_000_000, 0);
    expect(states).toHaveLength(1_524);
    expect(disagreements(machine, states)).toEqual({ reduced: 0, found: [] });
  });

  it('would be told apart by a reduction that forgets where the guest is', () => {
    const machine: Machine<State> = {
      ...makeMachine(worlds['connect-faults'], catalogue, []),
      normalize: (s) => {
        s.host.pc = 'IDLE';
      },
    };
    const { found } = disagreements(machine, statesOf(worlds['connect-faults'], machine, 200, 0));
    expect(found.length).toBeGreaterThan(0);
  });
});
