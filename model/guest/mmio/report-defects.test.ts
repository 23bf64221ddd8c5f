import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestBreaking } from '../../../checker/testing/smallest.ts';
import { HARDENED } from '../../defect.ts';
import {
  encodeInterfaceReport,
  type MmioRange,
  mmioRange,
  rangeAttribute,
} from '../../evidence/interface-report.ts';
import { type HasMmio, type MmioDefect, mmioVersions } from './defects.ts';
import { type MsixBars, msixBars } from './msix.ts';
import { type Bar, isFault, reportedRanges, type TeeRange, teeRanges } from './tee-ranges.ts';

const PAGE = 4096n;

/** What a stretch of a BAR is: registers for the realm, for the host, the two parts of MSI-X, or nothing that is reported. */
type Kind = 'TEE' | 'NON_TEE' | 'MSIX_TABLE' | 'PBA' | 'UNREPORTED';
const ATTRIBUTE = {
  TEE: 0,
  NON_TEE: rangeAttribute.nonTee,
  MSIX_TABLE: rangeAttribute.msixTable,
  PBA: rangeAttribute.msixPba,
} as const;

/** One BAR of an honest device: its size as a power of two of pages, and what lies in it from its start on. */
interface DeviceBar {
  readonly order: number;
  readonly parts: readonly (readonly [Kind, pages: number])[];
}

const kinds = fc.constantFrom<Kind>('TEE', 'NON_TEE', 'MSIX_TABLE', 'PBA', 'UNREPORTED');
const smallBar: fc.Arbitrary<DeviceBar> = fc
  .tuple(
    fc.integer({ min: 0, max: 5 }),
    fc.array(fc.tuple(kinds, fc.integer({ min: 1, max: 8 })), { maxLength: 4 }),
  )
  .map(([order, parts]) => ({ order, parts }));
/** Device memory: 2^20 pages and more in one range. */
const largeBar: fc.Arbitrary<DeviceBar> = fc
  .integer({ min: 1 << 20, max: 1 << 21 })
  .map((pages) => ({ order: 21, parts: [['TEE', pages]] }));
/** Two BARs, the second from id 2 on; what does not fit into a BAR is left out. */
const devices = fc.tuple(smallBar, smallBar);
const largeDevices = fc.tuple(largeBar, smallBar);
type Device = readonly [DeviceBar, DeviceBar];

interface Laid {
  readonly bars: readonly Bar[];
  readonly ranges: readonly MmioRange[];
  readonly msix: MsixBars;
  /** The stretches for the realm, as the device itself knows them. */
  readonly tee: readonly Pick<TeeRange, 'ipa' | 'pa' | 'pages'>[];
}

/** The device's own account: BARs aligned to their size on both sides (TDISP_OFFSET_BAR_ALIGN), parts one after the other. */
function laidOut(device: Device): Laid {
  const tee: Laid['tee'][number][] = [];
  const ranges: MmioRange[] = [];
  const msix: { table?: number; pba?: number } = {};
  const bars = device.map(({ order, parts }, k) => {
    const id = 2 * k;
    const size = PAGE << BigInt(order);
    const start = BigInt(k + 1) << 44n;
    const base = BigInt(k + 1) << 40n;
    let at = 0n;
    for (const [kind, pages] of parts) {
      const end = at + BigInt(pages) * PAGE;
      if (end > size) break;
      if (kind !== 'UNREPORTED')
        ranges.push(mmioRange((base + at) / PAGE, pages, id * 0x10000 + ATTRIBUTE[kind]));
      if (kind === 'TEE') tee.push({ ipa: start + at, pa: base + at, pages });
      if (kind === 'MSIX_TABLE') msix.table = id;
      if (kind === 'PBA') msix.pba = id;
      at = end;
    }
    return { id, start, size };
  });
  return { bars, ranges, msix, tee };
}

/** S2, S12: what is validated is what the device has for the realm, each page at its own place, and nothing else. */
function exactly(device: Device, has: HasMmio): boolean {
  const { bars, ranges, msix, tee } = laidOut(device);
  const found = teeRanges({ ranges }, bars, has, msix);
  const asTold = (range: TeeRange, k: number): boolean =>
    range.ipa === tee[k]?.ipa && range.pa === tee[k].pa && range.pages === tee[k].pages;
  return found.ok && found.value.length === tee.length && found.value.every(asTold);
}

const barOf = (order: number, parts: DeviceBar['parts']): DeviceBar => ({ order, parts });
const ONE_PAGE: DeviceBar = { order: 0, parts: [['TEE', 1]] };

