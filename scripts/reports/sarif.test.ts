/** SARIF: valid by the published schema, at lines that exist, and the same from run to run. */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv-draft-04';
import type { Location, Log, Result } from 'sarif';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setUp } from '../setup.ts';
import { sarifReporter } from './sarif.ts';
import { BROKEN, smallCheck, testFolder } from './testing/runs.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const schema = JSON.parse(
  readFileSync(new URL('schemas/sarif-2.1.0.json', import.meta.url), 'utf8'),
) as object;
// Formats are of URIs and dates; those of URIs are what the tests below read. One pattern of the schema is none in Unicode.
const validate = new Ajv.default({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(
  schema,
);

const folder = testFolder();
afterAll(folder.remove);
const logOf = (name: string): Log => folder.json(name) as Log;
const resultsOf = (log: Log): Result[] => log.runs[0]!.results!;

/** The line of our sources that a location points at. */
function lineAt({ physicalLocation }: Location): string {
  const { artifactLocation, region } = physicalLocation!;
  expect(artifactLocation!.uriBaseId).toBe('%SRCROOT%');
  return readFileSync(join(ROOT, artifactLocation!.uri!), 'utf8').split('\n')[region!.startLine! - 1]!;
}

describe('a run with a broken claim', () => {
  let log: Log;
  beforeAll(async () => {
    expect(await smallCheck(folder, { ...BROKEN, sarif: folder.path('broken.sarif') })).toBe(1);
    log = logOf('broken.sarif');
  });

  it('is valid, and the schema is one that refuses', () => {
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...log, version: '2.0.0' })).toBe(false);
    expect(validate({ ...log, runs: [{ ...log.runs[0], results: [{ message: {} }] }] })).toBe(false);
  });

  it('has a rule for each property, with its claim and where that is written', () => {
    const { rules } = log.runs[0]!.tool.driver;
    expect(rules!.map(({ id }) => id)).toContain('clean-is-reachable');
    expect(rules).toHaveLength(24);
    const help = rules!.find(({ id }) => id === 'connected-means-secure')!.help!;
    expect(help.text).toContain('When connect returns 0, the PDEV is ready');
    expect(help.text).toContain('Written in: host series v4c-09 to v4c-11');
  });

  it('has one result, at the line of the claim, that points at its rule', () => {
    const [result, ...others] = resultsOf(log);
    expect(others).toEqual([]);
    expect(result).toMatchObject({ ruleId: 'connected-means-secure', level: 'error' });
    expect(log.runs[0]!.tool.driver.rules![result!.ruleIndex!]!.id).toBe('connected-means-secure');
    expect(lineAt(result!.locations![0]!)).toContain("'connected-means-secure'");
  });

  it('has the trace as a code flow through the lines of the rules that were taken', () => {
    const { locations } = resultsOf(log)[0]!.codeFlows![0]!.threadFlows[0]!;
    expect(locations).toHaveLength(29);
    expect(locations.map(({ executionOrder }) => executionOrder)).toEqual(locations.map((_, k) => k + 1));
    const last = locations.at(-1)!;
    expect(last.location!.message!.text).toMatch(/^29\. host: connect\/ide-enable: pci_ide_stream_enable/);
    expect(last.state!['host.endpoints.ep.ide']!.text).toBe('ENABLED');
    for (const { location } of locations) expect(lineAt(location!)).toMatch(/'/);
  });
});

it('has the same fingerprint for the same claim broken by the same rules, and another for others', async () => {
  const fingerprints: string[] = [];
  for (const [name, words] of [
    ['first', BROKEN],
    ['again', { ...BROKEN, property: ['connected-means-secure'], workers: 2 }],
    [
      'other',
      { ...BROKEN, bug: ['enable-not-checked', 'key-not-matched'], property: ['connected-means-secure'] },
    ],
  ] as const) {
    await smallCheck(folder, { ...words, sarif: folder.path(`${name}.sarif`) });
    fingerprints.push(resultsOf(logOf(`${name}.sarif`))[0]!.partialFingerprints!['interlockFinding/v1']!);
  }
  const [first, again, other] = fingerprints;
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

it('has a result for what the gate expects and is not so, and a notification for what is listed and gone', () => {
  const reporter = sarifReporter(folder.path('gate.sarif'), {});
  reporter.started!({ command: 'gate', setup: setUp({ rulebook: 'hardened' }) });
  reporter.expected!({ ok: true, text: 'a: fine', details: [] });
  reporter.expected!({ ok: false, text: 'b: fine', details: ['but it is not'] });
  reporter.finished!({
    exit: 1,
    outcome: 'holds',
    text: '',
    stale: [{ path: 'known.json', world: 'w', property: 'p' }],
  });
  const log = logOf('gate.sarif');
  expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  expect(resultsOf(log)).toMatchObject([
    { ruleId: 'gate', ruleIndex: 0, message: { text: 'not so: b: fine\nbut it is not' } },
  ]);
  expect(log.runs[0]!.invocations![0]!.toolConfigurationNotifications).toEqual([
    { level: 'error', message: { text: 'p holds in w, and known.json lists it as broken' } },
  ]);
});

it('says what was not decided, and has no result for it', async () => {
  expect(await smallCheck(folder, { maxStates: 50, sarif: folder.path('open.sarif') })).toBe(3);
  const log = logOf('open.sarif');
  expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  expect(resultsOf(log)).toEqual([]);
  const [invocation] = log.runs[0]!.invocations!;
  expect(invocation!.exitCode).toBe(3);
  expect(invocation!.toolExecutionNotifications![0]!.message.text).toMatch(
    /^connect-faults: .* not decided: stopped by/,
  );
});
