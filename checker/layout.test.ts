import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrayOf, type FieldValue, flag, fresh, int, oneOf, type RecordSpec, type Spec } from './fields.ts';
import { defineLayout, type Layout } from './layout.ts';

/** Every kind of field, records in records, arrays of records, arrays in arrays, and several words. */
const everything = {
  mode: oneOf('off', 'on', 'stuck'),
  ready: flag(),
  wide: int(2 ** 30 - 1),
  nonce: fresh('nonce'),
  outer: { count: int(5), inner: { flag: flag(), name: oneOf('a', 'b', 'c', 'd', 'e') } },
  small: arrayOf(3, { on: flag(), level: int(6) }),
  large: arrayOf(2, { big: int(2 ** 29), also: int(2 ** 20), deep: { seen: fresh('nonce') } }),
  rows: arrayOf(2, { row: arrayOf(2, { cell: oneOf('x', 'y', 'z') }), sum: int(3) }),
};

const written: Record<string, FieldValue> = {
  mode: 'stuck',
  ready: true,
  wide: 2 ** 30 - 1,
  nonce: 2,
  'outer.count': 5,
  'outer.inner.flag': true,
  'outer.inner.name': 'e',
  'small[0].on': true,
  'small[0].level': 6,
  'small[1].on': false,
  'small[1].level': 1,
  'small[2].on': true,
  'small[2].level': 5,
  'large[0].big': 2 ** 29,
  'large[0].also': 2 ** 20,
  'large[0].deep.seen': 1,
  'large[1].big': 1,
  'large[1].also': 3,
  'large[1].deep.seen': 3,
  'rows[0].row[0].cell': 'z',
  'rows[0].row[1].cell': 'y',
  'rows[0].sum': 3,
  'rows[1].row[0].cell': 'x',
  'rows[1].row[1].cell': 'z',
  'rows[1].sum': 2,
};

/** Reads or writes a field of any view by its printed path. */
function at(view: unknown, path: string): { get(): unknown; set(value: unknown): void } {
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '');
  const parent = keys
    .slice(0, -1)
    .reduce((reached, key) => (reached as Record<string, unknown>)[key], view) as Record<string, unknown>;
  const last = keys.at(-1)!;
  return {
    get: () => parent[last],
    set: (value) => {
      parent[last] = value;
    },
  };
}

