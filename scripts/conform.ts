/** `conform`: explains the log of a real RMM by the model, or acts out conformance cases on it. */

import { columns } from '../checker/report/table.ts';
import { rmms } from '../counterexamples/registry.ts';
import { type Case, type Outcome, parseCases, runCase } from './conform/cases.ts';
import { type Explained, explain } from './conform/explain.ts';
import { readLog } from './conform/log.ts';
import { EXIT, pick, UsageError } from './errors.ts';
import { readBytes, writeJson } from './files.ts';

export interface ConformWords {
  readonly cases?: string;
  readonly rmm?: string;
  readonly json?: string;
  readonly quiet?: boolean;
}

/** Exit 0 when everything is explained or agrees, 1 when something does not, 2 when a file is not as it should be. */
export function conform(log: string | undefined, words: ConformWords): number {
  if (words.rmm !== undefined) pick('RMM', words.rmm, Object.keys(rmms), (name) => name);
  if (words.cases !== undefined && log === undefined) return conformCases(words.cases, words);
  if (words.cases === undefined && log !== undefined) return conformLog(log, words);
  throw new UsageError('conform takes either one log, or --cases and a file of cases');
}

const print = (words: ConformWords, text: string): void => {
  if (words.quiet !== true) process.stdout.write(`${text}\n`);
};

function conformLog(path: string, words: ConformWords): number {
  const log = readLog(readBytes(path));
  const rmm = words.rmm ?? 'tf-rmm';
  const explained = explain(log.entries, rmm);
  const defect = explained.defect ?? (explained.failure === undefined ? log.defect : undefined);
  if (words.json !== undefined) {
    writeJson(words.json, {
      schema: 'interlock.conform/1',
      rmm,
      outcome:
        explained.failure !== undefined ? 'unexplained' : defect !== undefined ? 'unreadable' : 'explained',
      calls: explained.calls,
      otherLines: log.others,
      otherCalls: Object.fromEntries(explained.unknown),
      objects: Object.fromEntries(explained.objects),
      ...(explained.failure === undefined
        ? {}
        : {
            line: explained.failure.entry.line,
            text: explained.failure.entry.text,
            expected: explained.failure.expected,
            state: explained.failure.state,
          }),
      ...(defect === undefined ? {} : defect),
    });
  }
  print(words, summary(path, rmm, log.others, explained));
  if (explained.failure !== undefined) {
    print(words, failureText(explained));
    return EXIT.violated;
  }
  if (defect !== undefined) throw new UsageError(`${path}, line ${defect.line}: ${defect.sentence}`);
  return EXIT.holds;
}

const plural = (n: number, one: string): string => `${n.toLocaleString('en')} ${one}${n === 1 ? '' : 's'}`;

function summary(path: string, rmm: string, others: number, e: Explained): string {
  const names = [...e.unknown].map(([name, count]) => `${name} ${count}`);
  const objects = [...e.objects].map(([address, name]) => `${name} at ${address}`);
  return [
    `${path}, by RMM ${rmm}`,
    `  ${plural(e.calls, 'call')} of device assignment explained, with at most ${plural(e.most, 'state')} at a time`,
    `  ${objects.length === 0 ? 'no objects' : objects.join(', ')}`,
    `  not about devices, and not judged: ${names.length === 0 ? 'none' : names.join(', ')}`,
    `  ${plural(others, 'other line')} ignored`,
  ].join('\n');
}

function failureText({ failure }: Explained): string {
  const { entry, expected, state } = failure!;
  const before = Object.entries(state).map(([path, value]) => `    ${path} ${String(value)}`);
  return [
    '',
    `line ${entry.line} cannot be explained:`,
    `  ${entry.text}`,
    `expected ${expected.length === 0 ? 'no such call' : expected.join(', or ')}`,
    'state just before, where it is not as in the beginning:',
    ...(before.length === 0 ? ['    nothing'] : before),
  ].join('\n');
}

function conformCases(path: string, words: ConformWords): number {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(readBytes(path)));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${path} is not JSON: ${(error as Error).message}`);
  }
  const results = parseCases(json, path).map((c) => ({ c, outcome: runCase(c, words.rmm) }));
  if (words.json !== undefined) {
    writeJson(words.json, {
      schema: 'interlock.cases/1',
      cases: results.map(({ c, outcome }) => ({ name: c.name, kind: c.kind, ...outcome })),
    });
  }
  print(words, `${path}: ${plural(results.length, 'case')}`);
  print(words, kinds(results));
  for (const { c, outcome } of results) {
    const text = differenceText(c, outcome);
    if (text !== undefined) print(words, text);
  }
  const others = results.flatMap(({ outcome }) => (outcome.is === 'not modelled' ? [outcome.why] : []));
  for (const why of new Set(others))
    print(words, `\nnot modelled, ${plural(others.filter((w) => w === why).length, 'case')}: ${why}`);
  return results.some(({ outcome }) => outcome.is === 'differ') ? EXIT.violated : EXIT.holds;
}

type Results = readonly { readonly c: Case; readonly outcome: Outcome }[];
const COLUMNS = ['agree', 'differ', 'listed', 'not modelled'] as const;

function kinds(results: Results): string {
  const count = (of: Results): string[] =>
    COLUMNS.map((is) => String(of.filter(({ outcome }) => outcome.is === is).length));
  const rows = [...new Set(results.map(({ c }) => c.kind))].map((kind) => [
    kind,
    ...count(results.filter(({ c }) => c.kind === kind)),
  ]);
  return columns([['kind', ...COLUMNS], ...rows, ['all', ...count(results)]])
    .map((line) => `  ${line}`)
    .join('\n');
}

function differenceText(c: Case, outcome: Outcome): string | undefined {
  if (outcome.is !== 'differ' && outcome.is !== 'listed') return undefined;
  return [
    '',
    `${c.name} (${c.source})`,
    `  ${c.command} ${JSON.stringify(c.args)}`,
    `  expected ${outcome.expected}`,
    `  got      ${outcome.got}`,
    ...(outcome.is === 'listed' ? [`  listed: ${outcome.reason}`] : []),
  ].join('\n');
}
