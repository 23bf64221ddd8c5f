/**
 * Where properties and rules are written in this tree, for reports that point at lines. It is found by reading the sources:
 * properties and rules carry no line numbers, and need not.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');

export interface Place {
  /** From the root of the checkout, with slashes. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

const QUOTED = /'([^']+)'/g;
const DECLARES = /\b(?:id|name|at): /;
/** Lists of names, of which nothing is written here. */
const LISTS = ['model/odds.ts', 'model/state.ts'];

/** How likely a line is to be where a quoted name is given its meaning: a command's own file, a declaration, an argument. */
const rank = (file: string, line: string, word: string): number =>
  (file.startsWith('model/rmm/') ? 4 : 0) +
  (DECLARES.test(line) ? 2 : 0) +
  (line.trim() === `'${word}',` ? 1 : 0);

const indexes = new Map<string, ReadonlyMap<string, Place>>();

/** Every line of the sources in a folder, tests and lists apart. */
function* linesOf(folder: string): Generator<Place & { readonly text: string }> {
  for (const name of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).sort()) {
    const file = `${folder}/${name.split(sep).join('/')}`;
    if (!name.endsWith('.ts') || name.endsWith('.test.ts') || LISTS.includes(file)) continue;
    for (const [k, text] of readFileSync(join(ROOT, file), 'utf8').split('\n').entries())
      yield { file, line: k + 1, text };
  }
}

/** The best place of every quoted name in a folder. Read once. */
function indexOf(folder: string): ReadonlyMap<string, Place> {
  const known = indexes.get(folder);
  if (known !== undefined) return known;
  const best = new Map<string, Place & { readonly rank: number }>();
  for (const { file, line, text } of linesOf(folder))
    for (const [, word = ''] of text.matchAll(QUOTED)) {
      const found = { file, line, rank: rank(file, text, word) };
      if (found.rank > (best.get(word)?.rank ?? -1)) best.set(word, found);
    }
  const index = new Map([...best].map(([word, { file, line }]) => [word, { file, line }]));
  indexes.set(folder, index);
  return index;
}

/** Where a property is written, or undefined. */
export const placeOfProperty = (id: string): Place | undefined =>
  indexOf('properties').get(id) ?? indexOf('checker').get(id);

/** A name that is put together where it is written, such as `teardown/${name}-stop`, as what it can come out as. */
const TEMPLATE = /`([a-z]+\/[^`$]*\$\{[^`]*)`/g;
const asPattern = (template: string): RegExp => {
  const parts = template.split(/\$\{[^}]*\}/);
  return new RegExp(`^${parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`);
};

let templates: readonly (Place & { readonly pattern: RegExp })[] | undefined;
function templateOf(name: string): Place | undefined {
  templates ??= [...linesOf('model')].flatMap(({ file, line, text }) =>
    [...text.matchAll(TEMPLATE)].map(([, template = '']) => ({ file, line, pattern: asPattern(template) })),
  );
  const found = templates.find(({ pattern }) => pattern.test(name));
  return found && { file: found.file, line: found.line };
}

/** Where a rule or a program's step is written, or undefined. A step is called by its place in the program: `accept/dma-enable: …`. */
export function placeOfRule(name: string): Place | undefined {
  const index = indexOf('model');
  const step = name.split(': ')[0]!;
  // A rule about the second endpoint bears its name behind that of the first one's.
  return (
    index.get(name) ??
    index.get(step) ??
    index.get(name.replace(/ ep2$/, '')) ??
    templateOf(name) ??
    templateOf(step)
  );
}

/** A path as a CI service wants it: from the root of its workspace where this tree is inside one, else from our root. */
export function fromWorkspace(file: string, workspace: string | undefined): string {
  const inside = workspace === undefined ? undefined : relative(workspace, ROOT);
  if (inside === undefined || inside === '' || inside.startsWith('..')) return file;
  return `${inside.split(sep).join('/')}/${file}`;
}
