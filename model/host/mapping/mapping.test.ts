import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestBreaking } from '../../../checker/testing/smallest.ts';
import { HARDENED } from '../../defect.ts';
import type { HasMapping, MappingDefect } from './defects.ts';
import { type GuestRange, type HostBar, mapRequest, onExit, validatedAtEntry } from './exit.ts';
import { destroyRange, hostPages, type MapAnswer, mapPages, type Page, refuseRange } from './pages.ts';

const having = (defect: MappingDefect): HasMapping => new Set([defect]);
const PAGE = 4096n;
const BARS: readonly HostBar[] = [
  { start: 16n * PAGE, end: 20n * PAGE },
  { start: 32n * PAGE, end: 33n * PAGE },
];
const page = fc.oneof(fc.nat(40), fc.constant(16.5)).map((k) => BigInt(k * 4096));
const ranges: fc.Arbitrary<GuestRange> = fc.record({ base: page, top: page });

/** S14: what is delegated lies in a BAR of the bound device, all of it. */
function soundMap([range, pa]: readonly [GuestRange, bigint], has: HasMapping): boolean {
  const mapped = mapRequest(range, pa, BARS, has);
  if (mapped.errno !== '0') return true;
  const end = pa + mapped.pages * PAGE;
  const aligned = [range.base, range.top, pa].every((address) => address % PAGE === 0n);
  return aligned && mapped.pages > 0n && BARS.some((bar) => pa >= bar.start && end <= bar.end);
}

describe("a VMM's map request", () => {
  const requests = fc.tuple(ranges, page);
  it('reaches pages of the bound device alone', () => {
    expect(
      smallestBreaking(requests, (request) => soundMap(request, HARDENED), { runs: 20_000 }),
    ).toBeUndefined();
    expect(mapRequest({ base: 0n, top: 4n * PAGE }, 16n * PAGE, BARS)).toEqual({ errno: '0', pages: 4n });
    expect(mapRequest({ base: 0n, top: 5n * PAGE }, 16n * PAGE, BARS)).toEqual({ errno: '-EINVAL' });
  });

  it('with address-not-in-bar reaches any page, and 2^52 of them where top is below base', () => {
    const has = having('address-not-in-bar');
    expect(smallestBreaking(requests, (request) => soundMap(request, has))).toBeDefined();
    expect(mapRequest({ base: 0n, top: PAGE }, 0n, BARS, has)).toEqual({ errno: '0', pages: 1n });
    expect(mapRequest({ base: PAGE, top: 0n }, 16n * PAGE, BARS, has)).toEqual({
      errno: '0',
      pages: (1n << 52n) - 1n,
    });
  });
});

describe('an exit to validate device memory', () => {
  const TOP = 20n * PAGE;
  it('with a range outside of the protected half is rejected; with outside-range-ends-vm it ends the VM', () => {
    const outcomes = (has: HasMapping): readonly string[] =>
      [
        { base: 0n, top: TOP },
        { base: 0n, top: TOP + PAGE },
        { base: TOP, top: TOP + PAGE },
        { base: PAGE, top: PAGE },
      ].map((range) => onExit(range, TOP, has));
    expect(outcomes(HARDENED)).toEqual(['ASK_VMM', 'REJECT', 'REJECT', 'REJECT']);
    expect(outcomes(having('outside-range-ends-vm'))).toEqual(['ASK_VMM', 'END_VM', 'END_VM', 'END_VM']);
  });

  it('has validated what it asked for (S15); with range-fetched-from-run what the VMM wrote over it', () => {
    const pairs = fc.tuple(ranges, ranges);
    const same = ([exit, run]: readonly [GuestRange, GuestRange], has: HasMapping): boolean => {
      const found = validatedAtEntry(exit, run, has);
      return found.base === exit.base && found.top === exit.top;
    };
    expect(smallestBreaking(pairs, (pair) => same(pair, HARDENED))).toBeUndefined();
    expect(smallestBreaking(pairs, (pair) => same(pair, having('range-fetched-from-run')))).toBeDefined();
  });
});

