/**
 * How a reader gets evidence through netlink (PCI/TSM core, A.8): objects in attributes, digests for those who ask for them, and
 * evidence made for the reader's own nonce. Refresh and reads are critical sections of their own, between which other readers
 * come; a dump whose generation has gone is given up with -EAGAIN.
 */

import { HARDENED } from '../../defect.ts';
import { digestBytes } from '../../evidence/digest.ts';
import type { HasEvidence } from './defects.ts';

/** nla_len is a u16 and counts its own header of four bytes. */
const ATTRIBUTE_MOST = 0xffff - 4;

/** The payloads of the attributes that carry an object, as a reader goes by their lengths. */
export function attributesOf(object: Uint8Array, has: HasEvidence = HARDENED): readonly Uint8Array[] {
  if (has.has('attribute-length-wraps'))
    return [object.subarray(0, Math.max(((object.length + 4) & 0xffff) - 4, 0))];
  const parts: Uint8Array[] = [];
  for (let at = 0; at < object.length; at += ATTRIBUTE_MOST)
    parts.push(object.subarray(at, at + ATTRIBUTE_MOST));
  return parts;
}

/** What a reader gets who asks for the digest of an object. */
export const digestOf = (object: Uint8Array, has: HasEvidence = HARDENED): Uint8Array =>
  has.has('digest-never-filled') ? new Uint8Array(0) : digestBytes('SHA-256', object);

/** What is published: for whose nonce it was made, and which generation it is. */
export interface Published {
  nonce: string;
  generation: number;
}

/** One dump, of two reads, by a reader who wants evidence for a nonce of its own. */
export class Dump {
  readonly #published: Published;
  readonly #nonce: string;
  readonly #has: HasEvidence;
  #generation: number | undefined;
  #step = 0;
  /** The nonces in what was read, or the error that ended the dump. */
  readonly read: string[] = [];
  error: '-EAGAIN' | undefined;

  constructor(published: Published, nonce: string, has: HasEvidence = HARDENED) {
    this.#published = published;
    this.#nonce = nonce;
    this.#has = has;
  }

  /** Refresh, first read, second read: one at a call. */
  step(): void {
    if (this.#step++ === 0) this.#refresh();
    else if (this.error === undefined) this.#readOn();
  }

  #refresh(): void {
    if (!this.#has.has('nonce-dropped')) {
      this.#published.nonce = this.#nonce;
      this.#published.generation++;
    }
    if (!this.#has.has('generation-learned-late')) this.#generation = this.#published.generation;
  }

  #readOn(): void {
    this.#generation ??= this.#published.generation;
    if (this.#generation === this.#published.generation) this.read.push(this.#published.nonce);
    else this.error = '-EAGAIN';
  }
}
