/**
 * What collisions do to a search by fingerprints: here both halves of a fingerprint are cut to a few bits, so that there
 * are some. That a search with 64 bits is right for want of collisions is worth something only if this one is wrong, and
 * wrong as often as the printed bound says.
 */

import { describe, expect, it, vi } from 'vitest';
import { consistent, twoPhaseCommit } from '../toys/two-phase-commit.ts';
import { ExhaustiveSearch } from './exhaustive.ts';

const short = vi.hoisted(() => ({ bits: 32, seed: 0 }));
vi.mock('../hash.ts', async (load) => {
  const actual = await load<typeof import('../hash.ts')>();
  // What is shifted to the upper bits stays there when words are added up. A seed draws another hash.
  const cut = (name: string, text: string): string =>
    `const ${name} = (() => { ${text} return (x, m) => ${name}(x ^ ${short.seed}, m) << ${32 - short.bits}; })();`;
  return {
    ...actual,
    get MIX() {
      return cut('mix', actual.MIX);
    },
    get SECOND_MIX() {
      return cut('second', actual.SECOND_MIX);
    },
  };
});

/** Two-phase commit with 3 participants. */
const STATES = 288;

/** How many states a search comes to with so many bits in all. */
function statesWith(bits: number, seed: number): number {
  Object.assign(short, { bits: bits / 2, seed: Math.imul(seed, 0x9e3779b1) });
  return new ExhaustiveSearch(twoPhaseCommit(3), [consistent], { storage: 'fingerprint' }).run().states;
}
const times = (count: number): number[] => Array.from({ length: count }, (_, seed) => seed);

describe('a search by a few bits of its fingerprints', () => {
  it('is right with all of them, whichever hash is drawn', () => {
    for (const seed of times(10)) expect(statesWith(64, seed)).toBe(STATES);
  });

  it('always falls short with 10 bits, and never comes to more states than there are fingerprints', () => {
    for (const seed of times(20)) {
      const states = statesWith(10, seed);
      expect(states).toBeLessThan(STATES);
      expect(states).toBeGreaterThan(STATES / 3);
      expect(statesWith(6, seed)).toBeLessThanOrEqual(2 ** 6);
    }
  });

  it('misses about as many states with 12 bits as there are pairs expected to collide', () => {
    const missed = times(100).map((seed) => STATES - statesWith(12, seed));
    const mean = missed.reduce((sum, n) => sum + n, 0) / missed.length;
    const pairs = (STATES * (STATES - 1)) / 2 / 2 ** 12;
    expect(mean / pairs).toBeGreaterThan(0.85);
    // Missing a state also loses what follows only from it.
    expect(mean / pairs).toBeLessThan(1.6);
  });

  it('misses any with 18 bits about as often as the bound of the verdict says', () => {
    const seeds = times(300);
    const wrong = seeds.filter((seed) => statesWith(18, seed) !== STATES).length;
    const bound = (STATES * (STATES + 1)) / 2 / 2 ** 18;
    // The bound is 15 %; three standard deviations of so many searches are 6.2 %.
    expect(Math.abs(wrong / seeds.length - bound)).toBeLessThan(0.062);
  });
});
