import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Defects } from '../model/defect.ts';
import type { Entry, Expression } from './catalogue.ts';
import { guestCatalogue, guestDefects } from './guest-catalogue.ts';
import { hostCatalogue, hostDefects } from './host-catalogue.ts';
import { bugs } from './registry.ts';

const ROOT = join(import.meta.dirname, '..');
const REFERENCE = join(ROOT, '../shared/reference');

interface Catalogue {
  readonly of: string;
  readonly entries: readonly Entry[];
  readonly defects: Defects;
  /** Where the code with its defects is, and their tests. */
  readonly folder: string;
  /** Sections of the references whose tables have the rows. */
  readonly sections: readonly (readonly [file: string, from: string, to: string])[];
  readonly rowsLeast: number;
  readonly kinds: Readonly<Partial<Record<Expression['kind'], number>>>;
}

const catalogues: readonly Catalogue[] = [
  {
    of: 'guest',
    entries: guestCatalogue,
    defects: guestDefects,
    folder: 'model/guest',
    sections: [
      ['guest-flow.md', '### 9.1', '### 9.4'],
      ['tsm-core-and-tdisp.md', '\n# F. ', '\n# G. '],
    ],
    rowsLeast: 100,
    kinds: { flow: 22, bytes: 27, table: 16, modelled: 21, 'not-expressible': 25 },
  },
  {
    of: 'host',
    entries: hostCatalogue,
    defects: hostDefects,
    folder: 'model/host',
    sections: [['host-flow.md', '### 7.1', '### 7.3']],
    rowsLeast: 60,
    kinds: { flow: 15, bytes: 23, table: 10, modelled: 2, 'not-expressible': 18 },
  },
];

/** Ids in the first column of the tables between two headings; in host-flow a name follows the id. */
function rowsOf([file, from, to]: Catalogue['sections'][number]): readonly string[] {
  const text = readFileSync(join(REFERENCE, file), 'utf8');
  const part = text.slice(text.indexOf(from), text.indexOf(to));
  return [...part.matchAll(/^\| ((?:LST|DLT|DOC|INF|F)-\d+|B\d+[a-z]?)(?: `\w+`)? \|/gm)].map(
    ([, id]) => id!,
  );
}

const testsIn = (folder: string): string =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name.endsWith('.test.ts'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');

describe.each(catalogues)('the catalogue of known findings about the $of', (catalogue) => {
  const { entries, defects, folder, sections, rowsLeast, kinds } = catalogue;
  const ids = entries.map(({ id }) => id);

  it('names every row once', () => {
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.skipIf(!existsSync(REFERENCE))(
    'has the rows of the references, and no others (skipped without ../shared)',
    () => {
      const rows = sections.flatMap(rowsOf);
      expect(rows.length).toBeGreaterThan(rowsLeast);
      expect([...ids].sort()).toEqual([...rows].sort());
    },
  );

  it.each(entries)('shows $id where it says', ({ id, shown }) => {
    switch (shown.kind) {
      case 'flow':
        expect(bugs.map(({ slug }) => slug)).toContain(shown.slug);
        break;
      case 'bytes':
      case 'table': {
        const test = readFileSync(join(ROOT, shown.test), 'utf8');
        expect(shown.defects).not.toEqual([]);
        for (const name of shown.defects) {
          expect(defects[name]?.rows, name).toContain(id);
          expect(test).toContain(`'${name}'`);
        }
        break;
      }
      case 'modelled':
        expect(readFileSync(join(ROOT, shown.test), 'utf8')).toContain(shown.says);
        break;
      case 'not-expressible':
        expect(shown.why).not.toBe('');
        break;
    }
  });

  it('has a row for every defect that says so, and every defect is named in a test', () => {
    const tests = testsIn(folder);
    for (const [name, { rows, cites }] of Object.entries(defects)) {
      for (const id of rows) expect(ids, name).toContain(id);
      expect(cites, name).not.toEqual([]);
      expect(tests).toContain(`'${name}'`);
    }
  });

  it('counts', () => {
    const counted: Partial<Record<Expression['kind'], number>> = {};
    for (const { shown } of entries) counted[shown.kind] = (counted[shown.kind] ?? 0) + 1;
    expect(counted).toEqual(kinds);
  });
});

describe('defects', () => {
  it('have names of their own in guest and host', () => {
    const guest = new Set(Object.keys(guestDefects));
    expect(Object.keys(hostDefects).filter((name) => guest.has(name))).toEqual([]);
  });
});
