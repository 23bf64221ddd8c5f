import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestBreaking } from '../../../checker/testing/smallest.ts';
import type { RhiStatus } from '../../adversary/rhi.ts';
import { HARDENED } from '../../defect.ts';
import { equalBytes } from '../../evidence/bytes.ts';
import type { HasRhi, RhiDefect } from './defects.ts';
import { ALLOCATION_MOST, readObject } from './read-object.ts';
import { type Call, errnoOfStatus, registersOf, understood } from './registers.ts';
import { aborted, type ProbeWorld, probe } from './registration.ts';
import { vdevId } from './vdev-id.ts';

const having = (defect: RhiDefect): HasRhi => new Set([defect]);

/** A host that says one size, writes and says so many bytes less, and changes one byte afterwards. */
interface Script {
  readonly size: bigint;
  readonly bytes: Uint8Array;
  readonly short: bigint;
  readonly meddles: boolean;
}
const sizes = fc.oneof(
  fc.bigInt(1n, 8n),
  fc.constantFrom(ALLOCATION_MOST + 1n, 1n << 31n, (1n << 32n) + 4n, (1n << 64n) - 1n),
);
const scripts: fc.Arbitrary<Script> = fc.record({
  size: sizes,
  bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
  short: fc.bigInt(0n, 3n),
  meddles: fc.boolean(),
});

/** S14, S4: no fault, no byte that the host did not write, and the object is what was hashed. */
function soundRead({ size, bytes, short, meddles }: Script, has: HasRhi): boolean {
  const length = size > short ? size - short : 0n;
  const read = readObject(
    {
      size: () => ({ success: true, value: size }),
      read: (buffer) => {
        buffer.set(bytes.subarray(0, Math.min(buffer.length, Number(length))));
        return { success: true, value: length };
      },
      meddle: (buffer) => {
        if (meddles) buffer[0]! ^= 1;
      },
    },
    has,
  );
  if (read.errno === 'fault') return false;
  return (
    read.errno !== '0' ||
    (BigInt(read.object.length) === size && length === size && equalBytes(read.object, read.hashed))
  );
}

describe('reading an object', () => {
  it('takes all that the host wrote and nothing else, or refuses', () => {
    expect(
      smallestBreaking(scripts, (script) => soundRead(script, HARDENED), { runs: 5000 }),
    ).toBeUndefined();
  });

  it.each<[RhiDefect, Partial<Script>]>([
    ['size-in-signed-int', { size: 1n << 31n }],
    ['size-beyond-allocator', { size: ALLOCATION_MOST + 1n }],
    ['read-length-ignored', { size: 1n, short: 1n }],
    ['hashed-in-shared-memory', { size: 1n, short: 0n, meddles: true }],
    ['freed-on-success', { size: 1n, short: 0n }],
  ])('does not with %s', (defect, example) => {
    expect(
      smallestBreaking(scripts, (script) => soundRead(script, having(defect)), { runs: 5000 }),
    ).toMatchObject(example);
  });
});

const register = fc.bigInt(0n, 9n);
const address = register.map((page) => page * 4096n);
const calls: fc.Arbitrary<Call> = fc.oneof(
  fc.record({ name: fc.constant('GET_MEASUREMENTS' as const), vdev: register, params: address }),
  fc.record({ name: fc.constant('GET_INTERFACE_REPORT' as const), vdev: register }),
  fc.record({
    name: fc.constant('OBJECT_READ' as const),
    vdev: register,
    object: fc.constantFrom(
      'CERTIFICATE' as const,
      'MEASUREMENTS' as const,
      'INTERFACE_REPORT' as const,
      'VCA' as const,
    ),
    buffer: address,
    length: register,
    offset: register,
  }),
  fc.record({
    name: fc.constant('DMA_ENABLE' as const),
    vdev: register,
    plane: register,
    lock: register,
    meas: register,
    report: register,
  }),
);
const meant = (call: Call, has: HasRhi): boolean => {
  const heard = understood(registersOf(call, has));
  return (
    heard !== undefined &&
    Object.entries(call).every(([field, value]) => heard[field as keyof Call] === value)
  );
};

