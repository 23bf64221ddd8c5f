/** Sizes and offsets are those of the tables in PCIe 6.x 11.3, written out by hand. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../evidence/bytes.ts';
import {
  decodeTdisp,
  encodeTdisp,
  fieldsOf,
  MESSAGE_CODES,
  REQUESTS,
  type TdispMessage,
  type Value,
} from './tdisp-messages.ts';

const interfaceId = { rid: 0x1234 };
const HEADER = (code: string) => `10${code}0000${'34120000'}${'00'.repeat(8)}`;
const nonce = Uint8Array.from({ length: 32 }, (_, k) => k);
const NONCE = toHex(nonce);

/** Message, whole size, and what follows the header. */
const KNOWN: readonly [string, number, Record<string, Value>, number, string][] = [
  ['GET_TDISP_VERSION', 0x81, {}, 16, ''],
  ['GET_TDISP_CAPABILITIES', 0x82, { tsmCaps: 0 }, 20, '00000000'],
  [
    'LOCK_INTERFACE_REQUEST',
    0x83,
    { flags: 0x0005, defaultStreamId: 7, mmioReportingOffset: -0x1000n, bindP2pAddressMask: 0x1ffn },
    36,
    '0500' + '07' + '00' + '00f0ffffffffffff' + 'ff01000000000000',
  ],
  ['GET_DEVICE_INTERFACE_REPORT', 0x84, { offset: 0x102, length: 0xffff }, 20, '0201ffff'],
  ['GET_DEVICE_INTERFACE_STATE', 0x85, {}, 16, ''],
  ['START_INTERFACE_REQUEST', 0x86, { startInterfaceNonce: nonce }, 48, NONCE],
  ['STOP_INTERFACE_REQUEST', 0x87, {}, 16, ''],
  ['BIND_P2P_STREAM_REQUEST', 0x88, { streamId: 9 }, 17, '09'],
  ['UNBIND_P2P_STREAM_REQUEST', 0x89, { streamId: 9 }, 17, '09'],
  [
    'SET_MMIO_ATTRIBUTE_REQUEST',
    0x8a,
    { firstPage: 0x1_0000_0002n, pages: 3, attributes: 0x0002_0004 },
    32,
    '0200000001000000' + '03000000' + '04000200',
  ],
  ['TDISP_VERSION', 0x01, { count: 2, versions: Uint8Array.of(0x10, 0x11) }, 19, '021011'],
  [
    'TDISP_CAPABILITIES',
    0x02,
    {
      dsmCaps: 1,
      reqMsgsSupported: Uint8Array.from({ length: 16 }, (_, k) => (k === 0 ? 0xfe : 0)),
      lockFlagsSupported: 0x1f,
      devAddrWidth: 52,
      numReqThis: 1,
      numReqAll: 2,
    },
    44,
    `01000000fe${'00'.repeat(15)}1f00${'000000'}340102`,
  ],
  ['LOCK_INTERFACE_RESPONSE', 0x03, { startInterfaceNonce: nonce }, 48, NONCE],
  [
    'DEVICE_INTERFACE_REPORT',
    0x04,
    { portionLength: 3, remainderLength: 0x201, report: Uint8Array.of(1, 2, 3) },
    23,
    '03000102010203',
  ],
  ['DEVICE_INTERFACE_STATE', 0x05, { state: 3 }, 17, '03'],
  ['START_INTERFACE_RESPONSE', 0x06, {}, 16, ''],
  ['STOP_INTERFACE_RESPONSE', 0x07, {}, 16, ''],
  [
    'TDISP_ERROR',
    0x7f,
    { code: 0x104, data: 0x83, extended: new Uint8Array(0) },
    24,
    '04010000' + '83000000',
  ],
];

describe('a TDISP message', () => {
  it.each(KNOWN)('%s is written and read as the text lays it out', (_name, code, fields, size, body) => {
    const message = { code, interfaceId, fields };
    const bytes = encodeTdisp(message);
    expect(bytes.length).toBe(size);
    expect(toHex(bytes)).toBe(HEADER(code.toString(16).padStart(2, '0')) + body);
    expect(decodeTdisp(bytes)).toEqual({ ok: true, value: message });
  });

  it('has its segment in bits 23:16 of FUNCTION_ID, and bit 24 says so', () => {
    const bytes = encodeTdisp({ code: 0x81, interfaceId: { rid: 0x1234, segment: 0xab }, fields: {} });
    expect(toHex(bytes.slice(4, 8))).toBe('3412ab01');
    expect(decodeTdisp(bytes)).toMatchObject({ value: { interfaceId: { rid: 0x1234, segment: 0xab } } });
  });

  it('has request codes from 0x81 on, in the order of table 11-3', () => {
    expect(Object.values(REQUESTS)).toEqual([
      0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b,
    ]);
  });
});

