import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestBreaking } from '../../../checker/testing/smallest.ts';
import { HARDENED } from '../../defect.ts';
import { concat, equalBytes } from '../../evidence/bytes.ts';
import { type Caches, cached, type Fetch, fetchObject, type ObjectName } from './caches.ts';
import type { CacheDefect, HasCache } from './defects.ts';
import { append, bytesOf, type Exit, newObject, OBJECT_MOST, PAGE_SIZE, type Slice } from './object.ts';
import { type SharedPage, Transaction } from './shared-pages.ts';

const having = (defect: CacheDefect): HasCache => new Set([defect]);
/** Memory that is cleared when it is freed, where a size that is read too late shows. */
const CLEARS = { clearsFreed: true };

/** Pages in which every byte says where it is. */
const pages = {
  request: Uint8Array.from({ length: PAGE_SIZE }, (_, k) => k % 251),
  response: Uint8Array.from({ length: PAGE_SIZE }, (_, k) => (k + 100) % 241),
};
const slices: fc.Arbitrary<Slice> = fc.record({
  offset: fc.oneof(fc.nat(8), fc.nat(PAGE_SIZE)),
  length: fc.oneof(fc.nat(8), fc.nat(PAGE_SIZE)),
});
type Said = Omit<Exit, 'pages'>;
const exits: fc.Arbitrary<readonly Said[]> = fc.array(
  fc.record({ reset: fc.boolean(), request: slices, response: slices }, { requiredKeys: [] }),
  { maxLength: 6 },
);

const inPage = ({ offset, length }: Slice): boolean => offset + length <= PAGE_SIZE;
const kept = (page: Uint8Array, slice: Slice | undefined): Uint8Array =>
  slice === undefined ? new Uint8Array(0) : page.slice(slice.offset, slice.offset + slice.length);

/** S22: no access outside, and the object is the slices since the last reset, one after the other. */
function soundAppends(list: readonly Said[], has: HasCache): boolean {
  const object = newObject();
  let wanted: Uint8Array = new Uint8Array(0);
  for (const exit of list) {
    const failed = append(object, { ...exit, pages }, CLEARS, has);
    const slicesOf = [exit.request, exit.response].filter((slice) => slice !== undefined);
    if (failed !== undefined) return failed.errno !== 'fault' && !slicesOf.every(inPage);
    const before = exit.reset ? new Uint8Array(0) : wanted;
    wanted = concat(before, kept(pages.request, exit.request), kept(pages.response, exit.response));
    if (!slicesOf.every(inPage) || object.used > object.size || object.size > object.memory.length)
      return false;
  }
  return equalBytes(bytesOf(object), wanted);
}

describe('a cached object', () => {
  it('is what the exits said, without an access outside of it or of a page', () => {
    expect(smallestBreaking(exits, (list) => soundAppends(list, HARDENED), { runs: 3000 })).toBeUndefined();
  });

  it.each<CacheDefect>([
    'size-of-freed-object',
    'room-for-request-alone',
    'slice-may-leave-page',
    'response-reset-ignored',
  ])('is not with %s', (defect) => {
    expect(
      smallestBreaking(exits, (list) => soundAppends(list, having(defect)), { runs: 3000 }),
    ).toBeDefined();
  });

  const response = (length: number, offset = 0): Exit => ({ response: { offset, length }, pages });
  const outcome = (list: readonly Exit[], defect: CacheDefect, allocator = CLEARS): string | undefined => {
    const object = newObject();
    for (const exit of list) {
      const failed = append(object, exit, allocator, having(defect));
      if (failed !== undefined) return failed.errno === 'fault' ? failed.what : failed.errno;
    }
    return undefined;
  };

  it('with size-of-freed-object is written past its end from 8192 bytes on, where freed memory is cleared', () => {
    const list = [response(4096), response(4096), response(1)];
    expect(outcome(list.slice(0, 2), 'size-of-freed-object')).toBeUndefined();
    expect(outcome(list, 'size-of-freed-object')).toBe('bytes up to 8193 are written to an object of 8192');
    expect(outcome(list, 'size-of-freed-object', { clearsFreed: false })).toBeUndefined();
  });

  it('with room-for-request-alone is written past its end by a large response behind a small request', () => {
    const list: readonly Exit[] = [
      { request: { offset: 0, length: 1 }, response: { offset: 0, length: 4096 }, pages },
    ];
    expect(outcome(list, 'room-for-request-alone')).toBe('bytes up to 4097 are written to an object of 4096');
  });

  it('with slice-may-leave-page takes what is behind the page', () => {
    expect(outcome([response(1, 4096)], 'slice-may-leave-page')).toBe('bytes up to 4097 are read of a page');
  });

  it('is at most 16 MiB', () => {
    const full = { memory: new Uint8Array(OBJECT_MOST), size: OBJECT_MOST, used: OBJECT_MOST - 1 };
    expect(append(full, response(1), CLEARS)).toBeUndefined();
    expect(append(full, response(1), CLEARS)).toEqual({ errno: '-EINVAL' });
  });
});

