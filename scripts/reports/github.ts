/**
 * What GitHub Actions shows of a run by itself: annotations at the lines of broken claims, by workflow commands on standard
 * output, and a summary of the job, by Markdown in the file that it names.
 */

import { appendFileSync } from 'node:fs';
import { verdictWords } from '../../checker/report/verdict.ts';
import { UsageError } from '../errors.ts';
import { rulesText } from '../report.ts';
import { mermaidOf } from './mermaid.ts';
import type { Finding, Finished, Reporter, Searched, Started } from './reporter.ts';
import { fromWorkspace, placeOfProperty } from './sources.ts';
import { changesText, stepText, summaryText } from './words.ts';

/** Those that a run in GitHub Actions has; none elsewhere. Annotations are prints, and kept back where nothing is to be printed. */
export function githubReporters(env: NodeJS.ProcessEnv, quiet: boolean): Reporter[] {
  const { GITHUB_ACTIONS, GITHUB_STEP_SUMMARY, GITHUB_WORKSPACE } = env;
  return [
    ...(GITHUB_ACTIONS === 'true' && !quiet ? [annotations(GITHUB_WORKSPACE)] : []),
    ...(GITHUB_STEP_SUMMARY ? [summary(GITHUB_STEP_SUMMARY)] : []),
  ];
}

/** A command's text and values may hold no line ends, and values nothing that ends them. */
const escapeText = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeValue = (text: string): string => escapeText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** One workflow command, such as `::error file=…,line=…,title=…::text`. */
export function workflowCommand(
  name: string,
  values: Readonly<Record<string, string | number>>,
  text: string,
): string {
  const given = Object.entries(values).map(([key, value]) => `${key}=${escapeValue(String(value))}`);
  return `::${name}${given.length === 0 ? '' : ` ${given.join(',')}`}::${escapeText(text)}`;
}

function annotations(workspace: string | undefined): Reporter {
  return {
    expected: ({ ok, text, details }) => {
      if (ok === false)
        console.log(workflowCommand('error', { title: 'gate' }, [`not so: ${text}`, ...details].join('\n')));
    },
    searched: ({ findings }) => {
      for (const finding of findings) console.log(annotation(finding, workspace));
    },
    finished: ({ exit, stale }) => {
      for (const { path, world, property } of stale)
        console.log(
          workflowCommand(
            exit === 0 ? 'notice' : 'error',
            { file: path, title: 'no longer found' },
            `${property} holds in ${world}, and is listed as broken`,
          ),
        );
    },
  };
}

function annotation(finding: Finding, workspace: string | undefined): string {
  const { property, judgement } = finding;
  const place = placeOfProperty(property.id);
  return workflowCommand(
    judgement.kind === 'known' ? 'notice' : 'error',
    {
      ...(place === undefined ? {} : { file: fromWorkspace(place.file, workspace), line: place.line }),
      title: `${property.id} in ${finding.world}`,
    },
    summaryText(finding),
  );
}

/** Appends to the file that holds the summary of the job. */
function summary(path: string): Reporter {
  let run: Started;
  const searches: Searched[] = [];
  const failed: string[] = [];
  return {
    started: (started) => {
      run = started;
    },
    expected: ({ ok, text, details }) => {
      if (ok !== true)
        failed.push(
          `- ${ok === false ? 'not so' : 'not decided'}: ${text}`,
          ...details.map((d) => `  - ${d}`),
        );
    },
    searched: (search) => searches.push(search),
    finished: (end) => append(path, `${markdownOf(run, searches, failed, end).join('\n')}\n`),
  };
}

function append(path: string, text: string): void {
  try {
    appendFileSync(path, text);
  } catch (error) {
    throw new UsageError(`cannot append to GITHUB_STEP_SUMMARY, ${path}: ${(error as Error).message}`);
  }
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const MARKS = { holds: '✅', violated: '❌', inconclusive: '❔', vacuous: '❔' } as const;

function markdownOf(
  { command, setup }: Started,
  searches: readonly Searched[],
  failed: readonly string[],
  end: Finished,
): string[] {
  const findings = searches.flatMap((search) => search.findings);
  return [
    `## Interlock ${command}: ${end.text.split('\n')[0]}`,
    '',
    rulesText(setup),
    '',
    ...failed,
    ...(failed.length === 0 ? [] : ['']),
    ...searches.flatMap(tableOf),
    ...findings.flatMap(detailsOf),
    ...end.stale.map(
      ({ path, world, property }) => `- ${property} holds in ${world}, and \`${path}\` lists it as broken`,
    ),
  ];
}

function tableOf({ world, result, facts, second, findings }: Searched): string[] {
  if (second && findings.length === 0) return [];
  const known = new Set(findings.filter((f) => f.judgement.kind === 'known').map((f) => f.property.id));
  const closed = result.complete ? 'closed' : 'not closed';
  return [
    `### ${world.name}`,
    '',
    `${world.about} ${result.states.toLocaleString('en-US')} states, ${closed}.`,
    '',
    '| | property | verdict |',
    '|---|---|---|',
    ...result.properties.map((p) => {
      const isKnown = known.has(p.id);
      return `| ${isKnown ? '⚠️' : MARKS[p.verdict]} | \`${p.id}\` | ${cell(verdictWords(p, result, facts))}${isKnown ? ', as known' : ''} |`;
    }),
    '',
  ];
}

/** A trace, folded away. */
function detailsOf({ property, world, trace, judgement }: Finding): string[] {
  if (trace === undefined || judgement.kind === 'known') return [];
  const { steps, why, loop } = trace;
  return [
    `<details><summary>${property.id} in ${world}: ${steps.length} steps</summary>`,
    '',
    property.claim,
    '',
    '| # | actor | step | changes |',
    '|---|---|---|---|',
    ...steps.map(
      (step, k) => `| ${k + 1} | ${step.actor} | ${cell(stepText(step))} | ${cell(changesText(step))} |`,
    ),
    '',
    '```mermaid',
    mermaidOf(steps, { title: `${property.id} in ${world}`, loop }).trimEnd(),
    '```',
    '',
    ...why,
    '',
    '</details>',
    '',
  ];
}
