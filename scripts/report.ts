/** What the commands print: the summary table, a violation, and why it could happen. */

import pc from 'picocolors';
import type { Citation } from '../checker/contract.ts';
import type { Gaps } from '../checker/coverage.ts';
import { columns, wrap } from '../checker/report/table.ts';
import { citationText, traceText } from '../checker/report/trace-text.ts';
import { type SearchFacts, verdictWords } from '../checker/report/verdict.ts';
import type { PropertyResult, SearchResult } from '../checker/result.ts';
import type { TraceStep } from '../checker/trace.ts';
import type { World } from '../model/world.ts';

const count = (n: number): string => n.toLocaleString('en-US');
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Every world with who is in it: printed before the first search, so that a verdict is never read without its world. */
export function worldHeader(world: World): string {
  const powers = world.powers.map((p) => p.id).join(', ');
  return [
    pc.bold(world.name),
    `  ${wrap(world.about, 96, '  ')}`,
    `  powers: ${wrap(powers, 88, '  ')}`,
  ].join('\n');
}

/** The table of one search: a line for the whole, a line for each property. */
export function searchTable(result: SearchResult, facts: SearchFacts, stoppedBy: string | undefined): string {
  const closed = result.complete ? 'closed' : `not closed${stoppedBy === undefined ? '' : ` (${stoppedBy})`}`;
  const reduced = facts.reduction === undefined ? '' : `, reduced by ${facts.reduction.join(' and ')}`;
  const head =
    result.engine === 'exhaustive'
      ? `  exhaustive${reduced}: ${count(result.states)} states, ${count(result.transitions)} transitions, depth ${result.depth}, ${closed}, ${seconds(facts.wallMs)}`
      : `  random: ${count(facts.runs ?? 0)} runs, seed ${facts.seed}, ${count(result.transitions)} steps in the last batch, ${seconds(facts.wallMs)}`;
  const rows = result.properties.map((p) => ['   ', mark(p), p.id, verdictWords(p, result, facts)]);
  return [head, ...columns(rows), ...(result.complete ? gapLines(result.gaps) : [])].join('\n');
}

/** Names of fields, those of one record together and, if they are many, only counted: the JSON has them all. */
function byRecord(paths: readonly string[]): string[] {
  const records = new Map<string, string[]>();
  for (const path of paths) {
    const record = path.slice(0, path.lastIndexOf('.') + 1);
    records.set(record, [...(records.get(record) ?? []), path]);
  }
  return [...records].flatMap(([record, names]) =>
    names.length > 3 ? [`${names.length} of ${record.slice(0, -1)}`] : names,
  );
}

/** What was not met, a line for each kind. Of a space that was not closed it would say nothing. */
function gapLines(gaps: Gaps | undefined): string[] {
  if (gaps === undefined) return [];
  const refusals = new Map<string, string[]>();
  for (const { rule, refusal } of gaps.refusalsNeverMet)
    refusals.set(rule, [...(refusals.get(rule) ?? []), refusal]);
  const kinds: readonly (readonly [string, readonly string[]])[] = [
    ['rules never taken', gaps.rulesNeverTaken],
    ['refusals never met', [...refusals].map(([rule, ids]) => `${rule} (${ids.join(', ')})`)],
    ['fields never changed', byRecord(gaps.fieldsNeverChanged)],
    ['values never seen', gaps.valuesNeverSeen.map(({ field, values }) => `${field} (${values.join(', ')})`)],
  ];
  return kinds
    .filter(([, items]) => items.length > 0)
    .map(
      ([kind, items]) => `     ${pc.yellow('·')}  ${wrap(`${kind}: ${items.join(', ')}`, 90, '        ')}`,
    );
}

function mark(p: PropertyResult): string {
  if (p.verdict === 'holds') return pc.green('✓');
  return p.verdict === 'violated' ? pc.red('✗') : pc.yellow('?');
}

/** One violation: claim, source, steps, how found; the lane table; why; what to do next. */
export interface Violation {
  readonly property: Pick<PropertyResult, 'id' | 'claim' | 'kind'> & { readonly cites: readonly Citation[] };
  readonly world: string;
  readonly steps: readonly TraceStep[];
  readonly how: string;
  readonly why: readonly string[];
  readonly next: readonly string[];
}

export function violationText(v: Violation): string {
  const sources = v.property.cites.map(citationText).join('; ');
  const broken =
    v.property.kind === 'recoverable'
      ? 'from its last state there is no way back'
      : 'its last step breaks it';
  const header = columns([
    ['broken', pc.bold(v.property.id)],
    ['claim', wrap(v.property.claim, 88, '         ')],
    ['written', wrap(sources, 88, '         ')],
    ['found', wrap(`${v.how} in ${v.world}: ${v.steps.length} steps, ${broken}`, 88, '         ')],
  ]);
  return [
    ...header,
    '',
    ...traceText(v.steps),
    '',
    ...v.why.map((line) => wrap(line, 98, '  ')),
    '',
    ...v.next,
  ].join('\n');
}
