/**
 * TDISP messages, byte for byte (PCIe 6.x 11.3): a header of 16 bytes, then what each message has. Encoding and decoding
 * are inverse to each other; bytes that are no message are refused with the place and what was expected there. Reserved
 * fields are written as zero and read past. A secured SPDM message carries them as VENDOR_DEFINED, protocol id 1.
 */

import { Cursor, concat, littleEndian, type Parsed } from '../evidence/bytes.ts';
import type { TdispRequest } from '../lifecycle/tdi.ts';

/** Request codes; a response has the code without its highest bit. TDISP_ERROR answers any of them. */
export const REQUESTS: Readonly<Record<TdispRequest, number>> = {
  GET_TDISP_VERSION: 0x81,
  GET_TDISP_CAPABILITIES: 0x82,
  LOCK_INTERFACE_REQUEST: 0x83,
  GET_DEVICE_INTERFACE_REPORT: 0x84,
  GET_DEVICE_INTERFACE_STATE: 0x85,
  START_INTERFACE_REQUEST: 0x86,
  STOP_INTERFACE_REQUEST: 0x87,
  BIND_P2P_STREAM_REQUEST: 0x88,
  UNBIND_P2P_STREAM_REQUEST: 0x89,
  SET_MMIO_ATTRIBUTE_REQUEST: 0x8a,
  VDM_REQUEST: 0x8b,
};
export const TDISP_ERROR = 0x7f;
/** Version 1.0, the only one there is: major in bits 7:4, minor in 3:0. */
export const TDISP_VERSION = 0x10;

export const ERROR_CODES = {
  INVALID_REQUEST: 0x1,
  BUSY: 0x3,
  INVALID_INTERFACE_STATE: 0x4,
  UNSPECIFIED: 0x5,
  /** Its data is the code of the request. */
  UNSUPPORTED_REQUEST: 0x7,
  VERSION_MISMATCH: 0x41,
  VENDOR_SPECIFIC_ERROR: 0xff,
  INVALID_INTERFACE: 0x101,
  INVALID_NONCE: 0x102,
  INSUFFICIENT_ENTROPY: 0x103,
  INVALID_DEVICE_CONFIGURATION: 0x104,
} as const;
export type ErrorCode = keyof typeof ERROR_CODES;

type FieldKind = 'u8' | 'u16' | 'u32' | 'u64' | 'i64' | { readonly bytes: number } | 'rest';
type Fields = readonly (readonly [name: string, kind: FieldKind])[];
const RESERVED = 'reserved';
const reserved = (bytes: number): Fields[number] => [RESERVED, { bytes }];

/** What follows the header, by message code. */
const LAYOUTS: Readonly<Record<number, Fields>> = {
  129: [],
  130: [['tsmCaps', 'u32']],
  131: [
    ['flags', 'u16'],
    ['defaultStreamId', 'u8'],
    reserved(1),
    ['mmioReportingOffset', 'i64'],
    ['bindP2pAddressMask', 'u64'],
  ],
  132: [
    ['offset', 'u16'],
    ['length', 'u16'],
  ],
  133: [],
  134: [['startInterfaceNonce', { bytes: 32 }]],
  135: [],
  136: [['streamId', 'u8']],
  137: [['streamId', 'u8']],
  138: [
    ['firstPage', 'u64'],
    ['pages', 'u32'],
    ['attributes', 'u32'],
  ],
  139: [['vendor', 'rest']],
  1: [
    ['count', 'u8'],
    ['versions', 'rest'],
  ],
  2: [
    ['dsmCaps', 'u32'],
    ['reqMsgsSupported', { bytes: 16 }],
    ['lockFlagsSupported', 'u16'],
    reserved(3),
    ['devAddrWidth', 'u8'],
    ['numReqThis', 'u8'],
    ['numReqAll', 'u8'],
  ],
  3: [['startInterfaceNonce', { bytes: 32 }]],
  4: [
    ['portionLength', 'u16'],
    ['remainderLength', 'u16'],
    ['report', 'rest'],
  ],
  5: [['state', 'u8']],
  6: [],
  7: [],
  8: [],
  9: [],
  10: [],
  11: [['vendor', 'rest']],
  [TDISP_ERROR]: [
    ['code', 'u32'],
    ['data', 'u32'],
    ['extended', 'rest'],
  ],
};
/** Fields that count the bytes of the field that ends the message. */
const COUNTS: Readonly<Record<number, readonly [count: string, counted: string]>> = {
  1: ['count', 'versions'],
  4: ['portionLength', 'report'],
};

