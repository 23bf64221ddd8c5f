/**
 * `index`: the tables of counterexamples/README.md, made from the registry and from the list of the posted guest's findings.
 * Everything outside the tables is written by hand.
 */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bugs } from '../counterexamples/registry.ts';
import { properties } from '../properties/registry.ts';
import { EXIT, UsageError } from './errors.ts';
import { writeText } from './files.ts';
import { type KnownFinding, readFindings } from './known.ts';
import { POSTED_FINDINGS } from './posted.ts';

const README = join(dirname(fileURLToPath(import.meta.url)), '../counterexamples/README.md');

const link = (slug: string): string => `[${slug}](${slug}/README.md)`;

/** A line for each page. */
function pagesTable(): string[] {
  return [
    '| slug | kind | claim broken | steps | world |',
    '|---|---|---|---|---|',
    ...bugs.map(
      ({ slug, kind, breaks, steps, world }) =>
        `| ${link(slug)} | ${kind} | \`${breaks}\` | ${steps} | \`${world}\` |`,
    ),
  ];
}

/** Slugs in a note as links to their pages. */
const withLinks = (note: string): string =>
  note.replaceAll(/[a-z]+(?:-[a-z]+)+/g, (word) =>
    bugs.some(({ slug }) => slug === word) ? link(word) : word,
  );

const stepsIn = (found: KnownFinding | undefined): string =>
  found === undefined ? 'holds' : String(found.steps ?? 'never reached');

/** A line for each claim that the posted guest breaks, alone or with the text of RMM 2.0-bet1. */
function postedTable(): string[] {
  const findings = readFindings(POSTED_FINDINGS);
  const broken = new Set(findings.map(({ property }) => property));
  const rows = properties.filter(({ id }) => broken.has(id)).map(({ id }) => id);
  return [
    '| property | `--guest rfc-v4` | `--rulebook as-posted` | broken by |',
    '|---|---|---|---|',
    ...rows.map((id) => {
      const [alone, together] = ['hardened', 'as-posted'].map((rulebook) =>
        findings.find((found) => found.property === id && found.rulebook === rulebook),
      );
      const note = withLinks(alone?.note ?? together?.note ?? '');
      return `| \`${id}\` | ${stepsIn(alone)} | ${stepsIn(together)} | ${note} |`;
    }),
  ];
}

const TABLES: Readonly<Record<string, () => string[]>> = { pages: pagesTable, posted: postedTable };

/** A text with its tables made anew: each stands between `<!-- table: NAME -->` and `<!-- end of table -->`. */
export function withTables(text: string): string {
  const begins = [...text.matchAll(/<!-- table: (\S+) -->/g)].map(([, name]) => name!);
  const missing = Object.keys(TABLES).filter((name) => !begins.includes(name));
  if (missing.length > 0) throw new UsageError(`${README} has no place for the table ${missing.join(', ')}`);
  return text.replaceAll(
    /(<!-- table: (\S+) -->\n)[\s\S]*?(<!-- end of table -->)/g,
    (whole, begin: string, name: string, end: string) =>
      TABLES[name] === undefined ? whole : `${begin}\n${TABLES[name]().join('\n')}\n\n${end}`,
  );
}

/** Writes the tables. With `check` it writes nothing and exits 1 when they are out of date. */
export function index({ check = false }: { readonly check?: boolean }): number {
  const text = readFileSync(README, 'utf8');
  const made = withTables(text);
  if (text === made) return EXIT.holds;
  if (check) {
    console.error('interlock: the tables of counterexamples/README.md are out of date: run npm run index');
    return EXIT.violated;
  }
  writeText(README, made);
  console.log('counterexamples/README.md: tables made anew');
  return EXIT.holds;
}