describe('a layout', () => {
  it('gives back what was written through fromObject, for every kind of field', () => {
    const layout = defineLayout(everything);
    expect(layout.toObject(layout.fromObject(written))).toEqual(written);
  });

  it('lists its fields in declaration order under their printed paths', () => {
    expect(defineLayout(everything).fields.map((f) => f.path)).toEqual(Object.keys(written));
  });

  it('reads through views what fromObject wrote, and the other way round', () => {
    const layout = defineLayout(everything);
    const buffer = layout.fromObject(written);
    const view = layout.view(buffer);
    for (const [path, value] of Object.entries(written)) expect(at(view, path).get(), path).toBe(value);
    const copy = new Int32Array(layout.words);
    const copyView = layout.view(copy);
    for (const [path, value] of Object.entries(written)) at(copyView, path).set(value);
    expect(copy).toEqual(buffer);
  });

  it('starts all zero: first names, false, 0, and no fresh value', () => {
    const layout = defineLayout(everything);
    const zero = layout.toObject(new Int32Array(layout.words));
    expect(zero.mode).toBe('off');
    expect(zero['outer.inner.flag']).toBe(false);
    expect(zero['large[1].big']).toBe(0);
    expect(zero.nonce).toBe(0);
  });

  it('keeps every field within one word and no two fields in the same bits', () => {
    const layout = defineLayout(everything);
    const taken = new Set<string>();
    for (const f of layout.fields) {
      expect(f.word).toBeLessThan(layout.words);
      expect(f.shift + f.bits).toBeLessThanOrEqual(32);
      for (let bit = f.shift; bit < f.shift + f.bits; bit++) {
        expect(taken.has(`${f.word}.${bit}`), f.path).toBe(false);
        taken.add(`${f.word}.${bit}`);
      }
    }
  });

  it('uses the highest bit of a word without disturbing the sign of its neighbours', () => {
    const layout = defineLayout({ low: int(2 ** 30 - 1), top: int(3), next: flag() });
    expect(layout.fields.map((f) => [f.word, f.shift])).toEqual([
      [0, 0],
      [0, 30],
      [1, 0],
    ]);
    const buffer = new Int32Array(layout.words);
    const view = layout.view(buffer);
    view.top = 3;
    expect(buffer[0]).toBe(-(2 ** 30));
    view.low = 1;
    expect([view.top, view.low, view.next]).toEqual([3, 1, false]);
  });

  it('moves a field that does not fit to the next word', () => {
    const layout = defineLayout({ a: int(2 ** 20), b: int(2 ** 20) });
    expect(layout.fields.map((f) => [f.word, f.shift])).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });

  it('packs elements of a small array side by side and spreads large ones over whole words', () => {
    const small = defineLayout({ list: arrayOf(8, { v: int(15) }) });
    expect(small.words).toBe(1);
    const large = defineLayout({ first: flag(), list: arrayOf(2, { v: int(2 ** 29), w: int(2 ** 29) }) });
    expect(large.words).toBe(5);
  });

  it('begins a small array in the next word when it would not fit in this one', () => {
    const layout = defineLayout({ wide: int(2 ** 20 - 1), list: arrayOf(4, { v: int(15) }) });
    expect(layout.fields.map((f) => [f.word, f.shift])).toEqual([
      [0, 0],
      [1, 0],
      [1, 4],
      [1, 8],
      [1, 12],
    ]);
  });

  it('gives a field with one possible value no bits', () => {
    const layout = defineLayout({ only: oneOf('alone'), zero: int(0), x: flag() });
    expect(layout.fields.map((f) => f.bits)).toEqual([0, 0, 1]);
    expect(layout.toObject(new Int32Array(layout.words))).toEqual({ only: 'alone', zero: 0, x: false });
  });

  it('shows in diff exactly the fields that differ, before and after', () => {
    const layout = defineLayout(everything);
    const before = layout.fromObject(written);
    const after = before.slice();
    const view = layout.view(after);
    view.mode = 'on';
    view.large[1]!.also = 0;
    view.rows[0]!.row[1]!.cell = 'x';
    expect(layout.diff(before, after)).toEqual({
      mode: ['stuck', 'on'],
      'large[1].also': [3, 0],
      'rows[0].row[1].cell': ['y', 'x'],
    });
    expect(layout.diff(before, before.slice())).toEqual({});
  });

  it('has a signature that changes when a name is added, a bound moves or fields change places', () => {
    const signatures = [
      { a: oneOf('x', 'y'), b: int(3) },
      { a: oneOf('x', 'y', 'z'), b: int(3) },
      { a: oneOf('y', 'x'), b: int(3) },
      { a: oneOf('x', 'y'), b: int(2) },
      { b: int(3), a: oneOf('x', 'y') },
    ].map((spec) => defineLayout(spec as RecordSpec).signature);
    expect(new Set(signatures).size).toBe(signatures.length);
    expect(defineLayout({ a: flag() }).signature).toBe(defineLayout({ a: flag() }).signature);
  });
});

