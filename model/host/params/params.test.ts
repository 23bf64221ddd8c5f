import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestBreaking } from '../../../checker/testing/smallest.ts';
import { HARDENED } from '../../defect.ts';
import type { HasParams, ParamsDefect } from './defects.ts';
import {
  addressRange,
  hasDeviceAssignment,
  type L2Created,
  l2TableErrno,
  type Place,
  routingIds,
} from './pdev-params.ts';

const having = (defect: ParamsDefect): HasParams => new Set([defect]);

interface Device extends Place {
  readonly functions: number;
}
const devices: fc.Arbitrary<Device> = fc.record({
  bus: fc.nat(255),
  devfn: fc.nat(247),
  functions: fc.integer({ min: 1, max: 8 }),
});

/** S11, S14: the range has the device's requester ids and no others. */
function covers(device: Device, has: HasParams): boolean {
  const { base, top } = routingIds(device, device.functions, has);
  const first = device.bus * 0x100 + device.devfn;
  return base === first && top === first + device.functions;
}

describe('the requester ids of a device', () => {
  it('are all in the range, and no others', () => {
    expect(smallestBreaking(devices, (device) => covers(device, HARDENED))).toBeUndefined();
  });

  it.each<[ParamsDefect, Device]>([
    ['top-is-inclusive', { bus: 0, devfn: 0, functions: 1 }],
    ['rid-top-without-bus', { bus: 1, devfn: 0, functions: 1 }],
  ])('are not with %s', (defect, example) => {
    expect(smallestBreaking(devices, (device) => covers(device, having(defect)))).toEqual(example);
  });

  it('with rid-top-without-bus end below where they begin', () => {
    expect(routingIds({ bus: 1, devfn: 0 }, 1, having('rid-top-without-bus'))).toEqual({
      base: 0x100,
      top: 1,
    });
  });
});

describe('the addresses behind a bridge', () => {
  it('include the last byte of its window; with top-is-inclusive they do not', () => {
    expect(addressRange(0x1000n, 0x1fffn)).toEqual({ base: 0x1000n, top: 0x2000n });
    expect(addressRange(0x1000n, 0x1fffn, having('top-is-inclusive')).top).toBe(0x1fffn);
  });
});

describe('the feature of device assignment', () => {
  const DA = 1n << 42n;
  it('is bit 42, where nothing reserved is set; with feature-mask-overlaps no host has it', () => {
    expect([0n, DA, DA | 1n, DA | (1n << 60n), DA | (1n << 61n)].map((r) => hasDeviceAssignment(r))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(hasDeviceAssignment(DA, having('feature-mask-overlaps'))).toBe(false);
  });
});

describe('an L2 stream table', () => {
  const outcomes: readonly L2Created[] = [true, false].flatMap((called) =>
    (['SUCCESS', 'EXISTS', 'OTHER_ERROR'] as const).map((answer) => ({ called, answer })),
  );
  const table = (has: HasParams): string => outcomes.map((outcome) => l2TableErrno(outcome, has)).join(' ');
  it('may be there already; with l2-exists-inverted only where nothing was asked', () => {
    expect(table(HARDENED)).toBe('0 0 -EIO -EIO -EIO -EIO');
    expect(table(having('l2-exists-inverted'))).toBe('0 -EIO -EIO -EIO 0 -EIO');
  });
});
