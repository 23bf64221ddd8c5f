import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestBreaking } from '../../../checker/testing/smallest.ts';
import { HARDENED } from '../../defect.ts';
import { type AcceptResult, acceptRanges, type Mmio, unlockRanges } from './accept-ranges.ts';
import { type HasMmio, type MmioDefect, mmioVersions } from './defects.ts';
import { type Resource, type Table, walksFreedMemory } from './iomem.ts';
import { type Alias, ioremapByIomem, ioremapByRipas } from './ioremap.ts';
import type { TeeRange } from './tee-ranges.ts';
import type { ValidateMapping } from './validate.ts';

const PAGE = 4096n;
const BAR_START = 0x100n;
const BAR_PAGES = 16;
/** Behind page k of the BAR is page k of the device's, that much higher. */
const DEVICE = 0x4000n;

/** One accept and what everybody else does: which pages are the device's for TEE use, and how the host goes along. */
interface Case {
  /** Gap before a range and its pages, in the one BAR. */
  readonly ranges: readonly (readonly [gap: number, pages: number])[];
  /** Of each call: how many pages the host maps at most, and its response. */
  readonly host: readonly (readonly [pages: number, response: 'ACCEPT' | 'REJECT'])[];
  readonly runs: boolean;
  /** A resource that is in the way, by its first page and size in half pages. */
  readonly taken?: readonly [page: number, halves: number];
}

const cases: fc.Arbitrary<Case> = fc.record(
  {
    ranges: fc.array(fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 3 })), { maxLength: 3 }),
    host: fc.array(fc.tuple(fc.nat(3), fc.constantFrom('ACCEPT' as const, 'REJECT' as const)), {
      maxLength: 6,
    }),
    runs: fc.boolean(),
    taken: fc.tuple(fc.nat(BAR_PAGES - 1), fc.integer({ min: 1, max: 5 })),
  },
  { requiredKeys: ['ranges', 'host', 'runs'] },
);

function rangesOf({ ranges }: Case): readonly TeeRange[] {
  let page = 0;
  return ranges.map(([gap, pages]) => {
    const first = page + gap;
    page = first + pages;
    const barOffset = BigInt(first) * PAGE;
    return { barOffset, ipa: BAR_START * PAGE + barOffset, pa: DEVICE * PAGE + barOffset, pages };
  });
}

/** An RMM that does as its text says, under a host that maps as the case has it and, past its end, all at once. */
function rmm({ host }: Case, pages: Mmio['pages']): ValidateMapping {
  let call = 0;
  return (ipa, end, pa) => {
    const [most, response] = host[call++] ?? [BAR_PAGES, 'ACCEPT'];
    const next = ipa + BigInt(most) * PAGE < end ? ipa + BigInt(most) * PAGE : end;
    for (let at = ipa; at < next; at += PAGE) pages.set(at / PAGE, { ripas: 'DEV', pa: pa + at - ipa });
    return { success: true, next, response };
  };
}

interface Run {
  readonly mmio: Mmio;
  readonly table: Table;
  readonly ranges: readonly TeeRange[];
  readonly result: AcceptResult;
  /** An encrypted resource, at some time, over a page that is not DEV. */
  readonly early: boolean;
  /** Freed memory that a walk of the tree would have met at some time. */
  readonly dangling: boolean;
}

function accept(input: Case, has: HasMmio): Run {
  const bar: Resource = {
    name: 'BAR 0',
    start: BAR_START * PAGE,
    end: (BAR_START + BigInt(BAR_PAGES)) * PAGE - 1n,
    encrypted: false,
  };
  const taken = input.taken && {
    name: 'taken',
    start: (BAR_START + BigInt(input.taken[0])) * PAGE,
    end: (BAR_START + BigInt(input.taken[0])) * PAGE + (BigInt(input.taken[1]) * PAGE) / 2n - 1n,
    encrypted: false,
  };
  const mmio: Mmio = { iomem: taken ? [bar, taken] : [bar], pages: new Map(), kept: undefined };
  const table: Table = { frees: 0 };
  const ranges = rangesOf(input);
  let [early, dangling] = [false, false];
  const seen = () => {
    dangling ||= walksFreedMemory(mmio.iomem);
    early ||= mmio.iomem.some(({ encrypted, start, end }) => {
      for (let at = start; encrypted && at <= end; at += PAGE)
        if (mmio.pages.get(at / PAGE)?.ripas !== 'DEV') return true;
      return false;
    });
  };
  const world = { validateMapping: rmm(input, mmio.pages), runs: input.runs };
  const result = acceptRanges(mmio, ranges, table, world, has, seen);
  return { mmio, table, ranges, result, early, dangling };
}

const aliases = (pages: Mmio['pages'], first: number, count: number, has: HasMmio): Alias =>
  ioremapByRipas(pages, (BAR_START + BigInt(first)) * PAGE, BigInt(count) * PAGE, has);

/** Each claim of one accept, under the code that has these defects. */
const claims = {
  'success means that every page leads to its own device page': (input, has) => {
    const { result, ranges, mmio } = accept(input, has);
    const led = ranges.every(({ ipa, pa, pages }) =>
      Array.from({ length: pages }, (_, k) => BigInt(k)).every(
        (k) => mmio.pages.get(ipa / PAGE + k)?.pa === pa + k * PAGE,
      ),
    );
    return ['0', '-EINVAL', '-EPERM', '-EBUSY', '-EIO'].includes(result) && (result !== '0' || led);
  },
  'what is entered as encrypted has been validated': (input, has) => !accept(input, has).early,
  'the tree never holds freed memory': (input, has) => !accept(input, has).dangling,
  'after accept and unlock nothing is left, and all is freed once': (input, has) => {
    const { mmio, table } = accept(input, has);
    unlockRanges(mmio);
    const ours = mmio.iomem.some((resource) => resource.table !== undefined);
    return mmio.pages.size === 0 && !ours && table.frees === 1;
  },
  'a driver after a failed accept and unlock gets the shared alias': (input, has) => {
    const { mmio, result } = accept(input, has);
    unlockRanges(mmio);
    return result === '0' || aliases(mmio.pages, 0, 1, has) === 'SHARED';
  },
} satisfies Record<string, (input: Case, has: HasMmio) => boolean>;
type Claim = keyof typeof claims;

