/**
 * The shape of the repository, held by its import statements: which folder may import which, which file is the door to
 * which package, and that there are no cycles, types included.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const FOLDERS = ['checker', 'model', 'properties', 'counterexamples', 'scripts', 'explorer'] as const;
type Folder = (typeof FOLDERS)[number];

interface Import {
  readonly from: string;
  /** A path from the root for files of ours, the package or node: name otherwise. */
  readonly to: string;
  readonly ours: boolean;
}

/** Statements at the start of a line: `import … from`, `export … from`, `import '…'`; and `import('…')` anywhere. */
const STATEMENT =
  /^(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|^import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm;
const COMMENT = /\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm;

/** The import specifiers of a source text. */
function specifiers(source: string): string[] {
  return [...source.replace(COMMENT, '').matchAll(STATEMENT)].map((m) => (m[1] ?? m[2] ?? m[3])!);
}

function importsOf(file: string): Import[] {
  return specifiers(readFileSync(join(ROOT, file), 'utf8')).map((name) =>
    name.startsWith('.')
      ? { from: file, to: relative(ROOT, resolve(ROOT, dirname(file), name)), ours: true }
      : { from: file, to: name, ours: false },
  );
}

const SOURCE = /\.(ts|tsx|mts|mjs|js)$/;

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((file) => !file.includes('node_modules'));
}

const present = new Set(readdirSync(ROOT));
const files = FOLDERS.filter((folder) => present.has(folder)).flatMap(filesIn);
const imports = files.flatMap(importsOf);
const folderOf = (file: string): Folder => file.split('/')[0] as Folder;
const isTest = (file: string): boolean => file.endsWith('.test.ts') || file.startsWith('checker/testing/');
const isPackage = (i: Import, name: string): boolean =>
  !i.ours && (i.to === name || i.to.startsWith(`${name}/`));
const text = (list: readonly Import[]): string[] => list.map(({ from, to }) => `${from} imports ${to}`);

/** Tests may look down from anywhere: a world is tested with its properties, a checker on the toys. */
const code = imports.filter(({ from }) => !isTest(from));

/** What each folder may import besides itself. */
const BELOW: Readonly<Record<Folder, readonly Folder[]>> = {
  checker: [],
  model: ['checker'],
  properties: ['model', 'checker'],
  counterexamples: ['properties', 'model', 'checker'],
  scripts: ['counterexamples', 'properties', 'model', 'checker'],
  explorer: ['counterexamples', 'properties', 'model', 'checker'],
};

/** The files of one cycle, in order, or undefined. */
function cycleIn(edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    path.push(file);
    for (const to of edges.get(file) ?? []) {
      const found = visit(to);
      if (found !== undefined) return found;
    }
    path.pop();
    done.add(file);
    return undefined;
  };
  for (const file of edges.keys()) {
    const found = visit(file);
    if (found !== undefined) return found;
  }
  return undefined;
}

const edgesOf = (list: readonly Import[]): Map<string, string[]> => {
  const edges = new Map<string, string[]>();
  for (const { from, to, ours } of list) if (ours) edges.set(from, [...(edges.get(from) ?? []), to]);
  return edges;
};

describe('the reader of import statements', () => {
  it('sees every kind of import and nothing in comments', () => {
    // Spelled so that this file does not seem to import these itself.
    const call = 'import';
    const source = [
      "import a from './a.ts';",
      "import type {\n  B,\n  B2,\n} from './b.ts';",
      "export * from './c.ts';",
      "import './d.ts';",
      `const e = await ${call}('./e.ts');`,
      `type F = ${call}('./f.ts').F;`,
      "// import g from './g.ts';",
      "/** import h from './h.ts'; */",
      "const url = 'https://example.org';",
      "const words = ['taken from', 'the list'];",
      'export const x = 1;',
    ].join('\n');
    expect(specifiers(source)).toEqual(['./a.ts', './b.ts', './c.ts', './d.ts', './e.ts', './f.ts']);
  });

  it('finds a cycle of three and names its files in order', () => {
    const edges = new Map([
      ['x', ['a']],
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['a']],
    ]);
    expect(cycleIn(edges)).toEqual(['a', 'b', 'c', 'a']);
    expect(
      cycleIn(
        new Map([
          ['a', ['b', 'c']],
          ['b', ['c']],
        ]),
      ),
    ).toBeUndefined();
  });

  it('has read the repository: every folder has files, and every import of ours leads to one of them', () => {
    for (const folder of ['checker', 'model', 'properties', 'counterexamples', 'scripts'])
      expect(files.filter((file) => folderOf(file) === folder).length, folder).toBeGreaterThan(3);
    const known = new Set(files);
    expect(text(imports.filter((i) => i.ours && SOURCE.test(i.to) && !known.has(i.to)))).toEqual([]);
  });
});