/** The one BAR that has anything in it, in the smallest device that shows a defect. */
const culprits = (device: Device | undefined) => device?.filter(({ parts }) => parts.length > 0);

describe('the ranges of an honest device', () => {
  it('are validated one for one by the hardened guest, whatever it leaves unreported', () => {
    expect(smallestBreaking(devices, (device) => exactly(device, HARDENED), { runs: 5000 })).toBeUndefined();
    expect(smallestBreaking(largeDevices, (device) => exactly(device, HARDENED))).toBeUndefined();
  });

  it.each<[MmioDefect, DeviceBar]>([
    [
      'first-range-at-bar-start',
      barOf(1, [
        ['UNREPORTED', 1],
        ['TEE', 1],
      ]),
    ],
    [
      'whole-bar-skipped',
      barOf(1, [
        ['PBA', 1],
        ['TEE', 1],
      ]),
    ],
    ['whole-bar-validated', barOf(1, [['TEE', 1]])],
    ['page-count-in-32-bits', barOf(21, [['TEE', 1 << 20]])],
    ['pages-to-bytes-twice', ONE_PAGE],
    ['range-end-off-by-one', ONE_PAGE],
    ['msix-range-encrypted', barOf(0, [['PBA', 1]])],
  ])('are not with %s', (defect, example) => {
    const smallest = smallestBreaking(
      defect === 'page-count-in-32-bits' ? largeDevices : devices,
      (device) => exactly(device, new Set([defect])),
      {
        runs: 5000,
      },
    );
    expect(culprits(smallest)).toEqual([example]);
  });

  it.each(['rfc-v3', 'rfc-v4'] as const)(
    'are not as posted in %s, where a BAR begins with a hole',
    (version) => {
      const smallest = smallestBreaking(devices, (device) => exactly(device, mmioVersions[version]), {
        runs: 5000,
      });
      expect(culprits(smallest)).toEqual([
        barOf(1, [
          ['UNREPORTED', 1],
          ['TEE', 1],
        ]),
      ]);
    },
  );

  it('give a reader of the report the low bits of the physical address, and no others (F-37)', () => {
    // A BAR-aligned offset moves whole BARs: what is below a BAR's size is the device's own.
    const offsets = fc.bigInt(0n, (1n << 30n) - 1n);
    fc.assert(
      fc.property(fc.nat(1 << 16), fc.nat(8), offsets, (page, order, k) => {
        const size = 1n << BigInt(order);
        const reported = BigInt(page) + k * size;
        expect(reported % size).toBe(BigInt(page) % size);
      }),
    );
    const seen = new Set(Array.from({ length: 4 }, (_, k) => (0x35n + BigInt(k) * 16n) / 16n));
    expect(seen.size).toBe(4);
  });
});

/** Ranges as a hostile device may report them: ids, pages and counts of any kind, most of them near each other. */
const hostileRange = fc
  .tuple(
    fc.oneof({ weight: 5, arbitrary: fc.bigInt(0n, 40n) }, fc.bigInt(0n, (1n << 64n) - 1n)),
    fc.oneof({ weight: 5, arbitrary: fc.nat(6) }, fc.nat(0xffffffff)),
    fc.oneof({ weight: 5, arbitrary: fc.constantFrom(0, 2) }, fc.nat(0xffff)),
    fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(15)),
  )
  .map(([first, pages, id, flags]) => mmioRange(first, pages, id * 0x10000 + flags));
const hostileRanges = fc.array(hostileRange, { maxLength: 4 });
const bars: readonly Bar[] = [
  { id: 0, start: 1n << 44n, size: 16n * PAGE },
  { id: 2, start: 2n << 44n, size: (1n << 21n) * PAGE },
];

/** S2, S14: nothing is read that is not there; what is accepted is every TEE range of the report, inside its BAR, in order. */
function soundly(ranges: readonly MmioRange[], has: HasMmio): boolean {
  const found = teeRanges({ ranges }, bars, has);
  if (!found.ok) return !isFault(found);
  const asked = ranges.filter(({ nonTee, msixTable, msixPba }) => !(nonTee || msixTable || msixPba));
  let last = 0n;
  return (
    found.value.length === asked.length &&
    found.value.every(({ ipa, pa, pages }, k) => {
      const { rangeId, firstPage, pages: told } = asked[k]!;
      const bar = bars.find(({ id }) => id === rangeId);
      const end = ipa + BigInt(pages) * PAGE;
      const inOrder = ipa >= last;
      last = end;
      const fits = bar !== undefined && ipa >= bar.start && end <= bar.start + bar.size;
      return fits && inOrder && pages === told && pages > 0 && pa === firstPage * PAGE;
    })
  );
}

