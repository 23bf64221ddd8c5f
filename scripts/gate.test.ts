/** What the gate exits with, when its search and its other expectations do not agree. */

import { expect, it } from 'vitest';
import { EXIT } from './errors.ts';
import { exitOf } from './gate.ts';

it.each([
  ['all is as recorded', 'holds', 0, 0, 'holds'],
  ['an expectation failed', 'holds', 1, 0, 'violated'],
  ['one failed and one was not decided', 'holds', 1, 1, 'violated'],
  ['one was not decided', 'holds', 0, 1, 'inconclusive'],
  ['the search found something', 'violated', 0, 3, 'violated'],
  ['the search did not decide, and an expectation failed', 'inconclusive', 1, 0, 'violated'],
  ['the search did not decide', 'inconclusive', 0, 0, 'inconclusive'],
  ['the user interrupted, whatever was known by then', 'interrupted', 1, 1, 'interrupted'],
] as const)('When %s.', (_, search, failed, undecided, exit) => {
  expect(exitOf(EXIT[search], failed, undecided)).toBe(EXIT[exit]);
});
