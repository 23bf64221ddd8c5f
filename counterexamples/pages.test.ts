/** The form of every page, so that a reader finds the same parts in the same order: what broke, how, what it means, how to see it again. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bugs } from './registry.ts';

const HERE = dirname(fileURLToPath(import.meta.url));

/** Those that every page has. Others may stand between them. */
const PARTS = [
  'The claim',
  'The trace',
  'Why it is minimal',
  'What it means for a real system',
  'How to rerun',
  'Status',
  'Sources',
];

/** A page as its title, what stands before the first part, and the text of each part. */
function pageOf(slug: string) {
  const [head = '', ...rest] = readFileSync(join(HERE, slug, 'README.md'), 'utf8').split(/^## /m);
  const parts = rest.map(
    (part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n')).trim()] as const,
  );
  return {
    title: head.split('\n')[0],
    head,
    names: parts.map(([name]) => name),
    part: Object.fromEntries(parts),
  };
}

describe.each(bugs)('the page of $slug', (bug) => {
  const { title, head, names, part } = pageOf(bug.slug);

  it('is titled as the bug is, and begins with what kind of finding it is', () => {
    expect(title).toBe(`# ${bug.title}`);
    expect(head.split('\n')[2]).toMatch(new RegExp(`^\\*\\*Verdict: ${bug.kind}\\.\\*\\* `));
  });

  it('has every part, in order, and none of them is empty', () => {
    expect(names.filter((name) => PARTS.includes(name))).toEqual(PARTS);
    expect(names.filter((name) => part[name] === '')).toEqual([]);
  });

  it('names the claim and the file that it is written in', () => {
    const [, id, path] = /\[`([a-z-]+)`\]\(([^)]+)\)/.exec(part['The claim']!)!;
    expect(id).toBe(bug.breaks);
    const file = join(HERE, bug.slug, path!);
    expect(existsSync(file), path).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain(`'${bug.breaks}'`);
  });

  it('shows the trace of its world as a table that ends with the last step, in bold', () => {
    const text = part['The trace']!;
    expect(text).toMatch(new RegExp(`^${bug.steps} steps? in (the )?world \`${bug.world}\``));
    // What must follow from there may be told in a second table.
    const [table = ''] = text.slice(text.indexOf('| step |')).split('\n\n');
    const rows = table.split('\n').filter((line) => /^\| (\*\*)?\d/.test(line));
    expect(rows.at(-1)).toMatch(new RegExp(`^\\| \\*\\*(\\d+–)?${bug.steps}\\*\\* \\|`));
  });

  it('can be run again by the two commands that it gives', () => {
    const lines = part['How to rerun']!.split('\n');
    expect(lines.some((line) => line.startsWith(`npm run check -- --bug ${bug.slug} `))).toBe(true);
    expect(lines.some((line) => line.includes(`--property ${bug.breaks}`))).toBe(true);
    expect(lines).toContain(`npm run replay -- ${bug.slug}`);
  });

  it('says what has become of it, and where to turn', () => {
    expect(part.Status).toContain('[SECURITY.md](../../SECURITY.md)');
  });
});
