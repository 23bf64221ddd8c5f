/** The kill matrix as text and as JSON. */

import { operators } from '../../model/mutants/mutants.ts';
import type { WorldName } from '../../model/world.ts';
import { decisive, FATES, type Fate, fateOf, type Row } from './matrix.ts';

export interface Report {
  readonly worlds: readonly {
    readonly world: WorldName;
    readonly states: number;
    readonly closed: boolean;
  }[];
  readonly rows: readonly Row[];
  /** By mutant, why it is equivalent. */
  readonly reasons: ReadonlyMap<string, string>;
  readonly mislisted: readonly string[];
}

export const HEADS: Readonly<Record<Fate, string>> = {
  killed: 'killed',
  'killed-by-law': 'by a law',
  stillborn: 'stillborn',
  identical: 'identical',
  equivalent: 'equivalent',
  survived: 'SURVIVED',
  undecided: 'undecided',
};

const count = (n: number): string => n.toLocaleString('en-US');

/** Fates of the rows, those of each operator and of all. */
export function totals({ rows, reasons }: Report) {
  const of = (some: readonly Row[]) => ({
    mutants: some.length,
    ...(Object.fromEntries(
      FATES.map((fate) => [fate, some.filter((row) => fateOf(row, reasons) === fate).length]),
    ) as Record<Fate, number>),
  });
  const used = operators.filter(({ name }) => rows.some((row) => row.mutant.operator === name));
  return [
    ...used.map(({ name }) => ({
      operator: name,
      ...of(rows.filter((row) => row.mutant.operator === name)),
    })),
    { operator: 'all', ...of(rows) },
  ];
}

/** By property: how many it kills, how many of those alone and by which operators they are, and the shortest way. */
export function kills({ rows }: Report) {
  const by = new Map<
    string,
    { kills: number; alone: number; shortest: number | undefined; operators: Record<string, number> }
  >();
  for (const row of rows) {
    const found = decisive(row);
    if (found?.verdict !== 'killed') continue;
    for (const { property, steps } of found.by) {
      const sum = by.get(property) ?? { kills: 0, alone: 0, shortest: undefined, operators: {} };
      const { operator } = row.mutant;
      sum.kills += 1;
      sum.operators[operator] = (sum.operators[operator] ?? 0) + 1;
      if (found.by.length === 1) sum.alone += 1;
      if (steps !== undefined) sum.shortest = Math.min(steps, sum.shortest ?? steps);
      by.set(property, sum);
    }
  }
  return [...by]
    .map(([property, sum]) => ({ property, ...sum }))
    .sort((a, b) => b.kills - a.kills || (a.property < b.property ? -1 : 1));
}

function table(head: readonly string[], lines: readonly (readonly (string | number)[])[]): string {
  const cells = [head, ...lines.map((line) => line.map(String))];
  const widths = head.map((_, k) => Math.max(...cells.map((line) => line[k]!.length)));
  return cells
    .map((line) =>
      line
        .map((cell, k) => (k === 0 ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** One mutant: what killed it, where and in how many steps, or how far it was searched. */
export function rowText(row: Row, reasons: Report['reasons']): string {
  const fate = fateOf(row, reasons);
  const { name } = row.mutant;
  const found = decisive(row);
  if (found?.verdict === 'killed') {
    const by = found.by.map(({ property, verdict, steps }) =>
      verdict === 'vacuous'
        ? `${property} (never judged)`
        : steps === undefined
          ? `${property} (never reached)`
          : `${property} in ${steps}`,
    );
    return `✓ ${name}: ${fate === 'killed-by-law' ? 'law ' : ''}${by.join(', ')} [${found.world}]`;
  }
  if (found?.verdict === 'stillborn') return `✓ ${name}: stillborn, ${found.why} [${found.world}]`;
  if (fate === 'identical') return `= ${name}: no step differs [${row.worlds.join(', ')}]`;
  if (fate === 'equivalent') return `= ${name}: ${reasons.get(name)}`;
  const searched = row.claims.map((j) =>
    j.verdict === 'survived' || j.verdict === 'undecided'
      ? `${j.world} (${j.verdict === 'survived' ? 'closed' : 'not closed'}, ${count(j.states)} states)`
      : j.world,
  );
  const rest = row.worlds.slice(row.claims.length);
  const left = rest.length === 0 ? '' : `; not searched: ${rest.join(', ')}`;
  return `${fate === 'survived' ? '✗' : '?'} ${name}: ${fate} in ${searched.join(', ') || 'no world'}${left}`;
}

export function reportText(report: Report): string {
  const { rows, reasons, mislisted } = report;
  const of = (...fates: readonly Fate[]) =>
    rows.filter((row) => fates.includes(fateOf(row, reasons))).map((row) => `  ${rowText(row, reasons)}`);
  const survivors = of('survived', 'undecided');
  return [
    ...rows.map((row) => rowText(row, reasons)),
    '',
    table(
      ['property', 'kills', 'alone', 'shortest'],
      kills(report).map(({ property, kills: n, alone, shortest }) => [property, n, alone, shortest ?? '-']),
    ),
    '',
    table(
      ['operator', 'mutants', ...FATES.map((fate) => HEADS[fate])],
      totals(report).map(({ operator, mutants, ...fates }) => [
        operator,
        mutants,
        ...FATES.map((fate) => fates[fate]),
      ]),
    ),
    ...(survivors.length === 0 ? [] : ['', 'alive, and not listed as equivalent:', ...survivors]),
    ...mislisted.map((text) => `✗ ${text}`),
  ].join('\n');
}

/** interlock.mutants/1 */
export function reportJson(report: Report, outcome: string): object {
  const { worlds, rows, reasons, mislisted } = report;
  return {
    schema: 'interlock.mutants/1',
    outcome,
    worlds,
    totals: totals(report),
    properties: kills(report),
    mutants: rows.map((row) => {
      const fate = fateOf(row, reasons);
      const { name, operator } = row.mutant;
      return {
        name,
        operator,
        fate,
        ...(fate === 'equivalent' ? { because: reasons.get(name) } : {}),
        differsIn: row.worlds,
        claims: row.claims,
        ...(row.laws.length === 0 ? {} : { laws: row.laws }),
      };
    }),
    mislisted,
  };
}
