/** Flattening is sound only for flat charts without guards; anything else must be refused or taken as it runs. */

import { describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import { flatten } from './chart.ts';
import { type PdevEvent, type PdevState, pdevChart, pdevLifecycle } from './pdev.ts';

describe('flattening a chart', () => {
  it('refuses a chart whose states have substates, and names the state', () => {
    const nested = setup({}).createMachine({
      initial: 'A',
      states: { A: {}, B: { initial: 'C', states: { C: {} } } },
    });
    expect(() => flatten(nested)).toThrow('chart state B has substates');
  });

  it('refuses a chart with a guarded arc, whose table would hold for one context only', () => {
    const guarded = setup({ types: { events: {} as { type: 'GO' } } }).createMachine({
      initial: 'A',
      states: { A: { on: { GO: { target: 'B', guard: () => false } } }, B: {} },
    });
    expect(() => flatten(guarded)).toThrow('guard');
  });

  it('lists every event of every state once, and gives no arc for a state or event that is not there', () => {
    const table = flatten<PdevState, PdevEvent>(pdevChart);
    expect(table.events).toEqual([...new Set(table.events)]);
    expect(table.next('NONE', 'NOWHERE' as PdevEvent)).toBeUndefined();
    expect(table.next('NOWHERE' as PdevState, 'CREATE')).toBeUndefined();
    expect(pdevLifecycle.next('NONE', 'CREATE')).toBe('NEW');
  });
});
