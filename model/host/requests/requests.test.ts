import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestBreaking } from '../../../checker/testing/smallest.ts';
import { HARDENED } from '../../defect.ts';
import { equalBytes, littleEndian } from '../../evidence/bytes.ts';
import type { ObjectName } from '../cache/caches.ts';
import type { Refusal } from '../errno.ts';
import type { HasRequest, RequestDefect } from './defects.ts';
import { type Bound, vdevOf } from './lookup.ts';
import {
  type Answer,
  answerRequest,
  encodeRequest,
  OBJECT_IDS,
  type ObjectRequest,
  REQUEST,
} from './object-requests.ts';

const having = (defect: RequestDefect): HasRequest => new Set([defect]);

/** What the host has: a report of 6 bytes, measurements of 3, certificates of none, and no VCA. */
const held: Readonly<Partial<Record<ObjectName, Uint8Array>>> = {
  INTERFACE_REPORT: Uint8Array.of(1, 2, 3, 4, 5, 6),
  MEASUREMENTS: Uint8Array.of(7, 8, 9),
  CERTIFICATE: new Uint8Array(0),
};
const objects = (name: ObjectName): Uint8Array | undefined => held[name];
/** What an earlier call left: a read of measurements from 1 on. */
const STACK = encodeRequest(REQUEST.OBJECT_READ, OBJECT_IDS.indexOf('MEASUREMENTS'), 1n);

/** What the VMM has in its memory at its first moment and from its second on. */
interface Asked {
  readonly type: number;
  readonly object: number;
  readonly offset: bigint;
}
interface Case {
  readonly tsm: ObjectRequest['tsm'];
  readonly first: Asked;
  readonly later: Asked;
  readonly short: number;
  readonly room: number;
}
const earliest = <T>(...values: readonly T[]): fc.Arbitrary<T> =>
  fc.nat(values.length - 1).map((k) => values[k]!);
const asked: fc.Arbitrary<Asked> = fc.record({
  type: earliest(2, 1, 3),
  object: earliest(3, 2, 1, 0, 4),
  offset: earliest(0n, 1n, 2n, 3n, 5n, 6n, 7n, 1n << 20n, (1n << 64n) - 1n),
});
const cases: fc.Arbitrary<Case> = fc.record({
  tsm: earliest<ObjectRequest['tsm']>('CCA', 'SEV', 'TDX'),
  first: asked,
  later: asked,
  // By how much req_len is less than the structure, or more.
  short: earliest(0, 4, 8, 12, -1),
  room: fc.nat(8),
});
const encoded = ({ type, object, offset }: Asked): Uint8Array => encodeRequest(type, object, offset);

function answered({ tsm, first, later, short, room }: Case, has: HasRequest): Answer | Refusal {
  let fetches = 0;
  return answerRequest(
    {
      tsm,
      length: (first.type === REQUEST.OBJECT_SIZE ? 8 : 16) - short,
      fetch: () => encoded(fetches++ === 0 ? first : later),
      room,
    },
    objects,
    STACK,
    has,
  );
}

/** S9, S13, S22: of one moment's request to this TSM, exactly what it asks for, and how much that is; or a refusal. */
function sound(input: Case, has: HasRequest): boolean {
  const answer = answered(input, has);
  if (answer.errno !== '0') return answer.errno !== 'fault';
  const { type, object, offset } = input.first;
  const bytes = held[OBJECT_IDS[object] ?? 'VCA'];
  if (input.tsm !== 'CCA' || input.short !== 0 || bytes === undefined || bytes.length === 0) return false;
  const wanted =
    type === REQUEST.OBJECT_SIZE
      ? littleEndian(bytes.length, 4)
      : bytes.slice(Number(BigInt.asUintN(32, offset)));
  return (
    wanted.length > 0 && equalBytes(answer.written, wanted) && answer.unused === input.room - wanted.length
  );
}

describe('a request for an object', () => {
  it('is answered with what it asks for, or refused', () => {
    expect(smallestBreaking(cases, (input) => sound(input, HARDENED), { runs: 20_000 })).toBeUndefined();
  });

  it.each<[RequestDefect, (input: Case) => unknown, unknown]>([
    ['offset-not-bounded', ({ first }) => first.offset, 1n],
    ['remaining-underflows', ({ first }) => first.offset, 7n],
    ['empty-is-answered', ({ first }) => OBJECT_IDS[first.object], 'CERTIFICATE'],
    ['unused-not-told', ({ room }) => room > 3, true],
    ['short-request-taken', ({ short }) => short > 0, true],
    [
      'fetched-twice',
      ({ first, later }) => first.object !== later.object || first.offset !== later.offset,
      true,
    ],
    ['tsm-not-asked', ({ tsm }) => tsm, 'SEV'],
  ])('is not with %s', (defect, of, example) => {
    const smallest = smallestBreaking(cases, (input) => sound(input, having(defect)), { runs: 20_000 });
    expect(smallest && of(smallest)).toEqual(example);
  });

  const whole = (object: ObjectName, room: number): Case => {
    const first = { type: REQUEST.OBJECT_READ, object: OBJECT_IDS.indexOf(object), offset: 0n };
    return { tsm: 'CCA', first, later: first, short: 0, room };
  };

  it('for an object that a failed refresh emptied is an error; with empty-is-answered the buffer passes for one', () => {
    expect(answered(whole('CERTIFICATE', 8), HARDENED)).toEqual({ errno: '-EINVAL' });
    expect(answered(whole('CERTIFICATE', 8), having('empty-is-answered'))).toMatchObject({
      errno: '0',
      unused: 0,
    });
  });

  it('has to have room for all that is left of the object', () => {
    expect(answered(whole('INTERFACE_REPORT', 5), HARDENED)).toEqual({ errno: '-E2BIG' });
    expect(answered(whole('INTERFACE_REPORT', 8), HARDENED)).toMatchObject({ errno: '0', unused: 2 });
  });
});

describe('the device of a guest', () => {
  const bound: readonly Bound[] = ['A', 'B'].flatMap((vm) =>
    [0, 1].map((vdevId) => ({ vm, vdevId, device: `${vm}${vdevId}` })),
  );
  /** S13: VMs that are given a device of another. */
  const foreign = (has: HasRequest): readonly string[] =>
    ['A', 'B', 'C'].flatMap((vm) =>
      [0, 1, 2].flatMap((vdevId) => {
        const found = vdevOf(bound, vm, vdevId, has);
        return found === undefined || found.vm === vm ? [] : [`${vm} is given ${found.device}`];
      }),
    );
  it('is one of its own; with vdev-of-any-vm that of whoever comes first', () => {
    expect(foreign(HARDENED)).toEqual([]);
    expect(foreign(having('vdev-of-any-vm'))).toEqual([
      'B is given A0',
      'B is given A1',
      'C is given A0',
      'C is given A1',
    ]);
    expect(vdevOf(bound, 'B', 1)?.device).toBe('B1');
  });
});