const answers = fc.array(fc.constantFrom<MapAnswer>('MAPS', 'NO_TABLE', 'REFUSES'), { maxLength: 5 });

/** S1, S12, S15: success means that all are mapped, failure that the host has all of them back; a table can be added. */
function soundPages(list: readonly MapAnswer[], has: HasMapping): boolean {
  const pages = hostPages(list.length);
  const { errno } = mapPages(pages, list, has);
  const all = (wanted: Pick<Page, 'granule' | 'mapped'>): boolean =>
    pages.every(({ granule, mapped }) => granule === wanted.granule && mapped === wanted.mapped);
  if (errno === '0') return all({ granule: 'DELEGATED', mapped: true });
  return list.includes('REFUSES') && all({ granule: 'HOST', mapped: false });
}

describe('mapping pages', () => {
  it('maps all, or gives all back', () => {
    expect(smallestBreaking(answers, (list) => soundPages(list, HARDENED), { runs: 2000 })).toBeUndefined();
  });

  it.each<[MappingDefect, readonly MapAnswer[]]>([
    ['refused-page-is-mapped', ['REFUSES']],
    ['rollback-one-short', ['MAPS', 'REFUSES']],
    ['delegated-twice', ['NO_TABLE']],
    ['rollback-hides-error', ['MAPS', 'REFUSES']],
  ])('does not with %s', (defect, example) => {
    expect(smallestBreaking(answers, (list) => soundPages(list, having(defect)), { runs: 2000 })).toEqual(
      example,
    );
  });
});

describe('a range whose delegation is refused', () => {
  const numbers = fc.tuple(fc.nat(4), fc.nat(8));
  /** S1: the realm's other device pages stay mapped, whatever the stack holds. */
  function othersStay([count, unset]: readonly [number, number], has: HasMapping): boolean {
    const realm: Page[] = hostPages(count).map((page) => ({ ...page, granule: 'DELEGATED', mapped: true }));
    return refuseRange(realm, unset, has).errno === '-EINVAL' && realm.every(({ mapped }) => mapped);
  }
  it('takes nothing from the realm; with refused-delegation-has-no-end it does', () => {
    expect(smallestBreaking(numbers, (n) => othersStay(n, HARDENED), { runs: 2000 })).toBeUndefined();
    expect(
      smallestBreaking(numbers, (n) => othersStay(n, having('refused-delegation-has-no-end')), {
        runs: 2000,
      }),
    ).toEqual([1, 1]);
  });
});

describe('destroying a private range', () => {
  const kinds = fc.array(fc.constantFrom<Page['ripas']>('RAM', 'DEV'), { maxLength: 4 });
  /** S1: no device page stays behind, delegated or mapped, and no other is touched. */
  function soundDestroy(list: readonly Page['ripas'][], has: HasMapping): boolean {
    const pages: Page[] = list.map((ripas) => ({ granule: 'DELEGATED', mapped: true, ripas }));
    destroyRange(pages, has);
    return pages.every(({ granule, mapped, ripas }) =>
      ripas === 'DEV' ? granule === 'HOST' && !mapped : granule === 'DELEGATED' && mapped,
    );
  }
  it('gives back the device pages and no others', () => {
    expect(smallestBreaking(kinds, (list) => soundDestroy(list, HARDENED), { runs: 2000 })).toBeUndefined();
  });
  it.each<[MappingDefect, readonly Page['ripas'][]]>([
    ['first-page-decides', ['RAM', 'DEV']],
    ['unmapped-stays-delegated', ['DEV']],
  ])('does not with %s', (defect, example) => {
    expect(smallestBreaking(kinds, (list) => soundDestroy(list, having(defect)), { runs: 2000 })).toEqual(
      example,
    );
  });
});
