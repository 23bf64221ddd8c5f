/** A mutation is one change, of a call about device assignment, and the same for the same number. */

import { describe, expect, it } from 'vitest';
import { numbersFrom } from '../../checker/numbers.ts';
import { ARGUMENTS, type Entry, readLog } from './log.ts';
import { mutate } from './mutate.ts';

const { entries } = readLog(
  new TextEncoder().encode(`SMC_RMI_VERSION 20000 > RMI_SUCCESS 20000 20000
SMC_RMI_PDEV_CREATE 7000 8000 > RMI_INCOMPLETE 0 c
      SMC_RMI_OP_MEM_DONATE 0 9000 3 > RMI_INCOMPLETE 3 0
      SMC_RMI_OP_CONTINUE 0 0 > RMI_SUCCESS 0 0
SMC_RMI_PDEV_GET_STATE 7000 > RMI_SUCCESS 0
SMC_RMI_PDEV_COMMUNICATE 7000 a000 > RMI_SUCCESS
SMC_RSI_VDEV_GET_INFO 0 1000
SMC_RMI_PDEV_ABORT 7000 > RMI_ERROR_DEVICE
SMC_RMI_PDEV_STOP 7000 > RMI_SUCCESS
`),
);
const seeds = Array.from({ length: 200 }, (_, k) => k + 1);
const said = ({ line: _line, ...call }: Entry): string => JSON.stringify(call);

describe('a mutation', () => {
  it('is the same for the same number, and leaves the log as it was', () => {
    const before = JSON.stringify(entries);
    for (const seed of seeds) expect(mutate(entries, seed)).toEqual(mutate(entries, seed));
    expect(JSON.stringify(entries)).toBe(before);
  });

  it('is of every kind, and of every call about device assignment', () => {
    const all = seeds.map((seed) => mutate(entries, seed));
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(['flip', 'drop', 'swap']));
    const about = entries.filter(({ name, depth }) => ARGUMENTS[name] !== undefined && depth === 0);
    expect(new Set(all.map(({ was }) => was))).toEqual(new Set(about));
  });

  it.each(seeds)('is one change, and says where: %i', (seed) => {
    const { kind, entries: changed, at, was } = mutate(entries, seed);
    const k = entries.indexOf(was);
    expect(ARGUMENTS[was.name]).toBeDefined();
    expect(changed.slice(0, k)).toEqual(entries.slice(0, k));
    expect(changed[k]).toBe(at);
    expect(said(at)).not.toBe(said(was));
    if (kind === 'flip') {
      expect({ ...at, status: was.status, out: was.out }).toEqual(was);
      expect(at.status).toMatch(/^RMI_(SUCCESS|ERROR_INPUT|ERROR_DEVICE)$/);
      expect(at.status).not.toBe(was.status);
      expect(changed.slice(k + 1)).toEqual(entries.slice(k + 1));
    } else if (kind === 'drop') {
      expect(changed).toEqual(entries.filter((e) => e !== was));
    } else {
      expect(changed.map(({ line }) => line)).toEqual(entries.map(({ line }) => line));
      expect(changed.map(said).sort()).toEqual(entries.map(said).sort());
      expect(changed.filter((e, n) => said(e) !== said(entries[n]!))).toHaveLength(2);
    }
  });
});

describe('the numbers', () => {
  it('are below their bound, and spread over it', () => {
    const draw = numbersFrom(7);
    const seen = Array.from({ length: 300 }, () => draw(3));
    expect(new Set(seen)).toEqual(new Set([0, 1, 2]));
    for (const n of [0, 1, 2]) expect(seen.filter((s) => s === n).length).toBeGreaterThan(60);
  });
});
