import { describe, expect, it } from 'vitest';
import { ExhaustiveSearch } from '../checker/search/exhaustive.ts';
import { safe } from '../checker/testing/safe.ts';
import { gapsAgainst } from './gaps.ts';

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
