import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cursor, concat, equalBytes, fromBase64, fromHex, littleEndian, toBase64, toHex } from './bytes.ts';

describe('the cursor', () => {
  it('reads little-endian integers of every size', () => {
    const cursor = new Cursor(Uint8Array.from({ length: 18 }, (_, i) => i + 1));
    expect(cursor.u8('a')).toBe(0x01);
    expect(cursor.u16('b')).toBe(0x0302);
    expect(cursor.u24('c')).toBe(0x060504);
    expect(cursor.u32('d')).toBe(0x0a090807);
    expect(cursor.u64('e')).toBe(0x1211100f0e0d0c0bn);
    expect(cursor.end('all')).toEqual({ ok: true, value: 'all' });
  });

  it('keeps the first failure and its offset', () => {
    const cursor = new Cursor(Uint8Array.of(1, 2, 3));
    cursor.u16('first');
    expect(cursor.u16('second')).toBe(0);
    expect(cursor.u8('third')).toBe(0);
    const reason = 'expected 2 bytes of second, 1 are left';
    expect(cursor.result('never')).toEqual({ ok: false, offset: 2, reason });
  });

  it('refuses trailing bytes at the end', () => {
    const reason = 'expected the end, found 1 trailing bytes';
    expect(new Cursor(Uint8Array.of(1)).end('never')).toEqual({ ok: false, offset: 0, reason });
  });

  it('copies what it takes, also from a Buffer', () => {
    const input = Buffer.from([1, 2]);
    const taken = new Cursor(input).take(2, 'both');
    input[0] = 9;
    expect(taken).toEqual(Uint8Array.of(1, 2));
  });

  it('reads back every integer that littleEndian writes', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, (1n << 64n) - 1n), (n) => new Cursor(littleEndian(n, 8)).u64('n') === n),
      { numRuns: 200 },
    );
  });
});

describe('hexadecimal and base64', () => {
  it('writes and reads the known forms', () => {
    expect(toHex(Uint8Array.of(0, 0xab, 0xff))).toBe('00abff');
    expect(fromHex('00 AB\nff')).toEqual({ ok: true, value: Uint8Array.of(0, 0xab, 0xff) });
    expect(toBase64(new TextEncoder().encode('foob'))).toBe('Zm9vYg==');
    expect(fromBase64('Zm9v\nYg==')).toEqual({ ok: true, value: new TextEncoder().encode('foob') });
  });

  it('say where a stray character is', () => {
    expect(fromHex('00x1')).toEqual({
      ok: false,
      offset: 2,
      reason: 'expected a hexadecimal digit, found "x"',
    });
    expect(fromHex('000')).toMatchObject({ ok: false, offset: 3 });
    expect(fromBase64('Zm9-')).toEqual({
      ok: false,
      offset: 3,
      reason: 'expected a base64 digit, found "-"',
    });
    expect(fromBase64('Zm9vY')).toMatchObject({ ok: false });
    expect(fromBase64('Z===')).toMatchObject({ ok: false });
  });

  it('give back any octets', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromHex(toHex(bytes))).toEqual({ ok: true, value: bytes });
        expect(fromBase64(toBase64(bytes))).toEqual({ ok: true, value: bytes });
      }),
      { numRuns: 200 },
    );
  });

  it('never throw on any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(typeof fromHex(text).ok).toBe('boolean');
        expect(typeof fromBase64(text).ok).toBe('boolean');
      }),
      { numRuns: 200 },
    );
  });
});

describe('concat and equalBytes', () => {
  it('join and compare by content', () => {
    expect(concat(Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3))).toEqual(Uint8Array.of(1, 2, 3));
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false);
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
  });
});
