/**
 * struct cache_object: the bytes of a request or response that the RMM's exit tells the host to keep, appended one slice
 * after the other to memory that grows by 4 KiB (host series, v3c-04 and v4c-03, do_dev_communicate). Which slice of which
 * page is for the RMM to say; hardened, none leaves its page and each has room of its own.
 */

import { HARDENED } from '../../defect.ts';
import { memoryFault, type Refusal, refuse } from '../errno.ts';
import type { HasCache } from './defects.ts';

/** Sizes in bytes. */
export const PAGE_SIZE = 4096;
const CHUNK = 4096;
/** MAX_CACHE_OBJ_SIZE of the posted series. */
export const OBJECT_MOST = 16 << 20;

/** Changed in place. */
export interface CacheObject {
  /** What is allocated. */
  memory: Uint8Array;
  /** What the object says is allocated. */
  size: number;
  /** Where the next byte goes. */
  used: number;
}

/** Bytes of a page. */
export interface Slice {
  readonly offset: number;
  readonly length: number;
}

/** What an exit of COMMUNICATE has the host keep, and the pages it is about. */
export interface Exit {
  /** RSP_RESET: the response is begun again. */
  readonly reset?: boolean;
  readonly request?: Slice;
  readonly response?: Slice;
  readonly pages: { readonly request: Uint8Array; readonly response: Uint8Array };
}

/** Whether the kernel clears memory that it frees (init_on_free): what a size that is read too late says. */
export interface Allocator {
  readonly clearsFreed: boolean;
}

export const newObject = (): CacheObject => ({ memory: new Uint8Array(CHUNK), size: CHUNK, used: 0 });
export const bytesOf = ({ memory, used }: CacheObject): Uint8Array => memory.slice(0, used);

/** Appends what the exit says. After a refusal the object is not to be used. */
export function append(
  object: CacheObject,
  { reset, request, response, pages }: Exit,
  allocator: Allocator,
  has: HasCache = HARDENED,
): Refusal | undefined {
  if (reset && !has.has('response-reset-ignored')) object.used = 0;
  const slices = [
    { slice: request, page: pages.request },
    { slice: response, page: pages.response },
  ];
  let roomAsked = false;
  for (const { slice, page } of slices) {
    if (slice === undefined) continue;
    const end = has.has('slice-may-leave-page') ? slice.length : slice.offset + slice.length;
    if (end > PAGE_SIZE) return refuse('-EINVAL');
    const refused =
      roomAsked && has.has('room-for-request-alone')
        ? undefined
        : makeRoom(object, slice.length, allocator, has);
    roomAsked = true;
    const failed = refused ?? copy(object, page, slice);
    if (failed !== undefined) return failed;
  }
  return undefined;
}

/** One chunk is enough: no slice is longer than one. */
function makeRoom(
  object: CacheObject,
  length: number,
  allocator: Allocator,
  has: HasCache,
): Refusal | undefined {
  if (object.used + length <= object.size) return undefined;
  const size = object.size + CHUNK;
  if (size > OBJECT_MOST) return refuse('-EINVAL');
  const memory = new Uint8Array(size);
  memory.set(object.memory.subarray(0, size));
  object.memory = memory;
  object.size = has.has('size-of-freed-object') && allocator.clearsFreed ? CHUNK : size;
  return undefined;
}

function copy(object: CacheObject, page: Uint8Array, { offset, length }: Slice): Refusal | undefined {
  if (offset + length > page.length) return memoryFault(`bytes up to ${offset + length} are read of a page`);
  const end = object.used + length;
  if (end > object.memory.length)
    return memoryFault(`bytes up to ${end} are written to an object of ${object.memory.length}`);
  object.memory.set(page.subarray(offset, offset + length), object.used);
  object.used = end;
  return undefined;
}
