/**
 * Names the SPDM messages of DSP0274 and reads what their layout says up to version 1.2, to tell whether bytes are such
 * messages and end where they should. Fields whose size was negotiated elsewhere, such as digests, are taken as they come;
 * what a message is worth is not asked here.
 */

import { Cursor, type Failure, failed, toHex } from './bytes.ts';
import { measurementRequest, measurementResponse, SIGNATURE_SIZES } from './measurements.ts';

/** A field that is worth showing: its name and its value. */
export type Field = readonly [name: string, value: string];

export interface SpdmMessage {
  readonly name: string;
  /** As in `1.2`. */
  readonly version: string;
  readonly param1: number;
  readonly param2: number;
  readonly offset: number;
  /** In bytes, with the header. */
  readonly size: number;
  readonly fields: readonly Field[];
  /** Its layout does not say where it ends: it is taken to go on to the end of the bytes. */
  readonly open: boolean;
}

export interface SpdmMessages {
  readonly messages: readonly SpdmMessage[];
  /** Where a message that was named stops being one, or what stands behind the last. */
  readonly failure?: Failure;
  /** Zeros behind the last message, as DOE fills up to a multiple of four (PCIe 6.0, 6.30.1). */
  readonly padding: number;
}

/** Reads the body, the cursor standing behind the header. */
type Body = (cursor: Cursor, header: Pick<SpdmMessage, 'version' | 'param1' | 'param2'>) => readonly Field[];

const nothing: Body = () => [];
const hex = (n: number, digits: number): string => `0x${n.toString(16).padStart(digits, '0')}`;

/** As much as there is: its end is known only from what was negotiated. */
const rest: Body = (cursor) => [['body', `${cursor.take(cursor.remaining, 'body').length} bytes`]];

const versions: Body = (cursor) => {
  cursor.u8('reserved');
  const count = cursor.u8('version count');
  const found: string[] = [];
  for (let k = 0; k < count && cursor.ok; k++) {
    const entry = cursor.u16('version entry');
    found.push(`${entry >> 12}.${(entry >> 8) & 0xf}`);
  }
  return [['versions', found.join(' ')]];
};

const capabilities: Body = (cursor, { version }) => {
  cursor.take(4, 'reserved and CTExponent');
  const flags: Field = ['flags', hex(cursor.u32('flags'), 8)];
  if (version === '1.0' || version === '1.1') return [flags];
  cursor.take(8, 'DataTransferSize and MaxSPDMmsgSize');
  return [flags];
};

/** `before` is the size of what stands between the length and the two words of algorithms. */
const algorithms =
  (before: number): Body =>
  (cursor) => {
    const start = cursor.offset - 4;
    const size = cursor.u16('length');
    cursor.take(before, 'measurement specification');
    const fields: readonly Field[] = [
      ['asymmetric', hex(cursor.u32('algorithms'), 8)],
      ['hash', hex(cursor.u32('algorithms'), 8)],
    ];
    cursor.expect(
      start + size >= cursor.offset,
      `expected a length of at least ${cursor.offset - start}, found ${size}`,
    );
    cursor.take(Math.max(0, start + size - cursor.offset), 'algorithms');
    return fields;
  };

const certificatePortion: Body = (cursor) => {
  const [portion, remainder] = [cursor.u16('portion length'), cursor.u16('remainder length')];
  cursor.take(portion, 'certificate chain');
  return [
    ['portion', `${portion} bytes`],
    ['remainder', `${remainder} bytes`],
  ];
};

const certificateRequest: Body = (cursor) => [
  ['offset', String(cursor.u16('offset'))],
  ['length', String(cursor.u16('length'))],
];

const nonce: Body = (cursor) => [['nonce', toHex(cursor.take(32, 'nonce'))]];

const getMeasurements: Body = (cursor, { param1, param2 }) => {
  const request = measurementRequest(cursor, { attributes: param1, operation: param2 });
  return request.signed
    ? [
        ['nonce', toHex(request.signed.nonce)],
        ['slot', String(request.signed.slot)],
      ]
    : [];
};

const measurements: Body = (cursor) => {
  const { blocks, opaque } = measurementResponse(cursor);
  // DOE may have filled up; a signature has its size.
  const size = SIGNATURE_SIZES.findLast((bytes) => bytes <= cursor.remaining) ?? 0;
  return [
    ['blocks', String(blocks.length)],
    ['opaque', `${opaque.length} bytes`],
    ['signature', `${cursor.take(size, 'signature').length} bytes`],
  ];
};