describe('a value that does not fit', () => {
  const layout = defineLayout(everything);
  const view = layout.view(new Int32Array(layout.words));
  const wrong: [string, unknown][] = [
    ['mode', 'broken'],
    ['ready', 1],
    ['wide', 2 ** 30],
    ['wide', -1],
    ['wide', 1.5],
    ['wide', Number.NaN],
    ['nonce', 8],
    ['outer.count', 6],
    ['outer.inner.name', 'f'],
    ['small[1].level', 7],
    ['large[0].big', 2 ** 29 + 1],
    ['rows[1].row[0].cell', 'w'],
  ];

  it.each(wrong)('is refused by the view with the name of the field: %s = %s', (path, value) => {
    const named = path.replace(/\[\d+\]/g, '[]');
    let thrown: unknown;
    try {
      at(view, path).set(value);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(RangeError);
    expect((thrown as Error).message).toContain(`to ${named},`);
  });

  it.each(wrong)('is refused by fromObject with the name of the field: %s = %s', (path, value) => {
    const attempt = (): unknown => layout.fromObject({ [path]: value as FieldValue });
    expect(attempt).toThrow(RangeError);
    expect(attempt).toThrow(path);
  });

  it('is refused when its field does not exist', () => {
    expect(() => layout.fromObject({ 'outer.cuont': 1 })).toThrow(
      new RangeError('the state has no field outer.cuont'),
    );
  });

  it('is refused when the layout is made, if no word could hold it', () => {
    expect(() => defineLayout({ a: { b: int(2 ** 30) } })).toThrow(/a\.b needs 31 bits/);
    expect(() => defineLayout({ list: arrayOf(30, { n: fresh('nonce') }) })).toThrow(/15 fields of the sort/);
    expect(() => defineLayout({ list: arrayOf(16, { n: fresh('nonce') }) })).toThrow(/15 fields of the sort/);
    expect(() => defineLayout({ list: arrayOf(15, { n: fresh('nonce') }) })).not.toThrow();
  });
});

const scalarSpec: fc.Arbitrary<Spec> = fc.oneof(
  fc.constant(flag()),
  fc.integer({ min: 0, max: 2 ** 30 - 1 }).map(int),
  fc.integer({ min: 0, max: 9 }).map(int),
  fc.integer({ min: 1, max: 7 }).map((n) => oneOf(...Array.from({ length: n }, (_, k) => `name-${k}`))),
  fc.constant(fresh('nonce')),
);
const recordOf = (inner: fc.Arbitrary<Spec>): fc.Arbitrary<RecordSpec> =>
  fc
    .array(inner, { minLength: 1, maxLength: 4 })
    .map((specs) => Object.fromEntries(specs.map((spec, k) => [`f${k}`, spec])));
const { spec: anySpec } = fc.letrec<{ spec: Spec; record: RecordSpec }>((tie) => ({
  record: recordOf(tie('spec')),
  spec: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    scalarSpec,
    tie('record'),
    fc.tuple(fc.integer({ min: 0, max: 3 }), tie('record')).map(([n, of]) => arrayOf(n, of)),
  ),
}));
const anyLayout: fc.Arbitrary<Layout<unknown>> = recordOf(anySpec)
  .filter((spec) => JSON.stringify(spec).split('"fresh"').length <= 4)
  .map((spec) => {
    try {
      return defineLayout(spec) as Layout<unknown>;
    } catch {
      return undefined;
    }
  })
  .filter((layout) => layout !== undefined);

/** A value for a field, picked by a number. */
function valueFor(layout: Layout<unknown>, path: string, n: number): FieldValue {
  const { scalar, bits } = layout.fields.find((f) => f.path === path)!;
  switch (scalar.kind) {
    case 'flag':
      return n % 2 === 1;
    case 'one-of':
      return scalar.names[n % scalar.names.length]!;
    case 'int':
      return n % (scalar.max + 1);
    case 'fresh':
      return n % 2 ** bits;
  }
}

describe('a random layout', () => {
  it('reads back every write and leaves all other fields alone', () => {
    let writesSeen = 0;
    fc.assert(
      fc.property(
        anyLayout,
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 2 ** 31 - 1 })), { minLength: 1, maxLength: 20 }),
        (layout, writes) => {
          const buffer = new Int32Array(layout.words);
          const view = layout.view(buffer);
          const expected = layout.toObject(buffer);
          for (const [which, n] of layout.fields.length === 0 ? [] : writes) {
            const { path } = layout.fields[which % layout.fields.length]!;
            const value = valueFor(layout, path, n);
            at(view, path).set(value);
            expected[path] = value;
            expect(at(view, path).get()).toBe(value);
            expect(layout.toObject(buffer)).toEqual(expected);
            writesSeen++;
          }
          expect(layout.fromObject(expected)).toEqual(buffer);
        },
      ),
      { numRuns: 300 },
    );
    expect(writesSeen).toBeGreaterThan(1000);
  });
});