describe('an accept', () => {
  it.each(Object.entries(claims))('under the hardened guest: %s', (_, claim) => {
    expect(smallestBreaking(cases, (input) => claim(input, HARDENED), { runs: 3000 })).toBeUndefined();
  });

  it.each<[MmioDefect, Claim, Case]>([
    [
      'result-uninitialised',
      'success means that every page leads to its own device page',
      { ranges: [], host: [], runs: false },
    ],
    [
      'validates-without-progress',
      'success means that every page leads to its own device page',
      {
        ranges: [[0, 1]],
        host: [
          [0, 'ACCEPT'],
          [0, 'ACCEPT'],
        ],
        runs: false,
      },
    ],
    [
      'encrypted-before-validated',
      'what is entered as encrypted has been validated',
      { ranges: [[0, 1]], host: [], runs: false },
    ],
    [
      'freed-while-inserted',
      'the tree never holds freed memory',
      { ranges: [[0, 1]], host: [], runs: false },
    ],
    [
      'freed-twice',
      'after accept and unlock nothing is left, and all is freed once',
      { ranges: [], host: [], runs: false },
    ],
    [
      'ranges-left-validated',
      'a driver after a failed accept and unlock gets the shared alias',
      { ranges: [[0, 1]], host: [], runs: false },
    ],
  ])('with %s breaks: %s', (defect, claim, example) => {
    const has = new Set([defect]);
    expect(smallestBreaking(cases, (input) => claims[claim](input, has))).toEqual(example);
  });

  it.each(['rfc-v3', 'rfc-v4'] as const)(
    'as posted in %s leaves pages, resources and freed memory behind',
    (version) => {
      const input: Case = { ranges: [[0, 1]], host: [], runs: false };
      const { mmio, dangling, early } = accept(input, mmioVersions[version]);
      expect({ pages: mmio.pages.size, kept: mmio.kept, dangling, early }).toEqual({
        pages: 1,
        kept: undefined,
        dangling: true,
        early: true,
      });
    },
  );
});

/** A mapping by a driver of the accepted device: first page in the BAR, and pages. */
interface Mapping {
  readonly ranges: Case['ranges'];
  readonly first: number;
  readonly count: number;
}

const mappings: fc.Arbitrary<Mapping> = fc
  .record({
    ranges: fc.array(fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 3 })), { maxLength: 3 }),
    first: fc.nat(BAR_PAGES - 1),
    count: fc.integer({ min: 1, max: BAR_PAGES }),
  })
  .filter(({ first, count }) => first + count <= BAR_PAGES);

/** The alias by each of the two ways to decide, and by what is in the mapping. */
function mapped({ ranges, first, count }: Mapping, has: HasMmio) {
  const { mmio, ranges: tee } = accept({ ranges, host: [], runs: true }, has);
  const isTee = (page: number): boolean =>
    tee.some(
      ({ barOffset, pages }) => page >= Number(barOffset / PAGE) && page < Number(barOffset / PAGE) + pages,
    );
  const found = Array.from({ length: count }, (_, k) => isTee(first + k));
  const [some, all] = [found.some(Boolean), found.every(Boolean)];
  const wanted: Alias = all ? 'PRIVATE' : some ? 'REFUSED' : 'SHARED';
  const start = (BAR_START + BigInt(first)) * PAGE;
  const size = BigInt(count) * PAGE;
  return {
    wanted,
    byRipas: ioremapByRipas(mmio.pages, start, size, has),
    byIomem: ioremapByIomem(mmio.iomem, start, size, has),
  };
}

describe('ioremap for the driver of an accepted device', () => {
  const byRipas = (has: HasMmio) => (input: Mapping) => {
    const { wanted, byRipas: found } = mapped(input, has);
    return found === wanted;
  };
  const byIomem = (has: HasMmio) => (input: Mapping) => {
    const { wanted, byIomem: found } = mapped(input, has);
    return found === wanted;
  };

  it('gives registers the private alias, the rest the shared one, and no mapping of both', () => {
    expect(smallestBreaking(mappings, byRipas(HARDENED), { runs: 3000 })).toBeUndefined();
    expect(smallestBreaking(mappings, byIomem(HARDENED), { runs: 3000 })).toBeUndefined();
  });

  it('with nested-resource-missed, maps private registers shared', () => {
    const input = smallestBreaking(mappings, byIomem(new Set(['nested-resource-missed'])))!;
    expect(input).toEqual({ ranges: [[0, 1]], first: 0, count: 1 });
    expect(mapped(input, new Set(['nested-resource-missed']))).toMatchObject({
      wanted: 'PRIVATE',
      byIomem: 'SHARED',
    });
  });

  it('with mixed-mapping-is-shared, maps private registers shared beside a page that is not', () => {
    const input = smallestBreaking(mappings, byRipas(new Set(['mixed-mapping-is-shared'])))!;
    expect(input).toEqual({ ranges: [[0, 1]], first: 0, count: 2 });
    expect(mapped(input, new Set(['mixed-mapping-is-shared']))).toMatchObject({
      wanted: 'REFUSED',
      byRipas: 'SHARED',
    });
  });
});