describe('imports between folders', () => {
  it.each(FOLDERS)('point down from %s, never up or across', (folder) => {
    const allowed = [folder, ...BELOW[folder]];
    const wrong = code.filter(
      (i) => i.ours && folderOf(i.from) === folder && !allowed.includes(folderOf(i.to)),
    );
    expect(text(wrong)).toEqual([]);
  });

  it('go from the model to nothing of the checker but its contract, layout and fields', () => {
    const open = ['checker/contract.ts', 'checker/layout.ts', 'checker/fields.ts'];
    const across = code.filter((i) => folderOf(i.from) === 'model' && i.ours && folderOf(i.to) === 'checker');
    expect(across.length).toBeGreaterThan(5);
    expect(text(across.filter((i) => !open.includes(i.to)))).toEqual([]);
  });

  it('go from the properties to nothing of the checker but the types of its contract', () => {
    const across = code.filter(
      (i) => folderOf(i.from) === 'properties' && i.ours && folderOf(i.to) === 'checker',
    );
    expect(across.length).toBeGreaterThan(0);
    expect(text(across.filter((i) => i.to !== 'checker/contract.ts'))).toEqual([]);
    for (const { from } of across) {
      const source = readFileSync(join(ROOT, from), 'utf8');
      expect(source, from).toMatch(/import type \{[^}]*\} from '(\.\.\/)+checker\/contract\.ts'/);
      expect(source, from).not.toMatch(/import \{[^}]*\} from '(\.\.\/)+checker\/contract\.ts'/);
    }
  });

  it('form no cycle, types included, tests included', () => {
    expect(cycleIn(edgesOf(imports))).toBeUndefined();
  });
});

describe('packages', () => {
  const doors: readonly (readonly [string, (file: string) => boolean])[] = [
    ['xstate', (file) => file.startsWith('model/lifecycle/')],
    ['@noble/hashes', (file) => file === 'model/evidence/digest.ts'],
    ['asn1js', (file) => file === 'model/evidence/der.ts'],
    ['fast-check', (file) => file.startsWith('checker/search/') || isTest(file)],
  ];

  it.each(doors)('come in by one door: %s', (name, isDoor) => {
    const uses = imports.filter((i) => isPackage(i, name));
    expect(uses.length).toBeGreaterThan(0);
    expect(text(uses.filter((i) => !isDoor(i.from)))).toEqual([]);
  });

  it('are all declared in package.json', () => {
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(join(ROOT, 'package.json'), 'utf8'),
    ) as {
      dependencies: Record<string, string>;
      devDependencies: Record<string, string>;
    };
    // A package that is only types is imported by the name of what they describe.
    const declared = Object.keys({ ...dependencies, ...devDependencies }).map((name) =>
      name.replace(/^@types\//, ''),
    );
    const foreign = imports.filter((i) => !i.ours && !i.to.startsWith('node:'));
    expect(text(foreign.filter((i) => !declared.some((name) => isPackage(i, name))))).toEqual([]);
    const forCode = foreign.filter((i) => !isTest(i.from) && folderOf(i.from) !== 'scripts');
    expect(
      text(forCode.filter((i) => !Object.keys(dependencies).some((name) => isPackage(i, name)))),
    ).toEqual([]);
  });

  it.each(['checker', 'model', 'properties', 'counterexamples'])(
    'of Node stay out of %s, which runs in a browser as it stands',
    (folder) => {
      const code = imports.filter((i) => folderOf(i.from) === folder && !isTest(i.from));
      expect(text(code.filter((i) => i.to.startsWith('node:')))).toEqual([]);
    },
  );
});