export const MESSAGE_CODES: readonly number[] = Object.keys(LAYOUTS).map(Number);
export const fieldsOf = (code: number): Fields => (LAYOUTS[code] ?? []).filter(([name]) => name !== RESERVED);

/** INTERFACE_ID: requester id, and the segment if there is one. */
export interface InterfaceId {
  readonly rid: number;
  readonly segment?: number;
}
export type Value = number | bigint | Uint8Array;
export interface TdispMessage {
  readonly code: number;
  readonly interfaceId: InterfaceId;
  readonly fields: Readonly<Record<string, Value>>;
}

const SIZES = { u8: 1, u16: 2, u32: 4, u64: 8, i64: 8 } as const;
const SEGMENT_VALID = 1 << 24;

/** Throws a RangeError for a code that no message has, and for a field that is absent or does not fit. */
export function encodeTdisp({ code, interfaceId, fields }: TdispMessage): Uint8Array {
  const layout = LAYOUTS[code];
  if (layout === undefined) throw new RangeError(`no TDISP message has the code 0x${code.toString(16)}`);
  const { rid, segment } = interfaceId;
  const functionId = segment === undefined ? rid : rid | (segment << 16) | SEGMENT_VALID;
  const counted = COUNTS[code];
  if (counted !== undefined && fields[counted[0]] !== (fields[counted[1]] as Uint8Array).length)
    throw new RangeError(`${counted[0]} is not the length of ${counted[1]}`);
  return concat(
    Uint8Array.of(TDISP_VERSION, code, 0, 0),
    littleEndian(functionId, 4),
    new Uint8Array(8),
    ...layout.map(([name, kind]) => encodeField(name, kind, fields[name])),
  );
}

function encodeField(name: string, kind: FieldKind, value: Value | undefined): Uint8Array {
  if (name === RESERVED) return new Uint8Array((kind as { bytes: number }).bytes);
  if (typeof kind === 'object' || kind === 'rest') {
    const fits = value instanceof Uint8Array && (kind === 'rest' || value.length === kind.bytes);
    if (!fits)
      throw new RangeError(
        `${name} is not the ${kind === 'rest' ? 'bytes' : `${kind.bytes} bytes`} that it should be`,
      );
    return value;
  }
  const bits = 8 * SIZES[kind];
  if (value === undefined || value instanceof Uint8Array) throw new RangeError(`${name} is not a number`);
  const wrapped = kind === 'i64' ? BigInt.asIntN(bits, BigInt(value)) : BigInt.asUintN(bits, BigInt(value));
  if (wrapped !== BigInt(value)) throw new RangeError(`${name} does not fit in ${bits} bits: ${value}`);
  return littleEndian(value, SIZES[kind]);
}

/** Inverse of `encodeTdisp`. */
export function decodeTdisp(bytes: Uint8Array): Parsed<TdispMessage> {
  const cursor = new Cursor(bytes);
  const version = cursor.u8('version');
  cursor.expect(version === TDISP_VERSION, `expected TDISP version 10, found ${hex(version)}`, 0);
  const code = cursor.u8('message type');
  cursor.expect(LAYOUTS[code] !== undefined, `expected the code of a TDISP message, found ${hex(code)}`, 1);
  cursor.take(2, 'reserved');
  const functionId = cursor.u32('FUNCTION_ID');
  cursor.take(8, 'reserved');
  const fields: Record<string, Value> = {};
  for (const [name, kind] of LAYOUTS[code] ?? []) {
    const start = cursor.offset;
    const value = readField(cursor, name, kind);
    if (name !== RESERVED) fields[name] = value;
    const [count, counted] = COUNTS[code] ?? [];
    if (name === counted)
      cursor.expect(
        fields[count!] === (value as Uint8Array).length,
        `expected ${fields[count!]} bytes of ${name}, found ${(value as Uint8Array).length}`,
        start,
      );
  }
  const rid = functionId & 0xffff;
  const segment = functionId & SEGMENT_VALID ? { segment: (functionId >>> 16) & 0xff } : {};
  return cursor.end({ code, interfaceId: { rid, ...segment }, fields });
}

function readField(cursor: Cursor, name: string, kind: FieldKind): Value {
  switch (kind) {
    case 'u8':
    case 'u16':
    case 'u32':
    case 'u64':
      return cursor[kind](name);
    case 'i64':
      return BigInt.asIntN(64, cursor.u64(name));
    case 'rest':
      return cursor.take(cursor.remaining, name);
    default:
      return cursor.take(kind.bytes, name);
  }
}

const hex = (value: number): string => value.toString(16).padStart(2, '0');
