/**
 * cca_tsm_guest_req() for cached objects: the VMM asks for the size of one, or for its bytes from an offset on (host series,
 * v3v-04 and v4v-09). The request lies in the VMM's memory, which it may change at any time. What is returned is iommufd's: how
 * many bytes of the response buffer are not used, or an error. Hardened: the request is fetched once, says which TSM it is
 * for, and is answered from within the object or refused.
 */

import { HARDENED } from '../../defect.ts';
import { Cursor, concat, littleEndian } from '../../evidence/bytes.ts';
import type { ObjectName } from '../cache/caches.ts';
import { memoryFault, type Refusal, refuse } from '../errno.ts';
import type { HasRequest } from './defects.ts';

export interface ObjectRequest {
  /** The envelope that the list agreed on: whose request this is. */
  readonly tsm: 'CCA' | 'SEV' | 'TDX';
  /** req_len, in bytes. */
  readonly length: number;
  /** The VMM's memory as it is at this moment. */
  readonly fetch: () => Uint8Array;
  /** resp_len, in bytes. */
  readonly room: number;
}

export interface Answer {
  readonly errno: '0';
  /** Bytes of the response buffer that were not written. */
  readonly unused: number;
  readonly written: Uint8Array;
}

/** What the host has of each object. */
export type Objects = (object: ObjectName) => Uint8Array | undefined;

/** Numbers of uapi asm/rmi-da.h. */
export const REQUEST = { OBJECT_SIZE: 1, OBJECT_READ: 2 } as const;
export const OBJECT_IDS: readonly ObjectName[] = ['VCA', 'CERTIFICATE', 'MEASUREMENTS', 'INTERFACE_REPORT'];
/** Sizes of the two structures: type and object, and then an offset. */
const SIZES: Readonly<Record<number, number>> = { [REQUEST.OBJECT_SIZE]: 8, [REQUEST.OBJECT_READ]: 16 };
const SIZE_OF_INT = 4;

/** A request as its VMM writes it. */
export const encodeRequest = (type: number, object: number, offset: bigint): Uint8Array =>
  concat(littleEndian(type, 4), littleEndian(object, 4), littleEndian(offset, 8));

interface Fields {
  readonly type: number;
  readonly object: ObjectName | undefined;
  readonly offset: bigint;
}

/** Answers one request. `stack` is what a field holds that nobody wrote. */
export function answerRequest(
  request: ObjectRequest,
  objects: Objects,
  stack: Uint8Array,
  has: HasRequest = HARDENED,
): Answer | Refusal {
  if (request.tsm !== 'CCA' && !has.has('tsm-not-asked')) return refuse('-EOPNOTSUPP');
  const first = request.fetch();
  const { type } = fieldsOf(first);
  const size = SIZES[type];
  if (size === undefined) return refuse('-EINVAL');
  if (request.length > size || (request.length < size && !has.has('short-request-taken')))
    return refuse('-EINVAL');
  const fetched = has.has('fetched-twice') ? request.fetch() : first;
  const there = fetched.subarray(0, request.length);
  const { object, offset } = fieldsOf(concat(there, stack.subarray(there.length, size)));
  if (object === undefined) return refuse('-EINVAL');
  const bytes = objects(object) ?? new Uint8Array(0);
  if (bytes.length === 0)
    return has.has('empty-is-answered') ? { errno: '0', unused: 0, written: bytes } : refuse('-EINVAL');
  return type === REQUEST.OBJECT_SIZE
    ? write(littleEndian(bytes.length, SIZE_OF_INT), request.room, '-EINVAL', has)
    : read(bytes, offset, request.room, has);
}

function fieldsOf(bytes: Uint8Array): Fields {
  const cursor = new Cursor(concat(bytes, new Uint8Array(16)));
  const [type, id] = [cursor.u32('type'), cursor.u32('object')];
  return { type, object: OBJECT_IDS[id], offset: cursor.u64('offset') };
}

function read(bytes: Uint8Array, offset: bigint, room: number, has: HasRequest): Answer | Refusal {
  const size = BigInt(bytes.length);
  const outside = offset >= size;
  if (has.has('offset-not-bounded') && offset !== 0n)
    return room < bytes.length
      ? refuse('-E2BIG')
      : memoryFault(`${size} bytes are copied from ${offset} on, of an object of ${size}`);
  if (has.has('remaining-underflows') && offset > size)
    return memoryFault(`${BigInt.asUintN(64, size - offset)} bytes are copied of an object of ${size}`);
  return outside ? refuse('-EINVAL') : write(bytes.slice(Number(offset)), room, '-E2BIG', has);
}

function write(
  written: Uint8Array,
  room: number,
  tooSmall: '-EINVAL' | '-E2BIG',
  has: HasRequest,
): Answer | Refusal {
  if (written.length > room) return refuse(tooSmall);
  return { errno: '0', unused: has.has('unused-not-told') ? 0 : room - written.length, written };
}
