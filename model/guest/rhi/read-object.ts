/**
 * rhi_read_cached_object(): asks the host how large an object is, has it written to a shared buffer, and copies it to
 * private memory (guest series, patch 07). Every status, size and byte is the host's, at any time. Hardened: sizes are
 * compared as the 64-bit numbers they are and bounded by what can be allocated, and the host has to have written all.
 */

import { HARDENED } from '../../defect.ts';
import type { HasRhi } from './defects.ts';

/** What the host puts into the registers: its status, and the size or the length written. */
export interface HostAnswer {
  /** Of RSI_HOST_CALL and of RHI: both have to be. */
  readonly success: boolean;
  readonly value: bigint;
}

/** A host that answers as it likes. It may keep the buffer and write to it whenever it is shared. */
export interface ObjectHost {
  size(): HostAnswer;
  read(buffer: Uint8Array): HostAnswer;
  /** Its last chance before the buffer is private again. */
  meddle?(buffer: Uint8Array): void;
}

export type ObjectRead =
  | { readonly errno: '0'; readonly object: Uint8Array; readonly hashed: Uint8Array }
  | { readonly errno: '-EIO' }
  /** Not an error return: the kernel warns, or touches memory that is not its own. */
  | { readonly errno: 'fault'; readonly what: string };

/** MAX_CACHE_OBJ_SIZE of the posted series, in bytes. */
export const OBJECT_SIZE_MOST = 16n << 20n;
/** The largest block of the page allocator with 4 KiB pages, in bytes. */
export const ALLOCATION_MOST = 4n << 20n;

const refused: ObjectRead = { errno: '-EIO' };

/** Reads one object. `hashed` is what its digest is taken over. */
export function readObject(host: ObjectHost, has: HasRhi = HARDENED): ObjectRead {
  const { success, value } = host.size();
  const size = has.has('size-in-signed-int') ? BigInt.asIntN(32, value) : BigInt.asUintN(64, value);
  const most = has.has('size-beyond-allocator') ? OBJECT_SIZE_MOST : ALLOCATION_MOST;
  if (!success || size === 0n || size > most) return refused;
  if (size < 0n || size > ALLOCATION_MOST)
    return { errno: 'fault', what: `${BigInt.asUintN(64, size)} bytes are asked of the page allocator` };

  const buffer = new Uint8Array(Number(size));
  const written = host.read(buffer);
  const whole = BigInt.asUintN(64, written.value) === size || has.has('read-length-ignored');
  if (!written.success || !whole) return refused;
  const hashed = has.has('hashed-in-shared-memory') ? buffer.slice() : undefined;
  host.meddle?.(buffer);
  const object = buffer.slice();
  if (has.has('freed-on-success')) return { errno: 'fault', what: 'the object is freed and used' };
  return { errno: '0', object, hashed: hashed ?? object };
}