function anyValue(kind: ReturnType<typeof fieldsOf>[number][1]): fc.Arbitrary<Value> {
  if (typeof kind === 'object') return fc.uint8Array({ minLength: kind.bytes, maxLength: kind.bytes });
  switch (kind) {
    case 'u8':
      return fc.nat(0xff);
    case 'u16':
      return fc.nat(0xffff);
    case 'u32':
      return fc.integer({ min: 0, max: 0xffff_ffff });
    case 'u64':
      return fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
    case 'i64':
      return fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n });
    case 'rest':
      return fc.uint8Array({ maxLength: 40 });
  }
}

/** Any message that can be written. */
const anyMessage: fc.Arbitrary<TdispMessage> = fc.constantFrom(...MESSAGE_CODES).chain((code) => {
  const values = fieldsOf(code).map(([name, kind]) => [name, anyValue(kind)] as const);
  return fc
    .record({
      rid: fc.nat(0xffff),
      segment: fc.option(fc.nat(0xff), { nil: undefined }),
      fields: fc.record(Object.fromEntries(values)),
    })
    .map(({ rid, segment, fields }) => {
      const counted: Record<string, Value> = { ...(fields as Record<string, Value>) };
      if (code === 0x01) counted.count = (counted.versions as Uint8Array).length;
      if (code === 0x04) counted.portionLength = (counted.report as Uint8Array).length;
      return { code, interfaceId: { rid, ...(segment === undefined ? {} : { segment }) }, fields: counted };
    });
});

describe('any TDISP message', () => {
  it('comes back from its bytes as it was', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        expect(decodeTdisp(encodeTdisp(message))).toEqual({ ok: true, value: message });
      }),
      { numRuns: 500 },
    );
  });

  it('is refused where it is cut short, with the place and what was expected', () => {
    fc.assert(
      fc.property(anyMessage, fc.nat(), (message, n) => {
        const bytes = encodeTdisp(message);
        const open = fieldsOf(message.code).some(([, kind]) => kind === 'rest');
        const least = open ? (message.code === 0x8b || message.code === 0x0b ? 16 : 18) : bytes.length;
        const cut = bytes.slice(0, n % Math.min(least, bytes.length));
        const read = decodeTdisp(cut);
        expect(read.ok).toBe(false);
        if (!read.ok)
          expect(read).toEqual({
            ok: false,
            offset: expect.any(Number),
            reason: expect.stringMatching(/^expected /),
          });
      }),
    );
  });

  it('is refused or read, and never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const read = decodeTdisp(bytes);
        if (read.ok) expect(encodeTdisp(read.value).length).toBe(bytes.length);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('bytes that are no message', () => {
  const stop = encodeTdisp({ code: 0x87, interfaceId, fields: {} });
  const changed = (at: number, value: number): Uint8Array => stop.map((byte, k) => (k === at ? value : byte));

  it.each([
    ['nothing', new Uint8Array(0), 0, 'expected 1 bytes of version, 0 are left'],
    ['another version', changed(0, 0x20), 0, 'expected TDISP version 10, found 20'],
    ['an unknown code', changed(1, 0x8c), 1, 'expected the code of a TDISP message, found 8c'],
    ['a byte too many', Uint8Array.of(...stop, 0), 16, 'expected the end, found 1 trailing bytes'],
    [
      'a portion that is not as long as it says',
      Uint8Array.of(...changed(1, 0x04), 2, 0, 0, 0, 0xaa),
      20,
      'expected 2 bytes of report, found 1',
    ],
  ])('%s is refused at its place', (_what, bytes, offset, reason) => {
    expect(decodeTdisp(bytes)).toEqual({ ok: false, offset, reason });
  });

  it('cannot be written either: an unknown code, a field that is absent, too large or of another size', () => {
    const write = (code: number, fields: Record<string, Value>) => () =>
      encodeTdisp({ code, interfaceId, fields });
    expect(write(0x8c, {})).toThrow('no TDISP message has the code 0x8c');
    expect(write(0x88, {})).toThrow('streamId is not a number');
    expect(write(0x88, { streamId: 256 })).toThrow('streamId does not fit in 8 bits: 256');
    expect(write(0x86, { startInterfaceNonce: new Uint8Array(31) })).toThrow(
      'startInterfaceNonce is not the 32 bytes that it should be',
    );
    expect(write(0x01, { count: 1, versions: new Uint8Array(0) })).toThrow(
      'count is not the length of versions',
    );
  });
});
