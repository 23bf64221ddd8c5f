import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromBase64, fromHex, type Parsed, toHex } from './bytes.ts';
import { encodeMeasurements, type Measurements, parseMeasurements } from './measurements.ts';
import { flipped } from './variants.ts';

const nvidia = join(import.meta.dirname, '..', '..', '..', 'shared', 'samples', 'nvidia');

const unsigned: Measurements = {
  version: '1.2',
  request: { attributes: 2, operation: 0xff },
  param1: 0,
  param2: 0x20,
  blocks: [
    { index: 1, type: 0, raw: false, value: Uint8Array.of(0xaa, 0xbb) },
    { index: 0xfd, type: 4, raw: true, value: new Uint8Array(0) },
  ],
  nonce: new Uint8Array(32).fill(7),
  opaque: Uint8Array.of(9),
  signature: new Uint8Array(0),
};
const signed: Measurements = {
  ...unsigned,
  request: { attributes: 1, operation: 0xff, signed: { nonce: new Uint8Array(32).fill(5), slot: 0 } },
  signature: new Uint8Array(96).fill(3),
};
const unsignedHex = `12e002ff${'12600020'}${'02'}${'100000'}${'010105000002' + '00aabb'}${'fd010300840000'}${'07'.repeat(32)}${'0100'}09`;

const must = (record: Parsed<Measurements>): Measurements => {
  expect(record).toMatchObject({ ok: true });
  return record.ok ? record.value : unsigned;
};

describe('a measurement record', () => {
  it('is written and read as DSP0274 lays it out', () => {
    expect(toHex(encodeMeasurements(unsigned))).toBe(unsignedHex);
    expect(parseMeasurements(encodeMeasurements(unsigned))).toEqual({ ok: true, value: unsigned });
  });

  it('carries nonce and slot in the request, and a signature at the end, when one was asked for', () => {
    const bytes = encodeMeasurements(signed);
    expect(toHex(bytes.subarray(0, 37))).toBe(`12e001ff${'05'.repeat(32)}00`);
    expect(parseMeasurements(bytes)).toEqual({ ok: true, value: signed });
  });

  it('is refused without the signature that was asked for, and with one that was not', () => {
    const reason = 'expected a signature of 64, 96, 132, 256, 384, 512 bytes, found 0';
    expect(parseMeasurements(encodeMeasurements({ ...signed, signature: new Uint8Array(0) }))).toMatchObject({
      reason,
    });
    const surplus = encodeMeasurements({ ...unsigned, signature: new Uint8Array(64) });
    expect(parseMeasurements(surplus)).toMatchObject({ reason: 'expected a signature of 0 bytes, found 64' });
  });

  it.each([
    ['the version', 0],
    ['the request code', 1],
    ['the response version', 4],
    ['the response code', 5],
    ['the block count', 8],
    ['the record length', 9],
    ['the specification of a block', 13],
    ['the size of a block', 14],
    ['the size of a value', 17],
    ['the opaque length', 60],
  ])('is refused when %s is one off', (_, offset) => {
    expect(parseMeasurements(flipped(encodeMeasurements(unsigned), offset, 1)).ok).toBe(false);
  });

  it('is refused at every shorter length, but for other sizes of signature', () => {
    const bytes = encodeMeasurements(signed);
    for (let size = 0; size < bytes.length; size++) {
      expect(parseMeasurements(bytes.subarray(0, size)).ok, `${size} bytes`).toBe(size === bytes.length - 32);
    }
  });

  it('gives back any content', () => {
    const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    const block = fc.record({
      index: fc.nat(255),
      type: fc.nat(127),
      raw: fc.boolean(),
      value: fc.uint8Array({ maxLength: 64 }),
    });
    const common = {
      version: fc.constantFrom<Measurements['version'][]>('1.1', '1.2'),
      param1: fc.nat(255),
      param2: fc.nat(255),
      blocks: fc.array(block, { maxLength: 6 }),
      nonce: octets(32),
      opaque: fc.uint8Array({ maxLength: 40 }),
    };
    const asked = fc.record({ nonce: octets(32), slot: fc.nat(255) });
    const any = fc.oneof(
      fc.record<Measurements>({
        ...common,
        request: fc.record({ attributes: fc.constantFrom(1, 3), operation: fc.nat(255), signed: asked }),
        signature: fc.constantFrom(64, 96, 384).chain(octets),
      }),
      fc.record<Measurements>({
        ...common,
        request: fc.record({ attributes: fc.constantFrom(0, 2), operation: fc.nat(255) }),
        signature: octets(0),
      }),
    );
    fc.assert(
      fc.property(any, (record) => {
        expect(parseMeasurements(encodeMeasurements(record))).toEqual({ ok: true, value: record });
      }),
      { numRuns: 200 },
    );
  });

  it('never makes the parser throw', () => {
    const start = encodeMeasurements(signed);
    fc.assert(
      fc.property(fc.nat(start.length), fc.uint8Array({ maxLength: 60 }), (size, tail) => {
        expect(typeof parseMeasurements(concat(start.subarray(0, size), tail)).ok).toBe('boolean');
      }),
      { numRuns: 300 },
    );
  });
});

describe.skipIf(!existsSync(nvidia))('records of real NVIDIA GPUs (skipped without ../shared)', () => {
  it('the H100 report has 64 digests and a P-384 signature, and is written back byte for byte', () => {
    const bytes = fromHex(readFileSync(join(nvidia, 'hopperAttestationReport.txt'), 'latin1'));
    expect(bytes.ok && bytes.value.length).toBe(4117);
    const record = must(bytes.ok ? parseMeasurements(bytes.value) : bytes);
    expect(record.version).toBe('1.1');
    expect(record.blocks.map(({ index }) => index)).toEqual(Array.from({ length: 64 }, (_, i) => i + 1));
    expect(record.blocks.every(({ type, raw, value }) => type === 1 && !raw && value.length === 48)).toBe(
      true,
    );
    expect([record.opaque.length, record.signature.length]).toEqual([422, 96]);
    expect(toHex(record.request.signed?.nonce ?? new Uint8Array(0))).toMatch(/^931d8dd0/);
    expect(bytes.ok && toHex(encodeMeasurements(record)) === toHex(bytes.value)).toBe(true);
  });

  it('eight GPUs were asked with one and the same nonce', () => {
    const file: unknown = JSON.parse(readFileSync(join(nvidia, 'gpu_evidence.json'), 'utf8'));
    const evidences = [...JSON.stringify(file).matchAll(/"evidence":"([^"]+)"/g)].map(
      ([, text]) => text ?? '',
    );
    expect(evidences).toHaveLength(8);
    const nonces = evidences.map((text) => {
      const bytes = fromBase64(text);
      const record = must(bytes.ok ? parseMeasurements(bytes.value) : bytes);
      return toHex(record.request.signed?.nonce ?? new Uint8Array(0));
    });
    expect(new Set(nonces).size).toBe(1);
  });
});
