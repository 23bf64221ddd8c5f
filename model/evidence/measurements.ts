/**
 * The measurement record of a device: GET_MEASUREMENTS and the MEASUREMENTS that answers it, as the RMM caches them
 * and as GPUs hand them out (DSP0274 1.1 and 1.2, DMTF measurement specification). The signature is kept as the tail
 * and not verified; whether a value is acceptable is the relying party's business.
 */

import { Cursor, concat, littleEndian, type Parsed } from './bytes.ts';

export interface MeasurementBlock {
  readonly index: number;
  /** DMTFSpecMeasurementValueType bits 6:0: 0 ROM, 1 firmware, 2 hardware configuration, 3 firmware configuration … */
  readonly type: number;
  /** Bit 7 of the type: the value is the thing itself, not its digest. */
  readonly raw: boolean;
  readonly value: Uint8Array;
}

export interface MeasurementRequest {
  /** param1: bit 0 asks for a signature, bit 1 for raw values. */
  readonly attributes: number;
  /** param2: 0 asks for the number of blocks, 0xFF for all, anything else for that block. */
  readonly operation: number;
  /** Only in a request for a signature. */
  readonly signed?: { readonly nonce: Uint8Array; readonly slot: number };
}

export interface Measurements {
  readonly version: '1.1' | '1.2';
  readonly request: MeasurementRequest;
  /** The response's param1 (number of blocks, when that was asked) and param2 (slot 3:0, content changed 5:4). */
  readonly param1: number;
  readonly param2: number;
  readonly blocks: readonly MeasurementBlock[];
  /** The responder's, under the signature beside the requester's. */
  readonly nonce: Uint8Array;
  readonly opaque: Uint8Array;
  /** Empty when none was asked for. */
  readonly signature: Uint8Array;
}

const GET_MEASUREMENTS = 0xe0;
const MEASUREMENTS = 0x60;
const SIGNED = 1;
const NONCE_SIZE = 32;
/** Sizes of the signatures that BaseAsymSel can select: P-256, P-384, P-521, RSA 2048, 3072 and 4096. */
export const SIGNATURE_SIZES: readonly number[] = [64, 96, 132, 256, 384, 512];
const versions = { 17: '1.1', 18: '1.2' } as const;

/** Reads request and response, one after the other and nothing else. */
export function parseMeasurements(bytes: Uint8Array): Parsed<Measurements> {
  const cursor = new Cursor(bytes);
  const versionByte = cursor.u8('request version');
  const version = versionByte === 0x11 || versionByte === 0x12 ? versions[versionByte] : undefined;
  cursor.expect(
    version !== undefined,
    `expected SPDM version 11 or 12, found ${versionByte.toString(16)}`,
    0,
  );
  const isRequest = cursor.u8('request code') === GET_MEASUREMENTS;
  cursor.expect(isRequest, 'expected GET_MEASUREMENTS (e0), found another code', 1);
  const [attributes, operation] = [cursor.u8('param1'), cursor.u8('param2')];
  const request = measurementRequest(cursor, { attributes, operation });
  const start = cursor.offset;
  const sameVersion = cursor.u8('response version') === versionByte;
  cursor.expect(sameVersion, 'expected a response of the same version as the request, found another', start);
  const isResponse = cursor.u8('response code') === MEASUREMENTS;
  cursor.expect(isResponse, 'expected MEASUREMENTS (60), found another code', start + 1);
  const [param1, param2] = [cursor.u8('param1'), cursor.u8('param2')];
  const response = measurementResponse(cursor);
  const sizes = request.signed ? SIGNATURE_SIZES : [0];
  cursor.expect(
    sizes.includes(cursor.remaining),
    `expected a signature of ${sizes.join(', ')} bytes, found ${cursor.remaining}`,
  );
  const signature = cursor.take(cursor.remaining, 'signature');
  return cursor.end({ version: version ?? '1.1', request, param1, param2, ...response, signature });
}

/** Reads what stands in a MEASUREMENTS between its header and its signature, whose size it does not say. */
export function measurementResponse(cursor: Cursor): Pick<Measurements, 'blocks' | 'nonce' | 'opaque'> {
  const blocks = parseBlocks(cursor);
  const nonce = cursor.take(NONCE_SIZE, 'responder nonce');
  const opaque = cursor.take(cursor.u16('opaque length'), 'opaque data');
  return { blocks, nonce, opaque };
}

/** The bytes of request and response. `parseMeasurements` gives the same record back. */
export function encodeMeasurements(record: Measurements): Uint8Array {
  const { request } = record;
  const version = record.version === '1.1' ? 0x11 : 0x12;
  const blocks = concat(...record.blocks.map(encodeBlock));
  return concat(
    Uint8Array.of(version, GET_MEASUREMENTS, request.attributes, request.operation),
    ...(request.signed ? [request.signed.nonce, Uint8Array.of(request.signed.slot)] : []),
    Uint8Array.of(version, MEASUREMENTS, record.param1, record.param2, record.blocks.length),
    littleEndian(blocks.length, 3),
    blocks,
    record.nonce,
    littleEndian(record.opaque.length, 2),
    record.opaque,
    record.signature,
  );
}

/** Reads what follows the header of a GET_MEASUREMENTS, whose parameters are these. */
export function measurementRequest(
  cursor: Cursor,
  { attributes, operation }: Pick<MeasurementRequest, 'attributes' | 'operation'>,
): MeasurementRequest {
  if ((attributes & SIGNED) === 0) {
    return { attributes, operation };
  }
  const nonce = cursor.take(NONCE_SIZE, 'requester nonce');
  return { attributes, operation, signed: { nonce, slot: cursor.u8('slot') } };
}

function parseBlocks(cursor: Cursor): readonly MeasurementBlock[] {
  const count = cursor.u8('block count');
  const size = cursor.u24('record length');
  const end = cursor.offset + size;
  const blocks: MeasurementBlock[] = [];
  for (let i = 0; i < count && cursor.ok; i++) {
    blocks.push(parseBlock(cursor));
  }
  const says = `${count} blocks in ${size} bytes`;
  cursor.expect(cursor.offset === end, `expected ${says}, the blocks end ${cursor.offset - end} bytes off`);
  return blocks;
}

/** Index, specification, size; then the DMTF value with a size of its own, which must agree. */
function parseBlock(cursor: Cursor): MeasurementBlock {
  const start = cursor.offset;
  const index = cursor.u8('block index');
  const specification = cursor.u8('measurement specification');
  cursor.expect(
    specification === 1,
    `expected the DMTF specification (1), found ${specification}`,
    start + 1,
  );
  const size = cursor.u16('block size');
  const typeByte = cursor.u8('value type');
  const valueSize = cursor.u16('value size');
  cursor.expect(
    size === valueSize + 3,
    `expected a block of ${valueSize + 3} bytes for a value of ${valueSize}, found one of ${size}`,
    start,
  );
  const value = cursor.take(valueSize, 'measurement value');
  return { index, type: typeByte & 0x7f, raw: typeByte >= 0x80, value };
}

function encodeBlock({ index, type, raw, value }: MeasurementBlock): Uint8Array {
  const dmtf = concat(Uint8Array.of(raw ? type | 0x80 : type), littleEndian(value.length, 2), value);
  return concat(Uint8Array.of(index, 1), littleEndian(dmtf.length, 2), dmtf);
}
