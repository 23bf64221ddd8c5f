import { describe, expect, it } from 'vitest';
import { ExhaustiveSearch } from '../checker/search/exhaustive.ts';
import { safe } from '../checker/testing/safe.ts';
import { UNSEEN } from '../model/unseen.ts';
import { gapsAgainst, unseenAgainst } from './gaps.ts';

const whole = new ExhaustiveSearch(safe, []).run();
const part = new ExhaustiveSearch(
  { ...safe, rules: safe.rules.map((rule) => ({ ...rule, offered: () => false })) },
  [],
).run();

describe('what no world has met', () => {
  it('is nothing where every rule is taken and every refusal met', () => {
    expect(gapsAgainst([whole], {})).toEqual([]);
  });

  it('is nothing where one world meets what another does not', () => {
    expect(gapsAgainst([part, whole], {})).toEqual([]);
  });

  it('is named, unless a reason is listed', () => {
    expect(gapsAgainst([part], { close: 'nobody closes it', 'dial wrong-code': 'nobody dials' })).toEqual([
      'dial: met in no world, and no reason is listed',
      'dial shut-for-good: met in no world, and no reason is listed',
    ]);
  });

  it('is complained of when the reason does not hold, or is about nothing', () => {
    expect(gapsAgainst([whole], { close: 'nobody closes it', open: 'misspelt' })).toEqual([
      'close: listed as met nowhere, but it is met',
      'open: listed as met nowhere, but there is no such rule',
    ]);
  });

  it('fails closed: no search, and one that was cut off, are not enough', () => {
    expect(gapsAgainst([], {})).toEqual(['no search has counted any rule']);
    const cut = new ExhaustiveSearch(safe, [], { maxStates: 2 }).run();
    expect(gapsAgainst([cut, whole], {})).toEqual(['1 of the searches did not close their space']);
  });
});

describe('values that no state of any world has', () => {
  const fields = (never: Readonly<Record<string, readonly string[]>>) => ({
    ...whole,
    fields: Object.entries(never).map(([field, values]) => ({
      field,
      seen: 2,
      possible: 2 + values.length,
      never: values,
    })),
  });

  it('are none where one world has what another lacks', () => {
    expect(unseenAgainst([fields({ 'a.b': ['X'] }), fields({ 'a.b': ['Y'] })], [])).toEqual([]);
  });

  it('are named, unless a reason is listed', () => {
    const open = fields({ 'a[0].b': ['X', 'Y'], 'a[1].b': ['X'] });
    expect(unseenAgainst([open], [{ field: 'a[*].b', values: ['X'], why: 'so' }])).toEqual([
      'a[0].b is Y in no world, and no reason is listed',
    ]);
  });

  it('are complained of when they are seen, or nothing has them', () => {
    const idle = { field: 'a.*', values: ['X'], why: 'so' };
    expect(unseenAgainst([fields({ 'a.b': [] })], [idle])).toHaveLength(1);
    expect(unseenAgainst([fields({ 'b.a': ['X'] })], [idle])).toHaveLength(2);
  });

  it('fail closed: a search that looked at nothing is not enough', () => {
    expect(unseenAgainst([], [])).toHaveLength(1);
    expect(unseenAgainst([{ ...whole, fields: [] }], [])).toHaveLength(1);
  });

  it('are listed once each', () => {
    const all = UNSEEN.flatMap(({ field, values }) => values.map((value) => `${field} ${value}`));
    expect(new Set(all).size).toBe(all.length);
  });
});
