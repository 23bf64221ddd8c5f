/** The report on standard output: a table for each search, and every violation with its trace. */

import pc from 'picocolors';
import { EXIT } from '../errors.ts';
import { rulesText, searchTable, violationText, worldHeader } from '../report.ts';
import type { Expectation, Finding, Reporter, Searched } from './reporter.ts';

const print = (text: string): void => console.log(text);

export const consoleReporter = (): Reporter => ({
  started: ({ command, setup }) => {
    if (command === 'check') print(`${rulesText(setup)}\n`);
  },
  world: (world) => print(worldHeader(world)),
  searched: (search) => {
    print(`${search.second && search.findings.length === 0 ? nothingFound(search) : tableOf(search)}\n`);
    for (const finding of search.findings) print(`${textOf(finding)}\n`);
  },
  expected: ({ ok, text, details }) => {
    print(`${expectationMark(ok)} ${text}`);
    for (const line of details) print(`    ${line}`);
  },
  finished: ({ exit, text, stale }) => {
    for (const { path, world, property } of stale)
      print(
        `${exit === EXIT.holds ? 'allowed' : pc.red('stale')}  ${property} holds in ${world}, and ${path} lists it as broken: take it out there`,
      );
    print(text);
  },
});

function expectationMark(ok: Expectation['ok']): string {
  if (ok === undefined) return pc.yellow('?');
  return ok ? pc.green('✓') : pc.red('✗');
}

function tableOf({ result, facts, cut, findings }: Searched): string {
  const known = findings.filter(({ judgement }) => judgement.kind === 'known');
  return searchTable(result, facts, cut, new Set(known.map(({ property }) => property.id)));
}

const nothingFound = ({ facts }: Searched): string =>
  `  random: ${facts.runs} runs from seed ${facts.seed}, nothing found, ${(facts.wallMs / 1000).toFixed(1)} s`;

/** One finding: with its trace if it is news, in a line if it is known. */
function textOf({ property, world, trace, replay, how, pages, judgement }: Finding): string {
  if (judgement.kind === 'known') {
    const note = judgement.note === undefined ? '' : `: ${judgement.note}`;
    return `known    ${property.id} in ${world}${note}`;
  }
  const { entry, listedSteps } = judgement;
  const other =
    listedSteps === undefined ? [] : [`known    in ${listedSteps} steps, and not in as many as here`];
  const next = [
    ...other,
    ...pages.map((page) => `page     ${page}`),
    ...(replay === undefined ? [] : [`replay   ${replay}`]),
    ...(entry === undefined ? [] : [`list     ${JSON.stringify(entry)}`]),
  ];
  // What is never reached has no trace; of everything else exact storage finds one.
  const without =
    property.kind === 'sometimes'
      ? []
      : ['no trace: to find one by --storage fingerprint takes more memory than --max-memory allows'];
  if (trace === undefined)
    return [`broken   ${property.id}: ${property.claim}`, ...without, ...next].join('\n');
  return violationText({ ...trace, property, world, how, next });
}
