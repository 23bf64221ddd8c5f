/**
 * The reductions of normalize.ts under devices that are not the specification's. They write nothing that a device reads;
 * here the verdicts and least lengths of a smaller world are compared with and without them.
 */

import { describe, expect, it } from 'vitest';
import type { Input, Machine } from '../../checker/contract.ts';
import { ExhaustiveSearch } from '../../checker/search/exhaustive.ts';
import { propertiesOf } from '../../properties/registry.ts';
import { makeCatalogue } from '../evidence/catalogue.ts';
import { makeMachine } from '../machine.ts';
import { withInputs } from '../rule.ts';
import type { State } from '../state.ts';
import { worlds } from '../world.ts';
import { behaviours } from './behaviours.ts';
import { type Choices, defaultChoices } from './choices.ts';

const WITHOUT = [
  'RMI_GRANULE_RANGE_UNDELEGATE',
  'RMI_PDEV_ABORT',
  'RMI_PDEV_STOP',
  'RMI_PDEV_STREAM_DISCONNECT',
  'RMI_VDEV_DESTROY',
  'RMI_RTT_DEV_MAP',
  'driver binds',
];
const KEPT = new Set(['SUCCESS', 'INPUT', 'GENUINE', 'ALTERED']);

/** One page at most is mapped where it belongs, one host answer of each kind is tried, one kind of disturbance. */
function keeps(i: Input): boolean {
  return (
    (i.answer === undefined || KEPT.has(String(i.answer))) &&
    i.peer !== 'OTHER_DEVICE' &&
    i.key !== 'OTHER_DEVICE' &&
    i.key !== 'INTERMEDIATE' &&
    (i.by === undefined || i.by === 'BAR write')
  );
}

function machineWith(name: string, choices: Partial<Choices>): Machine<State> {
  const device = {
    behaviour: behaviours.find((b) => b.name === name)!,
    choices: { ...defaultChoices, ...choices },
  };
  const machine = makeMachine(worlds['one-device'], makeCatalogue(), [], undefined, device);
  const rules = withInputs(
    machine.rules.filter((rule) => !WITHOUT.includes(rule.name)),
    keeps,
  );
  return { ...machine, rules };
}

function decided(machine: Machine<State>) {
  const { complete, states, properties } = new ExhaustiveSearch(machine, propertiesOf('one-device')).run();
  expect(complete).toBe(true);
  return { states, verdicts: properties.map((p) => [p.id, p.verdict, p.path?.actions.length]) };
}

describe('the reductions', () => {
  it.each([
    ['spdm-rs', { 'stop-of-new-vdev': 'LEFT_OUT' }],
    ['spdm-emu', { 'stop-of-new-vdev': 'LEFT_OUT', 'error-events': 'NONE' }],
  ] as const)('leave verdicts and least lengths as they are for %s with %j', (name, choices) => {
    const { normalize, ...whole } = machineWith(name, choices);
    expect(normalize).toBeDefined();
    const reduced = decided({ ...whole, normalize: normalize! });
    const all = decided(whole);
    expect(reduced.verdicts).toEqual(all.verdicts);
    expect(reduced.states).toBeLessThan(all.states);
    const evidence = all.verdicts.find(([id]) => id === 'evidence-is-published');
    expect(evidence?.[1]).toBe('holds');
  });
});
