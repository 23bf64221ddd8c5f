/**
 * The life cycles of a PDEV, a stream and a VDEV, counted a second time by SPIN from a Promela model that was written against the
 * text (life-cycles.pml, with its conventions). Skipped where SPIN or a C compiler is not installed.
 */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Machine } from '../../checker/contract.ts';
import { compileExpansion } from '../../checker/expand.ts';
import { ExhaustiveSearch } from '../../checker/search/exhaustive.ts';
import { rmms } from '../../counterexamples/registry.ts';
import { makeCatalogue } from '../../model/evidence/catalogue.ts';
import { makeMachine } from '../../model/machine.ts';
import { type ModelRule, modelRule } from '../../model/rule.ts';
import type { State } from '../../model/state.ts';
import { worlds } from '../../model/world.ts';
import { besideEachOther, lifeCycles as sideBySide } from './life-cycles.ts';
import type { Round } from './round.ts';
import { buildPan, spinVersion } from './spin.ts';

const promela = new URL('./life-cycles.pml', import.meta.url).pathname;

/** States that SPIN stores, exactly: no reduction, no hashing away. */
function spinStates(define: string | undefined): Round {
  const pan = buildPan(readFileSync(promela, 'utf8'), 'exact', define === undefined ? [] : [define]);
  try {
    return pan.run();
  } finally {
    pan.remove();
  }
}

/** A device that answers everything, so that what it would refuse does not narrow what the RMM can do. */
const answers = modelRule<Record<never, never>>({
  name: 'device answers',
  actor: 'device',
  cites: [],
  inputs: [{}],
  offered: (s) => s.exchanges.ep.at === 'REQUEST',
  effect: (s) => {
    s.exchanges.ep.at = 'RESPONSE';
    return 'RESPONSE';
  },
});

const FOR_ROOT_PORT = ['RMI_PDEV_COMMUNICATE', 'RMI_PDEV_ABORT'];
const ABOUT = /^RMI_(PDEV|VDEV)_(?!COMPLETE|GET_STATE)/;

/** The world rmm-objects without arguments that can only be refused, and with a root port that is there from the beginning. */
function lifeCycles(rmm: 'hardened' | '2.0-bet1'): Machine<State> {
  const { version, changes } = rmms[rmm]!;
  // The key always matches in the Promela model.
  const machine = makeMachine(
    worlds['rmm-objects'],
    makeCatalogue(undefined),
    changes.filter(({ slug }) => slug !== 'key-not-matched'),
    version,
  );
  const wellFormed = (rule: ModelRule): ModelRule => {
    const first = Object.keys(rule.inputs[0] as unknown as object);
    const inputs = (rule.inputs as readonly Record<string, unknown>[]).filter((i) => {
      const names = Object.entries(i).filter(([, value]) => typeof value === 'string');
      const plain = Object.keys(i).every((key) => first.includes(key) || key === 'more');
      const known = names.every(
        ([, value]) =>
          !/UNALIGNED|OUTSIDE|MMIO|DELEGATED|OTHER_(KIND|REALM|DEVICE)|INTERMEDIATE/.test(String(value)),
      );
      return plain && known && (i.pdev !== 'rp' || FOR_ROOT_PORT.includes(rule.name));
    });
    return { ...rule, inputs: inputs as never };
  };
  const { normalize: _, ...rest } = machine;
  return {
    ...rest,
    rules: [...machine.rules.filter(({ name }) => ABOUT.test(name)).map(wellFormed), answers],
    initial: [
      (s) => {
        s.granules.rp = 'PDEV';
        s.pdevs.rp.state = 'READY';
        s.granules.ep = 'DELEGATED';
        s.granules.v0 = 'DELEGATED';
      },
    ],
  };
}

/** Distinct values of what the Promela model knows, over all reachable states. */
function projections(machine: Machine<State>): { readonly states: number; readonly distinct: number } {
  const found: Int32Array[] = [];
  const seen = new Set<string>();
  const distinct = new Set<string>();
  const add = (words: Int32Array): void => {
    const key = words.join();
    if (seen.has(key)) return;
    seen.add(key);
    found.push(words.slice());
  };
  const expansion = compileExpansion(
    machine,
    () => {
      machine.layout.canonicalize?.(expansion.work);
      add(expansion.work);
    },
    false,
  );
  const view = machine.layout.view(expansion.source);
  for (const begin of machine.initial) {
    const words = new Int32Array(machine.layout.words);
    begin(machine.layout.view(words));
    add(words);
  }
  for (let k = 0; k < found.length; k++) {
    expansion.source.set(found[k]!);
    const { ep, rp } = view.pdevs;
    const { v0 } = view.vdevs;
    distinct.add(
      [
        ep.state,
        ep.op,
        ep.comm,
        rp.state,
        rp.op,
        rp.comm,
        view.streams.ep.state,
        v0.state,
        v0.op,
        v0.comm,
      ].join(),
    );
    expansion.expand();
  }
  return { states: seen.size, distinct: distinct.size };
}

const here = spinVersion() !== undefined;
describe('the life cycles of one PDEV, one stream and one VDEV', () => {
  it.each([
    { rmm: '2.0-bet1', define: undefined, count: 3822 },
    { rmm: 'hardened', define: 'HARDENED', count: 3105 },
  ] as const)('have $count states by the rules $rmm', ({ rmm, count }) => {
    expect(projections(lifeCycles(rmm)).distinct).toBe(count);
  });

  it.skipIf(!here).each([
    { define: undefined, count: 3822 },
    { define: 'HARDENED', count: 3105 },
  ])(`have as many for SPIN: $count${here ? '' : ' (skipped: no spin or gcc)'}`, ({ define, count }) => {
    expect(readFileSync(promela, 'utf8')).toContain('B4.5.25');
    expect(spinStates(define).states).toBe(count);
  });

  it('have as many states in the machine that the bench compares', () => {
    expect(new ExhaustiveSearch(sideBySide(1), []).run()).toMatchObject({
      states: 3105,
      transitions: 15_685,
    });
  });

  it('are put side by side in Promela with variables of their own', () => {
    const twice = besideEachOther(readFileSync(promela, 'utf8'), 2);
    expect(twice.match(/^mtype:pd ep_\d = /gm)).toEqual(['mtype:pd ep_0 = ', 'mtype:pd ep_1 = ']);
    expect(twice.match(/^active proctype host_\d\(\)/gm)).toHaveLength(2);
    expect(() => besideEachOther('', 2)).toThrow(/does not declare its variables/);
  });

  it.skipIf(!here)('take as many steps there as for SPIN', () => {
    const { states, transitions } = spinStates('HARDENED');
    expect({ states, transitions }).toEqual({ states: 3105, transitions: 15_685 });
  });
});