describe('the ranges of a hostile device', () => {
  it('are refused as a whole or sound, by the hardened guest', () => {
    expect(smallestBreaking(hostileRanges, (r) => soundly(r, HARDENED), { runs: 20_000 })).toBeUndefined();
  });

  it.each<[MmioDefect, MmioRange[]]>([
    ['range-id-unbounded', [mmioRange(0n, 0, 6 << 16)]],
    ['malformed-range-skipped', [mmioRange(0n, 0, 0)]],
    ['page-count-in-32-bits', [mmioRange(0n, 1 << 20, 0)]],
  ])('are not with %s', (defect, example) => {
    const smallest = smallestBreaking(hostileRanges, (r) => soundly(r, new Set([defect])), { runs: 20_000 });
    expect(smallest).toEqual(example);
  });
});

describe('the bytes of a report', () => {
  const counts = fc.tuple(fc.array(fc.constant(mmioRange(0n, 1, 0)), { maxLength: 2 }), fc.nat(0xffffffff));
  /** A report that says it has `count` ranges. */
  const reads = ([ranges, count]: readonly [readonly MmioRange[], number], has: HasMmio): boolean => {
    const header = { interfaceInfo: 0, reserved: 0, msixControl: 0, lnrControl: 0, tphControl: 0 };
    const bytes = encodeInterfaceReport({ ...header, ranges, deviceSpecific: new Uint8Array(0) });
    new DataView(bytes.buffer).setUint32(12, count, true);
    return !isFault(reportedRanges(bytes, has));
  };

  it('are read no further than they go, whatever their count says', () => {
    expect(smallestBreaking(counts, (c) => reads(c, HARDENED))).toBeUndefined();
  });

  it('are read beyond with range-count-unbounded', () => {
    // No range, a count of one: the four bytes of the device's own information stand where it would begin.
    expect(smallestBreaking(counts, (c) => reads(c, new Set(['range-count-unbounded'])))).toEqual([[], 1]);
  });
});

describe('the BARs of MSI-X', () => {
  const config = fc.uint8Array({ minLength: 256, maxLength: 256 });
  /** Configuration space of a function that has no list of capabilities. */
  const without = config.map((bytes) => bytes.map((byte, k) => (k === 6 ? byte & ~0x10 : byte)));

  it('are none of a function without the capability', () => {
    expect(
      smallestBreaking(without, (bytes) => Object.keys(msixBars(bytes, HARDENED)).length === 0),
    ).toBeUndefined();
  });

  it('are whatever command, status and class say with msix-capability-not-tested', () => {
    const has = new Set(['msix-capability-not-tested'] as const);
    expect(smallestBreaking(without, (bytes) => Object.keys(msixBars(bytes, has)).length === 0)).toEqual(
      new Uint8Array(256),
    );
    expect(
      msixBars(
        Uint8Array.from({ length: 256 }, (_, k) => (k === 4 ? 0x06 : k === 8 ? 0x01 : 0)),
        has,
      ),
    ).toEqual({
      table: 6,
      pba: 1,
    });
  });

  it('are found behind other capabilities, also where the list goes in a circle', () => {
    const bytes = new Uint8Array(256);
    bytes.set([0x10], 6);
    bytes.set([0x40], 0x34);
    bytes.set([0x01, 0x50], 0x40);
    bytes.set([0x11, 0x00, 0, 0, 0x04, 0, 0, 0, 0x02], 0x50);
    expect(msixBars(bytes, HARDENED)).toEqual({ table: 4, pba: 2 });
    bytes.set([0x05, 0x40], 0x50);
    expect(msixBars(bytes, HARDENED)).toEqual({});
  });
});

const samples = join(import.meta.dirname, '../../../../shared/samples/constructed');
describe.skipIf(!existsSync(samples))('constructed reports (skipped without ../shared)', () => {
  it('with a hole at the start of BAR 0: its first range lies 16 pages in, and at 0 as posted', () => {
    const bytes = new Uint8Array(readFileSync(join(samples, 'tdisp-report-hole-at-bar-start.bin')));
    const guestBars = [0, 4].map((id) => ({ id, start: BigInt(id + 1) << 40n, size: 256n * PAGE }));
    const offsets = (has: HasMmio) => {
      const ranges = reportedRanges(bytes, has);
      const found = ranges.ok ? teeRanges({ ranges: ranges.value }, guestBars, has) : ranges;
      return found.ok ? found.value.map(({ barOffset }) => barOffset / PAGE) : found.reason;
    };
    expect(offsets(HARDENED)).toEqual([16n, 0n]);
    expect(offsets(mmioVersions['rfc-v4'])).toEqual([0n, 0n]);
  });
});
