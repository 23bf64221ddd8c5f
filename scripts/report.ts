/** What the commands print: the summary table, a violation, and why it could happen. */

import pc from 'picocolors';
import type { Citation, Machine, Property } from '../checker/contract.ts';
import type { Gaps } from '../checker/coverage.ts';
import { type FairnessKept, judgeLasso } from '../checker/lasso.ts';
import { columns, wrap } from '../checker/report/table.ts';
import { citationText, traceText } from '../checker/report/trace-text.ts';
import { type SearchFacts, verdictWords } from '../checker/report/verdict.ts';
import type { Path, PropertyResult, SearchResult } from '../checker/result.ts';
import type { TraceStep } from '../checker/trace.ts';
import type { World } from '../model/world.ts';
import type { Cut } from './search.ts';
import { deviceWords, type Setup } from './setup.ts';

const CUT_TEXT: Readonly<Record<Exclude<Cut, undefined>, string>> = {
  violation: 'stopped at a violation; --keep-going searches on',
  'max-states': 'stopped by --max-states',
  'max-memory': 'stopped by --max-memory',
  'time-limit': 'stopped by --time-limit',
  interrupted: 'interrupted',
};

/** Why a search ended before its space was closed. */
export const cutText = (cut: Cut): string | undefined => (cut === undefined ? undefined : CUT_TEXT[cut]);

/** The axes where anything is not hardened. */
function axisText({ rmm, guest, host }: Setup): string {
  return [
    ...(rmm === 'hardened' ? [] : [`, RMM ${rmm}`]),
    ...(guest === 'hardened' ? [] : [`, guest ${guest}`]),
    ...(host === 'hardened' ? [] : [`, host ${host}`]),
  ].join('');
}

function deviceText(setup: Setup): string {
  const { device, choices = [] } = deviceWords(setup);
  return [...(device === undefined ? [] : [`, device ${device}`]), ...choices.map((c) => `, ${c}`)].join('');
}

/** By which rules and with which device a run is made, in one line. */
export function rulesText(setup: Setup): string {
  const bugs = setup.bugs.length === 0 ? '' : ` with ${setup.bugs.map((b) => b.slug).join(', ')}`;
  return `rulebook ${setup.rulebook}${axisText(setup)}${deviceText(setup)}${bugs}`;
}

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

/** The table of one search: a line for the whole, a line for each property. `known`: the ids of those known to be broken. */
export function searchTable(
  result: SearchResult,
  facts: SearchFacts,
  cut: Cut,
  known: ReadonlySet<string> = new Set(),
): string {
  const closed = result.complete ? 'closed' : `not closed${cut === undefined ? '' : ` (${cutText(cut)})`}`;
  const reduced = facts.reduction === undefined ? '' : `, reduced by ${facts.reduction.join(' and ')}`;
  const stored = facts.storage === 'fingerprint' ? ', by 64-bit fingerprints' : '';
  const steps = `${count(result.transitions)} steps${result.engine === 'random' ? ' in the last batch' : ''}`;
  const head =
    result.engine === 'exhaustive'
      ? `  exhaustive${reduced}${stored}: ${count(result.states)} states, ${count(result.transitions)} transitions, depth ${result.depth}, ${closed}, ${seconds(facts.wallMs)}`
      : `  ${result.engine}: ${count(facts.runs ?? 0)} runs, seed ${facts.seed}, ${steps}, ${seconds(facts.wallMs)}`;
  const rows = result.properties.map((p) => [
    '   ',
    mark(p, known.has(p.id)),
    p.id,
    `${verdictWords(p, result, facts)}${known.has(p.id) ? ', as known' : ''}`,
  ]);
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

function mark(p: PropertyResult, isKnown: boolean): string {
  if (p.verdict === 'holds') return pc.green('✓');
  if (isKnown) return pc.yellow('✗');
  return p.verdict === 'violated' ? pc.red('✗') : pc.yellow('?');
}

/** One violation: claim, source, steps, how found; the lane table; why; what to do next. */
export interface Violation {
  readonly property: Pick<PropertyResult, 'id' | 'claim' | 'kind'> & { readonly cites: readonly Citation[] };
  readonly world: string;
  readonly steps: readonly TraceStep[];
  /** Of a way that goes on for ever: how many steps come before those that are repeated. */
  readonly loop?: number | undefined;
  /** To whom it is fair, and why. */
  readonly fairness?: readonly FairnessKept[];
  readonly how: string;
  readonly why: readonly string[];
  readonly next: readonly string[];
}

function brokenBy({ property, steps, loop }: Violation): string {
  if (property.kind === 'recoverable') return 'from its last state there is no way back';
  if (property.kind !== 'eventually') return 'its last step breaks it';
  return loop === steps.length ? 'after which nothing need happen' : 'which go on for ever as shown';
}

const fairText = ({ name, strength, because }: FairnessKept): string =>
  `fair: ${strength === 'finite' ? 'an end of' : `${strength}ly to`} ${name}: ${because ?? 'no longer'}.`;

export function violationText(v: Violation): string {
  const sources = v.property.cites.map(citationText).join('; ');
  const header = columns([
    ['broken', pc.bold(v.property.id)],
    ['claim', wrap(v.property.claim, 88, '         ')],
    ['written', wrap(sources, 88, '         ')],
    ['found', wrap(`${v.how} in ${v.world}: ${v.steps.length} steps, ${brokenBy(v)}`, 88, '         ')],
  ]);
  return [
    ...header,
    '',
    ...traceText(v.steps, v.loop === undefined ? {} : { loop: v.loop }),
    '',
    ...(v.fairness ?? []).map((f) => wrap(fairText(f), 98, '  ')),
    ...v.why.map((line) => wrap(line, 98, '  ')),
    '',
    ...v.next,
  ].join('\n');
}

/** What a report says of a way that goes on for ever. */
export function lassoText<S>(
  machine: Machine<S>,
  property: Property<S>,
  path: Path,
): Pick<Violation, 'loop' | 'fairness'> {
  if (property.kind !== 'eventually' || path.loop === undefined) return {};
  return { loop: path.loop, fairness: judgeLasso(machine, property, path).fairness };
}
