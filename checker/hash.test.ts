import { describe, expect, it } from 'vitest';
import { collisionBound, hashSource, MIX, SECOND_MIX, secondHashSource } from './hash.ts';

type Hash = (words: readonly number[]) => number;
const given = (k: number): string => `w[${k}]`;
const halves = (words: number): readonly Hash[] => [
  new Function('w', `${MIX} return ${hashSource(words, given)};`) as Hash,
  new Function('w', `${SECOND_MIX} return ${secondHashSource(words, given)};`) as Hash,
];

describe('either half of a fingerprint', () => {
  it('tells apart whatever differs in one word, and what has changed places', () => {
    for (const hash of halves(3)) {
      const of = (...words: readonly number[]): number => hash(words);
      const numbers = Array.from({ length: 2000 }, (_, k) => k);
      for (const place of [0, 1, 2]) {
        const seen = new Set(numbers.map((n) => of(...[7, 7, 7].with(place, n))));
        expect(seen.size).toBe(numbers.length);
      }
      for (const n of numbers) {
        expect(of(n, n + 1, 5)).not.toBe(of(n + 1, n, 5));
        expect(of(5, n, 2 ** 20 * n + 1)).not.toBe(of(5, 2 ** 20 * n + 1, n));
      }
    }
  });

  it('is another than the other', () => {
    const [first, second] = halves(2);
    const same = Array.from({ length: 1000 }, (_, k) => [k, k * k]).filter((w) => first!(w) === second!(w));
    expect(same).toEqual([]);
  });
});

describe('the bound on missed states', () => {
  it('is n (n + 1) / 2^65', () => {
    expect(collisionBound(0)).toBe(0);
    expect(collisionBound(1)).toBe(2 ** -64);
    expect(collisionBound(2_408_814)).toBeCloseTo(2_408_814 ** 2 / 2 ** 65, 12);
    expect(collisionBound(2 ** 33)).toBe(1);
  });
});
