/**
 * What came of the files, for people and for programs. Names in certificates are a stranger's text: nothing of it that a
 * terminal would act on is passed through, and no line is longer than 100 columns.
 */

import { columns, wrap } from '../../checker/report/table.ts';
import type { Finding, Judged } from './finding.ts';

export type JudgedPart = Judged & { readonly at?: string };

export type FileOutcome =
  | { readonly path: string; readonly outcome: 'good' | 'bad'; readonly parts: readonly JudgedPart[] }
  | { readonly path: string; readonly outcome: 'unreadable'; readonly why: string };

const MARKS = { good: '✓', bad: '✗', note: '·' } as const;
/** Where sentences are broken, and where a line ends that cannot be. */
const [WIDTH, MOST] = [80, 100];

/** Control, format and unassigned characters as their numbers. */
export const plain = (text: string): string =>
  text.replace(/\p{C}/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);

const clipped = (line: string): string => (line.length > MOST ? `${line.slice(0, MOST - 1)}…` : line);

/** A file with its parts, each with its table and findings. */
export function fileText(file: FileOutcome): string {
  const title = clipped(`${plain(file.path)}: ${file.outcome}`);
  if (file.outcome === 'unreadable') return title;
  return [title, ...file.parts.flatMap(partLines), ''].join('\n');
}

function partLines({ at, title, table, findings }: JudgedPart): readonly string[] {
  const line = ({ is, says }: Finding): readonly string[] =>
    wrap(`${MARKS[is]} ${plain(says)}`, WIDTH - 4, '  ').split('\n');
  return [
    `  ${at === undefined ? '' : `${at} `}${plain(title)}`,
    ...columns(table.map((row) => row.map(plain))).map((row) => `      ${row}`),
    ...findings.flatMap(line).map((text) => `    ${text}`),
  ].map(clipped);
}

/** interlock.evidence/1: everything that was found, files and parts in the order of the command line. */
export function filesJson(files: readonly FileOutcome[]): unknown {
  const outcomes = files.map(({ outcome }) => outcome);
  const worst = (['unreadable', 'bad'] as const).find((outcome) => outcomes.includes(outcome)) ?? 'good';
  return {
    schema: 'interlock.evidence/1',
    outcome: worst,
    files: files.map((file) =>
      file.outcome === 'unreadable' ? file : { ...file, parts: file.parts.map(partJson) },
    ),
  };
}

const partJson = ({ at, title, findings, data }: JudgedPart): unknown => ({
  ...(at === undefined ? {} : { at }),
  title,
  outcome: findings.some(({ is }) => is === 'bad') ? 'bad' : 'good',
  findings,
  ...data,
});
