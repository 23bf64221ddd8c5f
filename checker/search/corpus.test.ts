import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Kept, minimised } from './corpus.ts';

/** A walk covers by its actions: what it covers at a step is any function of what it has done so far. */
function keptOf(actions: readonly number[]): Kept {
  const covers = [0, ...actions].map((_, k) => {
    const done = actions.slice(0, k);
    const sum = done.reduce((a, b) => a + b, 0);
    return { own: [100 + sum], refusals: [sum % 3, 10 + (done.at(-1) ?? 9)] };
  });
  return { path: { initial: 0, actions }, covers };
}

const featuresOf = (kept: readonly Kept[]): Set<number> =>
  new Set(kept.flatMap(({ covers }) => covers.flatMap(({ own, refusals }) => [...own, ...refusals])));

const walks = fc.array(fc.array(fc.nat(5), { maxLength: 12 }), { maxLength: 12 });

describe('a corpus made small', () => {
  it('covers the same, with no sequence and no last step that could be left out', () => {
    let smaller = 0;
    fc.assert(
      fc.property(walks, (lists) => {
        const all = lists.map(keptOf);
        const small = minimised(all);
        expect(featuresOf(small)).toEqual(featuresOf(all));
        for (const one of small) {
          expect(one.covers).toHaveLength(one.path.actions.length + 1);
          const others = small.filter((other) => other !== one);
          expect(featuresOf(others).size).toBeLessThan(featuresOf(all).size);
          const cut = { ...one, covers: one.covers.slice(0, -1) };
          expect(featuresOf([...others, cut]).size).toBeLessThan(featuresOf(all).size);
        }
        if (small.length < all.length) smaller++;
      }),
      { numRuns: 300, seed: 5 },
    );
    expect(smaller).toBeGreaterThan(100);
  });

  it('does not depend on the order in which sequences were found', () => {
    fc.assert(
      fc.property(walks, (lists) => {
        const all = lists.map(keptOf);
        expect(minimised(all.toReversed())).toEqual(minimised(all));
      }),
      { numRuns: 100, seed: 6 },
    );
  });

  it('drops what another one covers by the way', () => {
    const paths = minimised([keptOf([1, 2]), keptOf([1, 2, 3]), keptOf([1])]).map(({ path }) => path.actions);
    expect(paths).toEqual([[1, 2, 3]]);
  });

  it('is empty where nothing was kept', () => {
    expect(minimised([])).toEqual([]);
  });
});
