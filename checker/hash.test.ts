import { describe, expect, it } from 'vitest';
import { collisionBound } from './hash.ts';

describe('the bound on missed states', () => {
  it('is n (n + 1) / 2^65', () => {
    expect(collisionBound(0)).toBe(0);
    expect(collisionBound(1)).toBe(2 ** -64);
    expect(collisionBound(2_408_814)).toBeCloseTo(2_408_814 ** 2 / 2 ** 65, 12);
    expect(collisionBound(2 ** 33)).toBe(1);
  });
});
