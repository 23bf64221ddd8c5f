import { describe, expect, it } from 'vitest';
import { type Range, Segments } from './segments.ts';
import { FINGERPRINT_WORDS, SEGMENT_ROWS, type Storage } from './table.ts';

const WORDS = 5;
/** Segments for states of five words, and how long the arrays are that were made for them. */
function segments(storage: Storage) {
  const made: number[] = [];
  const all = new Segments(WORDS, storage, (words) => {
    made.push(words);
    return new Int32Array(words);
  });
  return { all, states: () => made.filter((words) => words === WORDS * SEGMENT_ROWS).length };
}
/** All rows of some segments. */
const rowsOf = (...numbers: readonly number[]): Range[] =>
  numbers.map((n) => ({ from: n * SEGMENT_ROWS, to: (n + 1) * SEGMENT_ROWS }));

describe('segments of states known by fingerprints', () => {
  it('are kept while they have rows of the level or are written to, and used again after that', () => {
    const { all, states } = segments('fingerprint');
    for (let k = 0; k < 3; k++) all.add();
    // The first two hold the level, the third is being filled with the next.
    expect(all.beginLevel(rowsOf(0, 1), [2])).toEqual([]);
    expect(all.all.map(({ rows }) => rows !== undefined)).toEqual([true, true, true]);
    const [first, second] = all.all;
    // The second is still written to.
    expect(all.beginLevel(rowsOf(2), [1])).toEqual([0]);
    expect(all.all.map(({ rows }) => rows !== undefined)).toEqual([false, true, true]);
    expect(all.all[0]!.keys).toBe(first!.keys);
    expect(all.add().rows).toBe(first!.rows);
    expect(all.beginLevel(rowsOf(3), [])).toEqual([1, 2]);
    expect([all.add().rows, all.add().rows]).toContain(second!.rows);
    expect(states()).toBe(3);
  });

  it('take as many arrays as two levels need, however many levels there are', () => {
    const { all, states } = segments('fingerprint');
    all.add();
    for (let level = 0; level < 50; level++) {
      all.beginLevel(rowsOf(level), []);
      all.add();
    }
    expect(states()).toBe(2);
    const kept = 50 * SEGMENT_ROWS;
    expect(all.bytes(kept)).toBe(4 * (FINGERPRINT_WORDS * kept + 2 * WORDS * SEGMENT_ROWS));
  });
});

describe('segments of states known by all their words', () => {
  it('are kept, and their words are what they are known by', () => {
    const { all } = segments('exact');
    const { rows, keys } = all.add();
    expect(rows).toBe(keys);
    all.add();
    expect(all.beginLevel(rowsOf(1), [])).toEqual([]);
    expect(all.all[0]!.rows).toBe(rows);
    expect(all.bytes(1000)).toBe(1000 * 4 * WORDS);
  });
});
