/**
 * The run as SARIF 2.1.0 (OASIS), as GitHub code scanning and editors read it: a rule for each property, a result for each
 * violation, at the line of the claim, with its trace as a code flow through the lines of the rules that were taken.
 */

import type { CodeFlow, Location, Log, Notification, ReportingDescriptor, Result } from 'sarif';
import { citationText } from '../../checker/report/trace-text.ts';
import type { PropertyResult } from '../../checker/result.ts';
import type { TraceStep } from '../../checker/trace.ts';
import { digest } from '../../model/evidence/digest.ts';
import { writeJson } from '../files.ts';
import { findingKey } from '../known.ts';
import { cutText, rulesText } from '../report.ts';
import type { Expectation, Finding, Finished, Reporter, Started, Trace } from './reporter.ts';
import { fromWorkspace, type Place, placeOfProperty, placeOfRule } from './sources.ts';
import { changesText, stepText, summaryText } from './words.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** Writes to `path` when the run is over. */
export function sarifReporter(path: string, env: NodeJS.ProcessEnv = process.env): Reporter {
  let run: Started;
  const asked = new Map<string, PropertyResult>();
  const findings: Finding[] = [];
  const expected: Expectation[] = [];
  const undecided: string[] = [];
  const at = locationIn(env.GITHUB_WORKSPACE);
  return {
    started: (started) => {
      run = started;
    },
    expected: (expectation) => expected.push(expectation),
    searched: ({ world, result, second, findings: here, cut }) => {
      for (const property of result.properties) if (!asked.has(property.id)) asked.set(property.id, property);
      findings.push(...here);
      const open = result.properties.filter(
        ({ verdict }) => verdict === 'inconclusive' || verdict === 'vacuous',
      );
      if (!second && open.length > 0)
        undecided.push(
          `${world.name}: ${open.map(({ id }) => id).join(', ')} not decided${cut === undefined ? '' : `: ${cutText(cut)}`}`,
        );
    },
    finished: (end) =>
      writeJson(path, logOf(run, [...asked.values()], findings, expected, undecided, end, at)),
  };
}

type At = (place: Place | undefined, message?: string) => Location | undefined;

const locationIn =
  (workspace: string | undefined): At =>
  (place, message) => ({
    ...(place === undefined
      ? {}
      : {
          physicalLocation: {
            artifactLocation: { uri: fromWorkspace(place.file, workspace), uriBaseId: '%SRCROOT%' },
            region: { startLine: place.line },
          },
        }),
    ...(message === undefined ? {} : { message: { text: message } }),
  });

/** Written when the gate itself is what is not met. */
const GATE_RULE: ReportingDescriptor = {
  id: 'gate',
  name: 'gate',
  shortDescription: { text: 'Everything is as recorded: counterexamples, known findings, coverage.' },
};

function logOf(
  { command, setup }: Started,
  asked: readonly PropertyResult[],
  findings: readonly Finding[],
  expected: readonly Expectation[],
  undecided: readonly string[],
  end: Finished,
  at: At,
): Log {
  const rules = [
    ...asked.map((property) => ruleOf(property, at)),
    ...(command === 'gate' ? [GATE_RULE] : []),
  ];
  const indexOf = (id: string): number => rules.findIndex((rule) => rule.id === id);
  const failed = expected.filter(({ ok }) => ok === false);
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'Interlock', rules },
        },
        automationDetails: { id: `interlock/${command}/${rulesText(setup)}` },
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the repository.' } } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            exitCode: end.exit,
            toolExecutionNotifications: undecided.map((text) => notification('warning', text)),
            toolConfigurationNotifications: end.stale.map(({ path, world, property }) =>
              notification(
                end.exit === 0 ? 'note' : 'error',
                `${property} holds in ${world}, and ${path} lists it as broken`,
              ),
            ),
          },
        ],
        results: [
          ...findings.map((finding) => resultOf(finding, indexOf(finding.property.id), at)),
          ...failed.map((expectation) => gateResult(expectation, indexOf(GATE_RULE.id))),
        ],
      },
    ],
  };
}