const OBJECTS: readonly ObjectName[] = ['INTERFACE_REPORT', 'MEASUREMENTS', 'CERTIFICATE', 'VCA'];

/** A transaction in short: `bytes` of the response page from the place of its number on. */
interface Told {
  readonly of: number;
  readonly object: ObjectName;
  readonly from: number;
  readonly well: boolean;
}
const transactions: fc.Arbitrary<readonly Told[]> = fc.array(
  fc.record({
    of: fc.nat(1),
    object: fc.nat(3).map((k) => OBJECTS[k]!),
    from: fc.nat(9),
    well: fc.boolean(),
  }),
  { maxLength: 5 },
);
const fetchOf = ({ of, object, from, well }: Told): Fetch => ({
  of,
  object,
  exits: [{ response: { offset: from, length: 2 }, pages }],
  ends: well ? 'WELL' : 'BADLY',
});

/** S8, S9, S10: an object is what its last transaction that ended well received, for that function. */
function soundCaches(list: readonly Told[], has: HasCache): boolean {
  const caches: Caches = new Map();
  for (const told of list) fetchObject(caches, fetchOf(told), CLEARS, has);
  return [0, 1].every((of) =>
    OBJECTS.every((object) => {
      const shared = object === 'CERTIFICATE' || object === 'VCA';
      const last = list.findLast((s) => s.well && s.object === object && (shared || s.of === of));
      const found = cached(caches, of, object, has);
      if (last === undefined || found === undefined) return last === undefined && found === undefined;
      return equalBytes(found, kept(pages.response, { offset: last.from, length: 2 }));
    }),
  );
}

describe('the objects of a device', () => {
  it('are what was last received, each for its own function', () => {
    expect(
      smallestBreaking(transactions, (list) => soundCaches(list, HARDENED), { runs: 5000 }),
    ).toBeUndefined();
  });

  it.each<[CacheDefect, readonly ObjectName[], readonly boolean[]]>([
    ['evidence-per-device', ['INTERFACE_REPORT', 'MEASUREMENTS'], [true]],
    ['refresh-destroys-old', ['INTERFACE_REPORT', 'MEASUREMENTS'], [true, false]],
    ['appended-to-earlier', ['CERTIFICATE', 'VCA'], [true, false]],
  ])('are not with %s, which is about %j', (defect, objects, ends) => {
    const smallest = smallestBreaking(transactions, (list) => soundCaches(list, having(defect)), {
      runs: 5000,
    });
    expect(smallest?.map(({ well }) => well)).toEqual(ends);
    for (const { object } of smallest ?? []) expect(objects).toContain(object);
  });
});

describe('two transactions under one device', () => {
  /** All orders of so many steps of one and of the other. */
  function* orders(a: number, b: number): Generator<string> {
    if (a === 0 && b === 0) yield '';
    if (a > 0) for (const rest of orders(a - 1, b)) yield `A${rest}`;
    if (b > 0) for (const rest of orders(a, b - 1)) yield `B${rest}`;
  }
  /** Orders in which a transaction keeps what is not its own. */
  const torn = (has: HasCache): { readonly all: number; readonly wrong: readonly string[] } => {
    const begin = () => {
      const page: SharedPage = { holds: '' };
      return { A: new Transaction(page, ['A1', 'A2'], has), B: new Transaction(page, ['B1', 'B2'], has) };
    };
    const { A, B } = begin();
    const all = [...orders(A.steps, B.steps)];
    const wrong = all.filter((order) => {
      const both = begin();
      for (const who of order) both[who as 'A' | 'B'].step();
      return both.A.kept.join() !== 'A1,A2' || both.B.kept.join() !== 'B1,B2';
    });
    return { all: all.length, wrong };
  };

  it('keep their own answers in every order', () => {
    expect(torn(HARDENED)).toEqual({ all: 6, wrong: [] });
  });

  it('do not with no-object-lock, in 64 orders of 70: all but those of whole exchanges', () => {
    const { all, wrong } = torn(having('no-object-lock'));
    expect([all, wrong.length]).toEqual([70, 64]);
    expect(wrong).toContain('ABABABAB');
    expect(wrong).not.toContain('AABBAABB');
  });
});
