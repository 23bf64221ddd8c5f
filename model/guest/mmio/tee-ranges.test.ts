import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type InterfaceReport, type MmioRange, mmioRange } from '../../evidence/interface-report.ts';
import { type Bar, teeRanges } from './tee-ranges.ts';

const reportOf = (...ranges: MmioRange[]): InterfaceReport => ({
  interfaceInfo: 3,
  reserved: 0,
  msixControl: 0,
  lnrControl: 0,
  tphControl: 0,
  ranges,
  deviceSpecific: new Uint8Array(0),
});
/** `flags` as in the attribute word, BAR in its upper half. */
const range = (firstPage: bigint, pages: number, bar: number, flags = 0) =>
  mmioRange(firstPage, pages, bar * 0x10000 + flags);
const pages = (count: number) => BigInt(count) * 4096n;
const bars: readonly Bar[] = [
  { id: 0, start: 0x1000_0000n, size: pages(16) },
  { id: 2, start: 0x2000_0000n, size: pages(4) },
];
const refusal = (...ranges: MmioRange[]) => {
  const result = teeRanges(reportOf(...ranges), bars);
  return result.ok ? 'accepted' : `${result.offset}: ${result.reason}`;
};

describe('the ranges a guest validates', () => {
  it('lie where their address modulo the size of the BAR says', () => {
    expect(teeRanges(reportOf(range(0x100n, 2, 0), range(0x108n, 1, 0), range(0x200n, 4, 2)), bars)).toEqual({
      ok: true,
      value: [
        { barOffset: 0n, ipa: 0x1000_0000n, pa: 0x10_0000n, pages: 2 },
        { barOffset: 0x8000n, ipa: 0x1000_8000n, pa: 0x10_8000n, pages: 1 },
        { barOffset: 0n, ipa: 0x2000_0000n, pa: 0x20_0000n, pages: 4 },
      ],
    });
  });

  it.each([
    ['MSI-X table', 1],
    ['MSI-X pending bits', 2],
    ['not for TEE use', 4],
  ])('leave out a range that is %s, but count it as the first of its BAR', (_, flags) => {
    expect(teeRanges(reportOf(range(0x100n, 1, 0, flags), range(0x104n, 1, 0)), bars)).toEqual({
      ok: true,
      value: [{ barOffset: 0x4000n, ipa: 0x1000_4000n, pa: 0x10_4000n, pages: 1 }],
    });
  });

  it('include one whose attributes can be changed', () => {
    expect(teeRanges(reportOf(range(0x100n, 1, 0, 8)), bars)).toMatchObject({ value: [{ pages: 1 }] });
  });

  it('keep their place when the device leaves out a hole at the start of the BAR', () => {
    expect(teeRanges(reportOf(range(0x101n, 15, 0)), bars)).toMatchObject({
      value: [{ barOffset: 0x1000n }],
    });
  });

  it('are refused without a page', () => {
    expect(refusal(range(0x100n, 0, 0))).toBe('16: range 0: expected at least one page, found none');
  });

  it('are refused when they are of one BAR and do not lie in one', () => {
    const reason =
      '32: range 1: expected a range in the same 65536 bytes as the last of BAR 0, found it outside';
    expect(refusal(range(0x100n, 1, 0), range(0x110n, 1, 0))).toBe(reason);
  });

  it('are none when the report has none', () => {
    expect(teeRanges(reportOf(), bars)).toEqual({ ok: true, value: [] });
  });

  it('are refused for a BAR that is not there', () => {
    expect(refusal(range(0n, 1, 1))).toBe('16: range 0: expected the id of a memory BAR, found 1');
    expect(teeRanges(reportOf(range(0n, 1, 6)), [{ id: 6, start: 0n, size: 4096n }]).ok).toBe(false);
  });

  it('are refused when BARs descend', () => {
    const reason = '32: range 1: expected BARs in ascending order, found BAR 0 after BAR 2';
    expect(refusal(range(0x200n, 1, 2), range(0x100n, 1, 0))).toBe(reason);
  });

  it('are refused when they descend or overlap within a BAR', () => {
    const reason =
      '32: range 1: expected ranges in ascending order within BAR 0, found one before the end of the last';
    expect(refusal(range(0x104n, 1, 0), range(0x100n, 1, 0))).toBe(reason);
    expect(refusal(range(0x100n, 2, 0), range(0x101n, 1, 0))).toBe(reason);
    expect(refusal(range(0x100n, 2, 0), range(0x102n, 1, 0))).toBe('accepted');
  });

  it('are refused when they reach beyond 64 bits', () => {
    const last = (1n << 52n) - 1n;
    expect(refusal(range(last, 1, 0))).toBe('accepted');
    expect(refusal(range(last, 2, 0))).toBe('16: range 0: expected an end below 2^64, found an overflow');
    expect(refusal(range((1n << 64n) - 1n, 1, 0))).toMatch(/overflow$/);
  });

  it('are refused when they do not fit into their BAR', () => {
    expect(refusal(range(0x100n, 16, 0))).toBe('accepted');
    expect(refusal(range(0x100n, 17, 0))).toMatch(
      /^16: range 0: expected a range inside BAR 0 of 65536 bytes/,
    );
    expect(refusal(range(0x100n, 1, 0), range(0x10fn, 2, 0))).toMatch(
      /^32: range 1: expected a range inside BAR 0/,
    );
  });

  it('lie inside their BAR and apart from each other whenever a report is accepted', () => {
    const any = fc.tuple(
      fc.bigInt(0x100n, 0x10fn),
      fc.integer({ min: 1, max: 6 }),
      fc.constantFrom(0, 2),
      fc.nat(15),
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 4 }), (list) => {
        const result = teeRanges(reportOf(...list.map((arguments_) => range(...arguments_))), bars);
        let end = 0n;
        for (const { ipa, pages: count } of result.ok ? result.value : []) {
          const bar = bars.find(({ start, size }) => ipa >= start && ipa + pages(count) <= start + size);
          expect(bar).toBeDefined();
          expect(ipa >= end).toBe(true);
          end = ipa + pages(count);
        }
      }),
      { numRuns: 300 },
    );
  });
});
