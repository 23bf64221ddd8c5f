import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defects, type Expression, guestCatalogue } from './guest-catalogue.ts';
import { bugs } from './registry.ts';

const ROOT = join(import.meta.dirname, '..');
const REFERENCE = join(ROOT, '../shared/reference');
const ids = guestCatalogue.map(({ id }) => id);

/** Ids in the first column of the tables between two headings. */
function rowsOf(file: string, from: string, to: string): readonly string[] {
  const text = readFileSync(join(REFERENCE, file), 'utf8');
  const part = text.slice(text.indexOf(from), text.indexOf(to));
  return [...part.matchAll(/^\| ((?:LST|DLT|DOC|INF|F)-\d+) \|/gm)].map(([, id]) => id!);
}

describe('the catalogue of known findings', () => {
  it('names every row once', () => {
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.skipIf(!existsSync(REFERENCE))(
    'has the rows of the references, and no others (skipped without ../shared)',
    () => {
      const rows = [
        ...rowsOf('guest-flow.md', '### 9.1', '### 9.4'),
        ...rowsOf('tsm-core-and-tdisp.md', '\n# F. ', '\n# G. '),
      ];
      expect(rows.length).toBeGreaterThan(100);
      expect([...ids].sort()).toEqual([...rows].sort());
    },
  );

  it.each(guestCatalogue)('shows $id where it says', ({ id, shown }) => {
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
      case 'open':
        expect(shown.needs).not.toBe('');
    }
  });

  it('has a row for every defect that says so, and every defect is named in a test', () => {
    const tests = [
      'mmio/report-defects',
      'mmio/accept-ranges',
      'dma/decision',
      'rhi/rhi',
      'evidence/evidence',
    ]
      .map((name) => readFileSync(join(ROOT, `model/guest/${name}.test.ts`), 'utf8'))
      .join('\n');
    for (const [name, { rows, cites }] of Object.entries(defects)) {
      for (const id of rows) expect(ids, name).toContain(id);
      expect(cites, name).not.toEqual([]);
      expect(tests).toContain(`'${name}'`);
    }
  });

  it('counts', () => {
    const kinds: Partial<Record<Expression['kind'], number>> = {};
    for (const { shown } of guestCatalogue) kinds[shown.kind] = (kinds[shown.kind] ?? 0) + 1;
    expect(kinds).toEqual({
      flow: 21,
      bytes: 27,
      table: 16,
      modelled: 21,
      'not-expressible': 25,
      open: 1,
    });
  });
});
