/**
 * Whose objects the host keeps, and what a transaction that fetches one does to the one before (host series, v3c-04, v3v-01,
 * v4v-10): VCA and certificates with the device, report and measurements with the function they are of. Hardened: what is
 * fetched is built beside what there is, and takes its place when the transaction has ended well.
 */

import { HARDENED } from '../../defect.ts';
import type { Refusal } from '../errno.ts';
import { refuse } from '../errno.ts';
import type { HasCache } from './defects.ts';
import { type Allocator, append, bytesOf, type CacheObject, type Exit, newObject } from './object.ts';

export type ObjectName = 'VCA' | 'CERTIFICATE' | 'MEASUREMENTS' | 'INTERFACE_REPORT';

/** A function of the device by number; its physical function 0 has the objects of the whole device. */
export type FunctionNumber = number;

/** All objects under one device. Changed in place. */
export type Caches = Map<string, CacheObject>;

/** One transaction: which object of which function, what it has the host keep, and how it ends. */
export interface Fetch {
  readonly of: FunctionNumber;
  readonly object: ObjectName;
  readonly exits: readonly Exit[];
  readonly ends: 'WELL' | 'BADLY';
}

const isOfDevice = (object: ObjectName): boolean => object === 'VCA' || object === 'CERTIFICATE';

/** Where the object of a function is kept. */
function placeOf(of: FunctionNumber, object: ObjectName, has: HasCache): string {
  return isOfDevice(object) || has.has('evidence-per-device') ? object : `${object} of ${of}`;
}

/** Runs a transaction. Returns why it failed, or nothing. */
export function fetchObject(
  caches: Caches,
  { of, object, exits, ends }: Fetch,
  allocator: Allocator,
  has: HasCache = HARDENED,
): Refusal | undefined {
  const place = placeOf(of, object, has);
  const begun = begin(caches, place, object, has);
  for (const exit of exits) {
    const failed = append(begun, exit, allocator, has);
    if (failed !== undefined) return failed;
  }
  if (ends === 'BADLY') return refuse('-ENXIO');
  caches.set(place, begun);
  return undefined;
}

/** The object that a transaction writes to. */
function begin(caches: Caches, place: string, object: ObjectName, has: HasCache): CacheObject {
  const earlier = caches.get(place);
  if (earlier === undefined) return newObject();
  if (isOfDevice(object) && has.has('appended-to-earlier')) return earlier;
  if (!isOfDevice(object) && has.has('refresh-destroys-old')) {
    earlier.memory.fill(0);
    earlier.used = 0;
    return earlier;
  }
  return newObject();
}

/** What a guest of a function is given of an object; nothing where there is none. */
export function cached(
  caches: Caches,
  of: FunctionNumber,
  object: ObjectName,
  has: HasCache = HARDENED,
): Uint8Array | undefined {
  const found = caches.get(placeOf(of, object, has));
  return found && bytesOf(found);
}
