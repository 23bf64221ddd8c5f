/** The tables of counterexamples/README.md are those that the registry makes. */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { withTables } from './index.ts';

const README = join(dirname(fileURLToPath(import.meta.url)), '../counterexamples/README.md');
const text = readFileSync(README, 'utf8');

describe('the tables of counterexamples/README.md', () => {
  it('are up to date; npm run index makes them anew', () => {
    expect(withTables(text)).toBe(text);
  });

  it.each([
    ['a number', '| 55 | `one-device` |', '| 54 | `one-device` |'],
    ['a line', '| [stop-from-three-states](stop-from-three-states/README.md) ', '| [gone](gone/README.md) '],
    ['a number of the posted guest', '| 43 | 43 |', '| 43 | 42 |'],
  ])('are put right where %s was changed by hand', (_, is, was) => {
    expect(text).toContain(is);
    expect(withTables(text.replace(is, was))).toBe(text);
  });

  it('leave what stands outside them as it is, and miss a table that has no place', () => {
    expect(withTables(`# Of my own\n${text}`)).toBe(`# Of my own\n${text}`);
    expect(() => withTables(text.replace('<!-- table: posted -->', ''))).toThrow(
      'no place for the table posted',
    );
  });
});