const notification = (level: Notification.level, text: string): Notification => ({
  level,
  message: { text },
});

function ruleOf({ id, claim, cites, kind }: PropertyResult, at: At): ReportingDescriptor {
  const sources = cites.map((cite) => citationText(cite));
  const place = at(placeOfProperty(id))?.physicalLocation?.artifactLocation?.uri;
  return {
    id,
    name: id,
    shortDescription: { text: claim },
    help: {
      text: `${claim} Written in: ${sources.join('; ')}.`,
      markdown: [claim, '', 'Written in:', ...sources.map((source) => `- ${source}`)].join('\n'),
    },
    defaultConfiguration: { level: 'error' },
    properties: { kind, tags: ['tdisp', 'cca', kind], ...(place === undefined ? {} : { file: place }) },
  };
}

function resultOf(finding: Finding, ruleIndex: number, at: At): Result {
  const { property, setup, world, trace, judgement } = finding;
  const place = at(placeOfProperty(property.id))!;
  return {
    ruleId: property.id,
    ruleIndex,
    level: 'error',
    message: { text: summaryText(finding) },
    locations: [place],
    partialFingerprints: { 'interlockFinding/v1': fingerprint(findingKey(setup, world, property.id)) },
    ...(trace === undefined
      ? {}
      : { codeFlows: [flowOf(trace, at)], relatedLocations: lastSteps(trace, at) }),
    ...(judgement.kind === 'known'
      ? {
          baselineState: 'unchanged',
          suppressions: [
            {
              kind: 'external',
              status: 'accepted',
              ...(judgement.note === undefined ? {} : { justification: judgement.note }),
            },
          ],
        }
      : {}),
    properties: { world, rules: rulesText(setup) },
  };
}

const fingerprint = (key: string): string => digest('SHA-256', new TextEncoder().encode(key)).slice(0, 32);

/** The steps in order, each at the line of the rule that was taken, with what it changed. */
function flowOf({ steps, loop, why }: Trace, at: At): CodeFlow {
  const threadFlowLocation = (step: TraceStep, k: number) => ({
    location: at(placeOfRule(step.action), `${k + 1}. ${step.actor}: ${stepText(step)}`)!,
    executionOrder: k + 1,
    importance: k === steps.length - 1 ? ('essential' as const) : ('important' as const),
    ...(Object.keys(step.changed).length === 0 ? {} : { state: stateOf(step) }),
    ...(loop === undefined || k < loop ? {} : { nestingLevel: 1 }),
  });
  const first = {
    location: { message: { text: 'the world as it begins' } },
    importance: 'unimportant' as const,
  };
  const locations = steps.length === 0 ? [first] : steps.map(threadFlowLocation);
  return { threadFlows: [{ locations }], ...(why[0] === undefined ? {} : { message: { text: why[0] } }) };
}

const stateOf = ({ changed }: TraceStep) =>
  Object.fromEntries(Object.entries(changed).map(([field, [, after]]) => [field, { text: String(after) }]));

/** Where the reader looks first: the rule of the last step. */
function lastSteps({ steps }: Trace, at: At): Location[] {
  const last = steps.at(-1);
  const place = last === undefined ? undefined : placeOfRule(last.action);
  if (last === undefined || place === undefined) return [];
  const changes = changesText(last);
  return [
    { ...at(place, `step ${steps.length}: ${stepText(last)}${changes === '' ? '' : `; ${changes}`}`), id: 0 },
  ];
}

function gateResult({ text, details }: Expectation, ruleIndex: number): Result {
  const [subject] = text.split(':');
  return {
    ruleId: GATE_RULE.id,
    ruleIndex,
    level: 'error',
    message: { text: [`not so: ${text}`, ...details].join('\n') },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'counterexamples/registry.ts', uriBaseId: '%SRCROOT%' },
        },
      },
    ],
    partialFingerprints: { 'interlockFinding/v1': fingerprint(`gate ${subject}`) },
  };
}