describe('a call in registers', () => {
  it('is understood as it was meant', () => {
    expect(smallestBreaking(calls, (call) => meant(call, HARDENED), { runs: 3000 })).toBeUndefined();
  });

  it.each<[RhiDefect, Partial<Call>]>([
    ['numbers-of-v2', { name: 'GET_MEASUREMENTS' }],
    ['vca-is-object-4', { name: 'OBJECT_READ', object: 'VCA' }],
    ['buffer-without-shared-bit', { name: 'OBJECT_READ' }],
    ['flags-argument-missing', { name: 'DMA_ENABLE' }],
  ])('is not with %s', (defect, example) => {
    const broken = calls.filter(({ name }) => name === example.name);
    expect(smallestBreaking(broken, (call) => meant(call, having(defect)))).toMatchObject(example);
  });

  it('of v2 has its offset taken for the address of the buffer', () => {
    const call = {
      name: 'OBJECT_READ',
      vdev: 0n,
      object: 'CERTIFICATE',
      buffer: 4096n,
      length: 8n,
      offset: 0n,
    } as const;
    expect(understood(registersOf(call, having('numbers-of-v2')))).toBeUndefined();
  });
});

describe('the errno of a status', () => {
  const told = (has: HasRhi) =>
    (['BUSY', 'INPUT', 'DEVICE'] as const satisfies RhiStatus[]).map((s) => errnoOfStatus(s, has));
  it('says whether to call again, to call otherwise, or to give up; with errors-collapsed it says nothing', () => {
    expect(told(HARDENED)).toEqual(['-EBUSY', '-EINVAL', '-EIO']);
    expect(told(having('errors-collapsed'))).toEqual(['-EIO', '-EIO', '-EIO']);
  });
});

describe('the id of a function', () => {
  const functions = fc.tuple(fc.nat(0xffffffff), fc.nat(0xffff));
  const pairs = fc.tuple(functions, functions);
  type Pair = readonly [readonly [number, number], readonly [number, number]];
  /** S17: different functions, different ids; and no bit above domain and routing id. */
  const named = ([a, b]: Pair, has: HasRhi): boolean => {
    const [one, other] = [vdevId(...a, has), vdevId(...b, has)];
    return one < 1n << 48n && (one !== other || (a[0] === b[0] && a[1] === b[1]));
  };
  it('is its own, and with domain-packed-in-int sign-extended from domain 0x8000 on', () => {
    expect(smallestBreaking(pairs, (pair) => named(pair, HARDENED), { runs: 5000 })).toBeUndefined();
    expect(
      smallestBreaking(pairs, (pair) => named(pair, having('domain-packed-in-int')))?.[0][0],
    ).toBeGreaterThanOrEqual(0x8000);
    expect(vdevId(0x8000, 0, having('domain-packed-in-int'))).toBe(0xffff_ffff_8000_0000n);
    expect(vdevId(0x10000, 7, having('domain-packed-in-int'))).toBe(vdevId(0, 7));
  });
});

describe('the probe', () => {
  const BOOLEANS = [false, true];
  const worlds: readonly ProbeWorld[] = BOOLEANS.flatMap((memory) =>
    BOOLEANS.flatMap((hostCall) =>
      BOOLEANS.flatMap((hostHasDa) => BOOLEANS.map((action) => ({ memory, hostCall, hostHasDa, action }))),
    ),
  );
  /** S15: all is undone once, and there is a TSM exactly where the host has been heard to support it and nothing failed. */
  const wrong = (has: HasRhi): readonly ProbeWorld[] =>
    worlds.filter((world) => {
      const { registered, unregistered, allocated, freed } = probe(world, has);
      const wanted = Object.values(world).every(Boolean) ? 1 : 0;
      return registered - unregistered !== wanted || allocated !== freed || unregistered > registered;
    });
  it.each<[RhiDefect, number]>([
    ['probe-leaks-buffer', 8],
    ['error-is-true', 4],
    ['removed-twice', 1],
  ])('undoes all once, but not with %s (%i of 16 ways)', (defect, count) => {
    expect(wrong(HARDENED)).toEqual([]);
    expect(wrong(having(defect))).toHaveLength(count);
  });

  it('with abort-result-confused takes an operation that had completed for one that was undone', () => {
    expect(aborted('ABORTED_OPERATION_HAD_COMPLETED')).toBe(false);
    expect(aborted('SUCCESS')).toBe(true);
    expect(aborted('ABORTED_OPERATION_HAD_COMPLETED', having('abort-result-confused'))).toBe(true);
  });
});
