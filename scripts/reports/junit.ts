/**
 * The run as JUnit XML, as Jenkins, GitLab and most others read it: a suite for each search, a case for each property.
 * A violated claim is a failure with its trace, one that was not decided an error, a known violation is skipped.
 */

import XMLBuilder from 'fast-xml-builder';
import { traceText } from '../../checker/report/trace-text.ts';
import { verdictWords } from '../../checker/report/verdict.ts';
import type { PropertyResult } from '../../checker/result.ts';
import { writeText } from '../files.ts';
import { cutText } from '../report.ts';
import type { Cut } from '../search.ts';
import type { Expectation, Finding, Finished, Reporter, Searched } from './reporter.ts';

/** What became of a case: its element and the text in it. Passed, if none. */
interface Came {
  readonly as: 'failure' | 'error' | 'skipped';
  readonly message: string;
  readonly text?: string;
}

interface Case {
  readonly name: string;
  readonly classname: string;
  readonly came?: Came | undefined;
}

interface Suite {
  readonly name: string;
  readonly seconds: number;
  readonly cases: readonly Case[];
  readonly about?: string;
}

/** Writes to `path` when the run is over. */
export function junitReporter(path: string): Reporter {
  const suites: Suite[] = [];
  const expected: Expectation[] = [];
  return {
    expected: (expectation) => expected.push(expectation),
    searched: (search) => {
      const suite = suiteOf(search);
      if (suite.cases.length > 0) suites.push(suite);
    },
    finished: (end) => writeText(path, xmlOf([...gateSuites(expected), ...suites, ...knownSuites(end)])),
  };
}

function suiteOf({ world, result, facts, cut, second, findings }: Searched): Suite {
  // A second opinion is a case only where it has found something: that it found nothing is no verdict.
  const judged = result.properties.filter(({ verdict }) => !second || verdict === 'violated');
  const cases = judged.map((property) => {
    const words = verdictWords(property, result, facts);
    return {
      name: property.id,
      classname: `interlock.${world.name}`,
      came: cameOf(property, words, cut, findings),
    };
  });
  const name = second ? `${world.name} (random)` : world.name;
  return { name, seconds: facts.wallMs / 1000, cases, about: world.about };
}

function cameOf(
  property: PropertyResult,
  words: string,
  cut: Cut,
  findings: readonly Finding[],
): Came | undefined {
  switch (property.verdict) {
    case 'holds':
      return undefined;
    case 'inconclusive':
    case 'vacuous':
      // Where a search was to stop at a violation, that one is the failure.
      return {
        as: cut === 'violation' ? 'skipped' : 'error',
        message: [words, ...(cut === undefined ? [] : [cutText(cut)])].join('; '),
      };
    case 'violated': {
      const finding = findings.find((found) => found.property.id === property.id);
      if (finding?.judgement.kind === 'known')
        return { as: 'skipped', message: `known finding, ${words}${noteText(finding.judgement.note)}` };
      return { as: 'failure', message: words, text: findingText(property, finding) };
    }
  }
}

const noteText = (note: string | undefined): string => (note === undefined ? '' : `: ${note}`);

function findingText({ claim, cites }: PropertyResult, finding: Finding | undefined): string {
  const written = cites.map(({ source, at }) => `${source} ${at}`).join('; ');
  const lines = [`claim    ${claim}`, `written  ${written}`];
  if (finding?.trace === undefined) return lines.join('\n');
  const { trace, how, replay } = finding;
  return [
    ...lines,
    `found    ${how}`,
    '',
    ...traceText(trace.steps, trace.loop === undefined ? {} : { loop: trace.loop }),
    '',
    ...trace.why,
    ...(replay === undefined ? [] : [`replay   ${replay}`]),
  ].join('\n');
}

function gateSuites(expected: readonly Expectation[]): Suite[] {
  const cases = expected.map(({ ok, text, details }) => ({
    name: text,
    classname: 'interlock.gate',
    came: expectationCame(ok, text, details),
  }));
  return cases.length === 0 ? [] : [{ name: 'gate', seconds: 0, cases }];
}

function expectationCame(ok: Expectation['ok'], text: string, details: readonly string[]): Came | undefined {
  if (ok === undefined) return { as: 'error', message: 'not decided in time' };
  return ok ? undefined : { as: 'failure', message: `not so: ${text}`, text: details.join('\n') };
}

/** What is listed as known and holds, where that fails the run. */
function knownSuites({ exit, stale }: Finished): Suite[] {
  if (stale.length === 0) return [];
  const cases = stale.map(({ path, world, property }): Case => {
    const message = `${property} holds in ${world}, and ${path} lists it as broken`;
    const as = exit === 0 ? 'skipped' : 'failure';
    return { name: `${world} ${property}`, classname: 'interlock.known', came: { as, message } };
  });
  return [{ name: 'known findings', seconds: 0, cases }];
}

const count = (cases: readonly Case[], as: Came['as']): number =>
  cases.filter(({ came }) => came?.as === as).length;

function countsOf(cases: readonly Case[], seconds: number): Record<string, string> {
  return {
    '@tests': String(cases.length),
    '@failures': String(count(cases, 'failure')),
    '@errors': String(count(cases, 'error')),
    '@time': seconds.toFixed(3),
  };
}

function xmlOf(suites: readonly Suite[]): string {
  const all = suites.flatMap(({ cases }) => cases);
  const seconds = suites.reduce((sum, suite) => sum + suite.seconds, 0);
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    format: true,
    suppressEmptyNode: true,
  });
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': 'interlock',
      ...countsOf(all, seconds),
      testsuite: suites.map(({ name, seconds, cases, about }) => ({
        '@name': name,
        ...countsOf(cases, seconds),
        '@skipped': String(count(cases, 'skipped')),
        ...(about === undefined ? {} : { properties: { property: { '@name': 'about', '@value': about } } }),
        testcase: cases.map(caseXml),
      })),
    },
  });
}

/** The reason of a skipped case is text: not every schema of this format has a place for it as an attribute. */
function caseXml({ name, classname, came }: Case): object {
  const own = { '@name': name, '@classname': classname };
  if (came === undefined) return own;
  const { as, message, text = '' } = came;
  if (as === 'skipped') return { ...own, skipped: message };
  return { ...own, [as]: { '@message': message, '@type': as, '#text': text } };
}
