import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInterfaceReport } from '../evidence/interface-report.ts';
import { type Portion, reassemble, reportedPage, reportPortion } from './report-portion.ts';

const report = Uint8Array.from({ length: 100 }, (_, k) => k);
const bytes = (from: number, to: number) => report.slice(from, to);

describe('a portion of a report', () => {
  it.each([
    ['all of it', 0, 0xffff, 4096, bytes(0, 100), 0],
    ['what the responder can give', 0, 0xffff, 40, bytes(0, 40), 60],
    ['what was asked for', 10, 20, 40, bytes(10, 30), 70],
    ['what is left', 90, 0xffff, 40, bytes(90, 100), 0],
    ['the last byte', 99, 1, 40, bytes(99, 100), 0],
  ])('is %s', (_what, offset, length, most, portion, remainder) => {
    expect(reportPortion(report, { offset, length }, most)).toEqual({ portion, remainder });
  });

  it.each([
    ['an offset at the end', 100, 1],
    ['an offset behind the end', 101, 0xffff],
    ['the largest offset', 0xffff, 0xffff],
    ['a length of 0', 0, 0],
  ])('cannot be had with %s', (_what, offset, length) => {
    expect(reportPortion(report, { offset, length }, 40)).toBeUndefined();
  });

  it('cannot be had of an empty report', () => {
    expect(reportPortion(new Uint8Array(0), { offset: 0, length: 0xffff }, 40)).toBeUndefined();
  });
});

/** Asks for everything, as a requester does: from where the last portion ended. */
function collect(whole: Uint8Array, most: number): Portion[] {
  const portions: Portion[] = [];
  for (let offset = 0; ; ) {
    const next = reportPortion(whole, { offset, length: 0xffff }, most)!;
    portions.push(next);
    offset += next.portion.length;
    if (next.remainder === 0) return portions;
  }
}

describe('a report put together', () => {
  it('is the one that was taken apart, whatever the size of a portion', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 300 }),
        fc.integer({ min: 1, max: 64 }),
        (whole, most) => {
          expect(reassemble(collect(whole, most), 4096)).toEqual({ ok: true, value: whole });
        },
      ),
    );
  });

  it.each([
    [
      'larger than the requester holds',
      collect(report, 40),
      99,
      'expected a report of at most 99 bytes, found 100',
    ],
    ['cut off', collect(report, 40).slice(0, 2), 4096, 'expected the last portion, found 20 bytes remaining'],
    [
      'followed by more',
      [...collect(report, 100), { portion: bytes(0, 1), remainder: 0 }],
      4096,
      'expected bytes to remain, found the last portion',
    ],
    [
      'that never ends',
      [{ portion: new Uint8Array(0), remainder: 5 }],
      4096,
      'expected a portion of at least one byte, found none',
    ],
  ])('is refused when it is %s', (_what, portions, most, reason) => {
    expect(reassemble(portions, most)).toMatchObject({ ok: false, reason });
  });

  const sample = join(
    import.meta.dirname,
    '../../../shared/samples/constructed/tdisp-report-like-spdm-emu.bin',
  );
  it.skipIf(!existsSync(sample))('is what the sample of spdm-emu says, in portions of 32 (../shared)', () => {
    const whole = new Uint8Array(readFileSync(sample));
    const again = reassemble(collect(whole, 32), 4096);
    expect(again.ok && parseInterfaceReport(again.value)).toMatchObject({
      ok: true,
      value: {
        interfaceInfo: 3,
        ranges: [{ firstPage: 0n }, { firstPage: 0x8000n }, { firstPage: 0x10000n }, { firstPage: 0x20000n }],
      },
    });
  });
});

describe('the reporting offset', () => {
  it('is added in bytes or in pages, and may be negative', () => {
    expect(reportedPage(0x100n, 4, 0x1000n, 'BYTES')).toBe(0x101n);
    expect(reportedPage(0x100n, 4, 0x1000n, 'PAGES')).toBe(0x1100n);
    expect(reportedPage(0x100n, 4, -0x1000n, 'BYTES')).toBe(0xffn);
  });

  it('must not leave 64 bits of address at either end, nor a part of a page', () => {
    expect(reportedPage(0n, 1, -0x1000n, 'BYTES')).toBeUndefined();
    expect(reportedPage(0n, 1, -1n, 'PAGES')).toBeUndefined();
    expect(reportedPage((1n << 52n) - 1n, 1, 0n, 'PAGES')).toBe((1n << 52n) - 1n);
    expect(reportedPage((1n << 52n) - 1n, 1, 1n, 'PAGES')).toBeUndefined();
    expect(reportedPage((1n << 52n) - 2n, 2, 0x1000n, 'BYTES')).toBeUndefined();
    expect(reportedPage(0n, 1, 0x800n, 'BYTES')).toBeUndefined();
  });
});
