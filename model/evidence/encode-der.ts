/** Writes DER (ITU-T X.690): values with definite lengths in as few bytes as there can be. */

import { concat } from './bytes.ts';

/** One value: its tag, and its contents one after the other. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const body = concat(...contents);
  return concat(Uint8Array.of(tag, ...lengthOf(body.length)), body);
}

/** X.690, section 8.1.3: below 128 in one byte, else in as many as needed behind their number. */
function lengthOf(size: number): readonly number[] {
  if (size < 0x80) return [size];
  const digits: number[] = [];
  for (let rest = size; rest > 0; rest = Math.floor(rest / 0x100)) digits.unshift(rest % 0x100);
  return [0x80 | digits.length, ...digits];
}

export const tag = {
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  OBJECT_IDENTIFIER: 0x06,
  UTF8_STRING: 0x0c,
  GENERALIZED_TIME: 0x18,
  SEQUENCE: 0x30,
  SET: 0x31,
} as const;

/** X.690, section 8.19: base 128, most significant digit first. */
export function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number);
  const digits = (value: number): number[] =>
    value < 128 ? [value] : [...digits(value >> 7).map((digit) => digit | 0x80), value & 0x7f];
  return der(tag.OBJECT_IDENTIFIER, Uint8Array.from([40 * first + second, ...others.flatMap(digits)]));
}

/** A text in UTF-8. */
export const utf8 = (text: string): Uint8Array => der(tag.UTF8_STRING, new TextEncoder().encode(text));

/** Whole bytes as a BIT STRING; `unused` bits of the last do not count. */
export const bitString = (bytes: Uint8Array, unused = 0): Uint8Array =>
  der(tag.BIT_STRING, Uint8Array.of(unused), bytes);
