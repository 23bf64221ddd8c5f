import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrayOf, type Fresh, flag, fresh, int } from './fields.ts';
import { defineLayout } from './layout.ts';

/** Five nonces and two epochs, over more than one word and with other fields between them. */
const layout = defineLayout({
  first: fresh('nonce'),
  pad: int(2 ** 25),
  list: arrayOf(3, { on: flag(), nonce: fresh('nonce') }),
  epoch: { now: fresh('epoch'), past: fresh('epoch') },
  last: fresh('nonce'),
});
const nonces = ['first', 'list[0].nonce', 'list[1].nonce', 'list[2].nonce', 'last'];
const epochs = ['epoch.now', 'epoch.past'];

const state = (nonceValues: readonly number[], epochValues: readonly number[], pad = 0): Int32Array =>
  layout.fromObject({
    pad,
    'list[1].on': true,
    ...Object.fromEntries(nonces.map((path, k) => [path, nonceValues[k]!])),
    ...Object.fromEntries(epochs.map((path, k) => [path, epochValues[k]!])),
  });
const renamed = (buffer: Int32Array): Int32Array => {
  const copy = buffer.slice();
  layout.canonicalize!(copy);
  return copy;
};

const someNonces = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 5, maxLength: 5 });
const someEpochs = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 2 });
const shuffled = (max: number): fc.Arbitrary<number[]> => {
  const names = Array.from({ length: max }, (_, k) => k + 1);
  return fc.shuffledSubarray(names, { minLength: max }).map((order) => [0, ...order]);
};

/** Which positions are 0, and which hold the same value: all that fresh values mean. */
const partition = (values: readonly number[]): string =>
  JSON.stringify(values.map((v) => (v === 0 ? 'none' : values.indexOf(v))));

describe('canonicalize', () => {
  it('numbers the values of each sort in order of appearance', () => {
    expect(renamed(state([5, 0, 2, 5, 7], [3, 1], 9))).toEqual(state([1, 0, 2, 1, 3], [1, 2], 9));
  });

  it('does not mix sorts up', () => {
    expect(renamed(state([3, 3, 3, 3, 3], [2, 2]))).toEqual(state([1, 1, 1, 1, 1], [1, 1]));
  });

  it('is absent where a layout has no fresh values', () => {
    expect(defineLayout({ on: flag() }).canonicalize).toBeUndefined();
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(someNonces, someEpochs, (n, e) => {
        const once = renamed(state(n, e));
        expect(renamed(once)).toEqual(once);
      }),
    );
  });

  it('makes any two states equal that differ only in names', () => {
    fc.assert(
      fc.property(someNonces, someEpochs, shuffled(6), shuffled(3), (n, e, nonceNames, epochNames) => {
        const other = state(
          n.map((v) => nonceNames[v]!),
          e.map((v) => epochNames[v]!),
        );
        expect(renamed(other)).toEqual(renamed(state(n, e)));
      }),
    );
  });

  it('keeps apart states in which other values are equal', () => {
    let apart = 0;
    fc.assert(
      fc.property(someNonces, someNonces, (a, b) => {
        const same = partition(a) === partition(b);
        if (!same) apart++;
        expect(renamed(state(a, [0, 0])).join() === renamed(state(b, [0, 0])).join()).toBe(same);
      }),
      { numRuns: 500 },
    );
    expect(apart).toBeGreaterThan(100);
  });
});

describe('$draw', () => {
  it('gives a value that no field of the sort holds, and leaves the state as it was', () => {
    fc.assert(
      fc.property(someNonces, someEpochs, (n, e) => {
        const buffer = state(n, e);
        const view = layout.view(buffer);
        const drawn: Fresh = view.$draw('nonce');
        expect(drawn).toBeGreaterThan(0);
        expect(n).not.toContain(drawn);
        expect(e).not.toContain(view.$draw('epoch'));
        expect(buffer).toEqual(state(n, e));
      }),
    );
  });

  it('still finds a value when every field holds another one, and the value fits', () => {
    const buffer = state([1, 2, 3, 4, 5], [1, 2]);
    const view = layout.view(buffer);
    expect(view.$draw('nonce')).toBe(6);
    expect(view.$draw('epoch')).toBe(3);
    view.last = view.$draw('nonce');
    expect(view.last).toBe(6);
  });

  it('gives the same value until it is stored, then another', () => {
    const view = layout.view(state([0, 0, 0, 0, 0], [0, 0]));
    expect(view.$draw('nonce')).toBe(view.$draw('nonce'));
    view.first = view.$draw('nonce');
    expect(view.$draw('nonce')).not.toBe(view.first);
  });

  it('does not bring back a value that the same step has overwritten', () => {
    const before = state([1, 0, 0, 0, 0], [0, 0]);
    const view = layout.view(before.slice(), before);
    view.first = 0 as Fresh;
    expect(view.$draw('nonce')).toBe(2);
    view.first = view.$draw('nonce');
    expect(view.$draw('nonce')).toBe(3);
  });

  it('works with the most fields that a sort may have', () => {
    const most = defineLayout({ list: arrayOf(15, { n: fresh('nonce') }) });
    const before = new Int32Array(most.words);
    const first = most.view(before);
    for (const item of first.list) item.n = first.$draw('nonce');
    const after = before.slice();
    const second = most.view(after, before);
    for (const item of second.list) item.n = second.$draw('nonce');
    const all = [...first.list, ...second.list].map((item) => item.n);
    expect(new Set(all).size).toBe(30);
    expect(second.$draw('nonce')).toBe(31);
  });

  it('refuses a sort that the layout does not have', () => {
    const view = layout.view(state([0, 0, 0, 0, 0], [0, 0]));
    expect(() => view.$draw('nonsense')).toThrow(/"nonsense" to \$draw/);
  });
});
