import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IntList } from './int-list.ts';
import { VisitedSet } from './visited.ts';

/** A small repeatable source of 32-bit numbers (Marsaglia's xorshift32). */
function xorshift(seed: number): () => number {
  let x = seed;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x;
  };
}

describe('VisitedSet', () => {
  it('gives a new row its number and a known row the complement of its number', () => {
    const set = new VisitedSet(2);
    expect(set.insert(Int32Array.of(0, 0))).toBe(0);
    expect(set.insert(Int32Array.of(0, 1))).toBe(1);
    expect(set.insert(Int32Array.of(0, 0))).toBe(-1);
    expect(set.insert(Int32Array.of(0, 1))).toBe(-2);
    expect(set.insert(Int32Array.of(-1, 1))).toBe(2);
    expect(set.size).toBe(3);
  });

  it.each([1, 2, 3, 5])('agrees with a Map on 150,000 rows of %i words, over chunks and resizes', (words) => {
    const set = new VisitedSet(words);
    const known = new Map<string, number>();
    const next = xorshift(words);
    const row = new Int32Array(words);
    const inserted: string[] = [];
    const before = set.bytes;
    let wrong = 0;
    let repeats = 0;
    for (let n = 0; n < 150_000; n++) {
      // Few values in all words but one, so that rows repeat and differ in a single word.
      for (let k = 0; k < words; k++) row[k] = k === n % words ? next() & 0x8001ffff : next() & 1;
      const key = row.join();
      const expected = known.get(key);
      const got = set.insert(row);
      if (got !== (expected === undefined ? known.size : -expected - 1)) wrong++;
      if (expected === undefined) {
        known.set(key, inserted.length);
        inserted.push(key);
      } else repeats++;
    }
    const into = new Int32Array(words);
    for (const [number, key] of inserted.entries()) {
      set.load(number, into);
      if (into.join() !== key) wrong++;
    }
    expect(wrong).toBe(0);
    expect(set.size).toBe(known.size);
    expect(set.size).toBeGreaterThan(1 << 16);
    expect(repeats).toBeGreaterThan(500);
    expect(set.bytes).toBeGreaterThan(before);
  });

  it('agrees with a Map on any small rows', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer(), fc.integer({ min: -1, max: 1 }))), (rows) => {
        const set = new VisitedSet(2);
        const known = new Map<string, number>();
        for (const row of [...rows, ...rows]) {
          const expected = known.get(row.join());
          expect(set.insert(Int32Array.from(row))).toBe(expected === undefined ? known.size : -expected - 1);
          if (expected === undefined) known.set(row.join(), known.size);
        }
      }),
    );
  });

  it('keeps its own copy of a row', () => {
    const set = new VisitedSet(1);
    const row = Int32Array.of(7);
    set.insert(row);
    row[0] = 8;
    expect(set.insert(row)).toBe(1);
    set.load(0, row);
    expect(row[0]).toBe(7);
  });
});

describe('IntList', () => {
  it('gives back what was pushed, past the end of a chunk', () => {
    const list = new IntList();
    const next = xorshift(7);
    const pushed = Array.from({ length: 140_000 }, next);
    for (const value of pushed) list.push(value);
    expect(list.length).toBe(pushed.length);
    expect(pushed.every((value, k) => list.at(k) === value)).toBe(true);
  });
});
