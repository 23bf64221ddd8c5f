import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, type Parsed, toHex } from './bytes.ts';
import {
  encodeInterfaceReport,
  type InterfaceReport,
  mmioRange,
  parseInterfaceReport,
} from './interface-report.ts';

const constructed = join(import.meta.dirname, '..', '..', '..', 'shared', 'samples', 'constructed');

const example: InterfaceReport = {
  interfaceInfo: 0x0003,
  reserved: 0,
  msixControl: 0x8003,
  lnrControl: 0,
  tphControl: 0,
  ranges: [mmioRange(0x100n, 2, 0x0002_fff5)],
  deviceSpecific: Uint8Array.of(0xaa, 0xbb),
};
const exampleHex = `0300${'0000'}0380${'0000'}00000000${'01000000'}${'0001000000000000'}${'02000000'}f5ff0200${'02000000'}aabb`;

const must = (report: Parsed<InterfaceReport>): InterfaceReport => {
  expect(report).toMatchObject({ ok: true });
  return report.ok ? report.value : example;
};

describe('an interface report', () => {
  it('is written and read as TDISP lays it out, reserved bits included', () => {
    expect(toHex(encodeInterfaceReport(example))).toBe(exampleHex);
    expect(parseInterfaceReport(encodeInterfaceReport(example))).toEqual({ ok: true, value: example });
  });

  it('names the attributes of a range', () => {
    const names = ({
      msixTable,
      msixPba,
      nonTee,
      updatable,
      rangeId,
    }: InterfaceReport['ranges'][number]) => ({
      ...{ msixTable, msixPba, nonTee, updatable, rangeId },
    });
    const none = { msixTable: false, msixPba: false, nonTee: false, updatable: false, rangeId: 0 };
    expect(names(mmioRange(0n, 1, 0x1))).toEqual({ ...none, msixTable: true });
    expect(names(mmioRange(0n, 1, 0x2))).toEqual({ ...none, msixPba: true });
    expect(names(mmioRange(0n, 1, 0x4))).toEqual({ ...none, nonTee: true });
    expect(names(mmioRange(0n, 1, 0x8))).toEqual({ ...none, updatable: true });
    expect(names(mmioRange(0n, 1, 0xfff00000))).toEqual({ ...none, rangeId: 0xfff0 });
  });

  it('is refused at every shorter length and with trailing bytes', () => {
    const bytes = encodeInterfaceReport(example);
    for (let size = 0; size < bytes.length; size++) {
      expect(parseInterfaceReport(bytes.subarray(0, size)).ok).toBe(false);
    }
    expect(parseInterfaceReport(concat(bytes, Uint8Array.of(0)))).toMatchObject({
      ok: false,
      offset: bytes.length,
    });
  });

  it('is refused at once when the range count cannot fit', () => {
    const bytes = encodeInterfaceReport(example).fill(0xff, 12, 16);
    const reason = 'expected 4294967295 ranges of 16 bytes, 22 bytes are left';
    expect(parseInterfaceReport(bytes)).toEqual({ ok: false, offset: 16, reason });
  });

  it('gives back any content', () => {
    const range = fc
      .tuple(fc.bigInt(0n, (1n << 64n) - 1n), fc.nat(0xffffffff), fc.nat(0xffffffff))
      .map(([firstPage, pages, attributes]) => mmioRange(firstPage, pages, attributes));
    const any = fc.record<InterfaceReport>({
      interfaceInfo: fc.nat(0xffff),
      reserved: fc.nat(0xffff),
      msixControl: fc.nat(0xffff),
      lnrControl: fc.nat(0xffff),
      tphControl: fc.nat(0xffffffff),
      ranges: fc.array(range, { maxLength: 6 }),
      deviceSpecific: fc.uint8Array({ maxLength: 40 }),
    });
    fc.assert(
      fc.property(any, (report) => {
        expect(parseInterfaceReport(encodeInterfaceReport(report))).toEqual({ ok: true, value: report });
      }),
      { numRuns: 200 },
    );
  });

  it('is written back byte for byte whenever any octets parse', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), fc.nat(2), (bytes, count) => {
        bytes.set([count, 0, 0, 0], 12);
        const whole = concat(bytes.subarray(0, 16), new Uint8Array(16 * count), new Uint8Array(4));
        expect(encodeInterfaceReport(must(parseInterfaceReport(whole)))).toEqual(whole);
      }),
      { numRuns: 100 },
    );
  });
});

describe.skipIf(!existsSync(constructed))('constructed reports (skipped without ../shared)', () => {
  const read = (name: string) => {
    const bytes = new Uint8Array(readFileSync(join(constructed, `tdisp-report-${name}.bin`)));
    const report = must(parseInterfaceReport(bytes));
    expect(encodeInterfaceReport(report)).toEqual(bytes);
    return report;
  };
  const numbers = ({ ranges }: InterfaceReport) =>
    ranges.map(({ rangeId, firstPage, pages, attributes }) => [
      rangeId,
      firstPage,
      pages,
      attributes & 0xffff,
    ]);

  it('like the DMTF emulator: four ranges and 16 bytes of device information', () => {
    const report = read('like-spdm-emu');
    expect(report.interfaceInfo).toBe(3);
    expect(new TextDecoder().decode(report.deviceSpecific)).toBe('tdisp_dev_emu\0\0\0');
    expect(numbers(report)).toEqual([
      [1, 0n, 1, 4],
      [2, 0x8000n, 4, 8],
      [3, 0x10000n, 8, 8],
      [4, 0x20000n, 8, 8],
    ]);
  });

  it('with a locked MSI-X table in BAR 2', () => {
    const report = read('msix-locked');
    expect(report.msixControl).toBe(0x800f);
    expect(numbers(report)).toEqual([
      [0, 0x40000n, 16, 0],
      [2, 0x40100n, 1, 1],
      [2, 0x40110n, 1, 2],
      [4, 0x40200n, 256, 8],
    ]);
  });

  it('with a hole at the start of BAR 0', () => {
    expect(numbers(read('hole-at-bar-start'))).toEqual([
      [0, 0x40010n, 240, 0],
      [4, 0x40200n, 256, 0],
    ]);
  });
});