const vendorDefined: Body = (cursor) => {
  const standard = cursor.u16('standard id');
  const vendor = cursor.take(cursor.u8('vendor id length'), 'vendor id');
  const payload = cursor.take(cursor.u16('payload length'), 'payload');
  return [
    ['standard', String(standard)],
    ['vendor', toHex(vendor)],
    ['payload', `${payload.length} bytes`],
  ];
};

/** DSP0274, table of request and response codes. */
const codes: Readonly<Record<number, readonly [name: string, body: Body]>> = {
  132: ['GET_VERSION', nothing],
  4: ['VERSION', versions],
  225: [
    'GET_CAPABILITIES',
    (cursor, header) => (header.version === '1.0' ? [] : capabilities(cursor, header)),
  ],
  97: ['CAPABILITIES', capabilities],
  227: ['NEGOTIATE_ALGORITHMS', algorithms(2)],
  99: ['ALGORITHMS', algorithms(6)],
  129: ['GET_DIGESTS', nothing],
  1: ['DIGESTS', rest],
  130: ['GET_CERTIFICATE', certificateRequest],
  2: ['CERTIFICATE', certificatePortion],
  131: ['CHALLENGE', nonce],
  3: ['CHALLENGE_AUTH', rest],
  224: ['GET_MEASUREMENTS', getMeasurements],
  96: ['MEASUREMENTS', measurements],
  228: ['KEY_EXCHANGE', rest],
  100: ['KEY_EXCHANGE_RSP', rest],
  229: ['FINISH', rest],
  101: ['FINISH_RSP', rest],
  230: ['PSK_EXCHANGE', rest],
  102: ['PSK_EXCHANGE_RSP', rest],
  231: ['PSK_FINISH', rest],
  103: ['PSK_FINISH_RSP', rest],
  233: ['KEY_UPDATE', nothing],
  105: ['KEY_UPDATE_ACK', nothing],
  236: ['END_SESSION', nothing],
  108: ['END_SESSION_ACK', nothing],
  254: ['VENDOR_DEFINED_REQUEST', vendorDefined],
  126: ['VENDOR_DEFINED_RESPONSE', vendorDefined],
  127: ['ERROR', rest],
};

/** Versions 1.0 to 1.4; the layouts of 1.3 and 1.4 are not read. */
const isVersion = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x10 && byte <= 0x14;
const HEADER_SIZE = 4;

/** Whether the bytes begin as a message does. */
export const startsSpdmMessage = (bytes: Uint8Array): boolean =>
  bytes.length >= HEADER_SIZE && isVersion(bytes[0]) && codes[bytes[1]!] !== undefined;

/** Reads messages one after the other, as far as they can be named. Undefined where not even the first can. */
export function spdmMessages(bytes: Uint8Array): SpdmMessages | undefined {
  if (!startsSpdmMessage(bytes)) return undefined;
  const messages: SpdmMessage[] = [];
  let at = 0;
  while (startsSpdmMessage(bytes.subarray(at))) {
    const { message, failure } = readMessage(bytes.subarray(at), at);
    messages.push(message);
    if (failure !== undefined) return { messages, failure, padding: 0 };
    at += message.size;
  }
  const left = bytes.subarray(at);
  if (left.length === 0) return { messages, padding: 0 };
  if (left.length < 4 && bytes.length % 4 === 0 && left.every((byte) => byte === 0))
    return { messages, padding: left.length };
  const behind = `expected the end or another message behind ${messages.at(-1)!.name}, found ${left.length} bytes`;
  return { messages, failure: failed(at, behind), padding: 0 };
}

function readMessage(
  bytes: Uint8Array,
  offset: number,
): { readonly message: SpdmMessage; readonly failure?: Failure } {
  const cursor = new Cursor(bytes);
  const versionByte = cursor.u8('version');
  const [name, body] = codes[cursor.u8('code')]!;
  const header = {
    version: `${versionByte >> 4}.${versionByte & 0xf}`,
    param1: cursor.u8('param1'),
    param2: cursor.u8('param2'),
  };
  const reads = versionByte > 0x12 ? rest : body;
  const read = cursor.result(reads(cursor, header));
  const fields = read.ok ? read.value : [];
  const message = { name, ...header, offset, size: cursor.offset, fields, open: reads === rest };
  return read.ok ? { message } : { message, failure: failed(offset + read.offset, read.reason) };
}
