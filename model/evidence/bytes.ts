/**
 * Reading and writing octet strings: the result of a parse, a bounds-checked little-endian cursor, hexadecimal and
 * base64. SPDM (DSP0274, 1.2: integers are little-endian) and TDISP share this byte order; DER has its own reader
 * in der.ts. Nothing here knows what the bytes mean.
 */

/** A failed parse: where it stopped (offset in the input) and, in one phrase, what was expected and what came. */
export interface Failure {
  readonly ok: false;
  readonly offset: number;
  readonly reason: string;
}

/** What a parser returns. Malformed evidence is something the model reasons about, so it is never an exception. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | Failure;

/** Wraps a value that was read completely. */
export const parsed = <T>(value: T): Parsed<T> => ({ ok: true, value });

/** Wraps the reason why nothing could be read. */
export const failed = (offset: number, reason: string): Failure => ({ ok: false, offset, reason });

/**
 * Reads fields one after the other. The first failure sticks: later reads give zeros and `result` returns that
 * failure, so that a parser reads like the table in its specification instead of a ladder of tests.
 */
export class Cursor {
  readonly #bytes: Uint8Array;
  #offset = 0;
  #failure: Failure | undefined;

  constructor(bytes: Uint8Array) {
    // A plain view, so that slices are copies even when the caller passes a subclass whose slices alias.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get offset(): number {
    return this.#offset;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  /** False as soon as anything failed; loops over counts found in the input test it. */
  get ok(): boolean {
    return this.#failure === undefined;
  }

  u8(field: string): number {
    return Number(this.#unsigned(1, field));
  }

  u16(field: string): number {
    return Number(this.#unsigned(2, field));
  }

  u24(field: string): number {
    return Number(this.#unsigned(3, field));
  }

  u32(field: string): number {
    return Number(this.#unsigned(4, field));
  }

  u64(field: string): bigint {
    return this.#unsigned(8, field);
  }

  /** The next `size` bytes, copied. */
  take(size: number, field: string): Uint8Array {
    if (size > this.remaining) {
      this.fail(`expected ${size} bytes of ${field}, ${this.remaining} are left`);
    }
    if (!this.ok) {
      return new Uint8Array(0);
    }
    const start = this.#offset;
    this.#offset += size;
    return this.#bytes.slice(start, this.#offset);
  }

  /** Fails with `reason` unless `condition` holds, at the current offset unless another is given. */
  expect(condition: boolean, reason: string, offset = this.#offset): void {
    if (!condition) {
      this.fail(reason, offset);
    }
  }

  /** Records a failure, unless an earlier one is already there. */
  fail(reason: string, offset = this.#offset): void {
    this.#failure ??= failed(offset, reason);
  }

  /** The value, if everything so far could be read. */
  result<T>(value: T): Parsed<T> {
    return this.#failure ?? parsed(value);
  }

  /** The value, if everything so far could be read and nothing is left over. */
  end<T>(value: T): Parsed<T> {
    this.expect(this.remaining === 0, `expected the end, found ${this.remaining} trailing bytes`);
    return this.result(value);
  }

  #unsigned(size: number, field: string): bigint {
    return this.take(size, field).reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  }
}

/** An unsigned integer as `size` little-endian bytes; higher bits are cut off. */
export function littleEndian(value: number | bigint, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => Number((BigInt(value) >> BigInt(8 * i)) & 0xffn));
}

/** All parts, one after the other. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Whether two octet strings are the same. Not in constant time: nothing in the model is secret. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** Lower-case hexadecimal, without separators. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Reads hexadecimal text of either case; white space is ignored. */
export function fromHex(text: string): Parsed<Uint8Array> {
  const stray = text.search(/[^0-9a-fA-F\s]/);
  if (stray >= 0) {
    return failed(stray, `expected a hexadecimal digit, found ${JSON.stringify(text[stray])}`);
  }
  const digits = text.replace(/\s/g, '');
  if (digits.length % 2 !== 0) {
    return failed(text.length, `expected an even number of hexadecimal digits, found ${digits.length}`);
  }
  return parsed(
    Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
      Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
    ),
  );
}

/** RFC 4648 section 4, with padding. */
export function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** Reads RFC 4648 section 4 text with padding; white space is ignored, as PEM (RFC 7468) breaks lines. */
export function fromBase64(text: string): Parsed<Uint8Array> {
  const stray = text.search(/[^A-Za-z0-9+/=\s]/);
  if (stray >= 0) {
    return failed(stray, `expected a base64 digit, found ${JSON.stringify(text[stray])}`);
  }
  const digits = text.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(digits) || digits.length % 4 !== 0) {
    return failed(text.length, `expected whole groups of four base64 digits, found ${digits.length} digits`);
  }
  return parsed(Uint8Array.from(atob(digits), (character) => character.charCodeAt(0)));
}
