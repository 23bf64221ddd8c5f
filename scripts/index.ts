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

type Column = Partial<Pick<KnownFinding, 'rulebook' | 'guest' | 'host' | 'rmm'>>;

/** A line for each claim that is broken in a world by one of some setups, the first of which says by what. */
function findingsTable(world: string, columns: Readonly<Record<string, Column>>): string[] {
  const listed = readFindings(POSTED_FINDINGS).filter((found) => found.world === world);
  const names = Object.keys(columns);
  const of = ({ rulebook = 'hardened', guest, host, rmm }: Column): readonly KnownFinding[] =>
    listed.filter(
      (found) =>
        found.rulebook === rulebook && found.guest === guest && found.host === host && found.rmm === rmm,
    );
  const findings = names.map((name) => of(columns[name]!));
  const ids = [...properties.map(({ id }) => id), 'never-stuck'];
  const rows = ids.flatMap((id) => {
    const found = findings.map((column) => column.find(({ property }) => property === id));
    if (found.every((one) => one === undefined)) return [];
    const notes = [...new Set(found.flatMap((one) => one?.note ?? []))];
    return [`| \`${id}\` | ${found.map(stepsIn).join(' | ')} | ${notes.map(withLinks).join('; ')} |`];
  });
  return [
    `| property | ${names.map((name) => `\`${name}\``).join(' | ')} | broken by |`,
    `|---|${names.map(() => '---|').join('')}---|`,
    ...rows,
  ];
}

const POSTED_HOSTS = {
  '--host rfc-v4': { host: 'rfc-v4' },
  '--host rfc-v3 --rmm alp17': { host: 'rfc-v3', rmm: 'alp17' },
};

const TABLES: Readonly<Record<string, () => string[]>> = {
  pages: pagesTable,
  posted: () =>
    findingsTable('guest-alone', {
      '--guest rfc-v4': { guest: 'rfc-v4' },
      '--rulebook as-posted': { rulebook: 'as-posted' },
    }),
  'posted-host': () => findingsTable('connect-faults', POSTED_HOSTS),
  'posted-bind': () => findingsTable('bind-faults', POSTED_HOSTS),
  'posted-cooperative': () =>
    findingsTable('cooperative', {
      '--host rfc-v4': { host: 'rfc-v4' },
      '--rulebook as-posted': { rulebook: 'as-posted' },
    }),
};

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
