/** JUnit XML: valid by the schema that Jenkins publishes, and each verdict in the element that services count. */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { junitReporter } from './junit.ts';
import type { Finished } from './reporter.ts';
import { BROKEN, smallCheck, testFolder } from './testing/runs.ts';

const schema = readFileSync(new URL('schemas/junit.xsd', import.meta.url), 'utf8');
const faultsOf = async (contents: string): Promise<readonly string[]> => {
  const result = await validateXML({
    xml: { fileName: 'report.xml', contents },
    schema: { fileName: 'junit.xsd', contents: schema },
  });
  return result.errors.map(({ message }) => message);
};

const folder = testFolder();
afterAll(folder.remove);

/** The element of a case with what is in it. */
const caseOf = (xml: string, name: string): string =>
  new RegExp(`<testcase name="${name}"[^>]*?(/>|>[\\s\\S]*?</testcase>)`).exec(xml)![0];

describe('a run with a broken claim', () => {
  let xml = '';
  beforeAll(async () => {
    expect(await smallCheck(folder, { ...BROKEN, junit: folder.path('broken.xml') })).toBe(1);
    xml = folder.text('broken.xml');
  });

  it('is valid', async () => {
    expect(await faultsOf(xml)).toEqual([]);
  });

  it('is one suite for the world, one case for each property, and counts what failed', () => {
    expect(xml.match(/<testsuite /g)).toHaveLength(1);
    expect(xml).toMatch(/<testsuite name="connect-faults" tests="24" failures="1" errors="0"/);
    expect(xml.match(/<testcase /g)).toHaveLength(24);
    expect(xml).toMatch(/<testsuites name="interlock" tests="24" failures="1" errors="0"/);
  });

  it('has the failure with claim, trace and the command that shows it again, and a passed case with nothing in it', () => {
    const failed = caseOf(xml, 'connected-means-secure');
    expect(failed).toContain('<failure message="violated in 29 steps" type="failure">');
    expect(failed).toContain(
      'claim    When connect returns 0, the PDEV is ready, its stream connected and the IDE stream Secure.',
    );
    expect(failed).toMatch(/\n {2}29 .*pci_ide_stream_enable/);
    expect(failed).toContain(
      `npm run replay -- ${folder.path('out')}/connect-faults-connected-means-secure.json`,
    );
    expect(caseOf(xml, 'connect-succeeds')).toMatch(/\/>$/);
  });
});

it('has what was not decided as errors with the reason, for a service must not take them for passed', async () => {
  expect(await smallCheck(folder, { maxStates: 50, junit: folder.path('open.xml') })).toBe(3);
  const xml = folder.text('open.xml');
  expect(await faultsOf(xml)).toEqual([]);
  expect(caseOf(xml, 'granules-are-accounted-for')).toMatch(
    /<error message="unknown .*; stopped by --max-states"/,
  );
  expect(xml).toMatch(/failures="0" errors="[1-9]/);
});

it('has what a search that stopped at a violation did not decide as skipped: the violation is the failure', async () => {
  const words = {
    world: ['one-device'],
    bug: ['key-not-matched'],
    property: ['ready-pdev-knows-its-device', 'unlock-leaves-nothing-behind'],
  };
  expect(await smallCheck(folder, { ...words, junit: folder.path('stopped.xml') })).toBe(1);
  const xml = folder.text('stopped.xml');
  expect(await faultsOf(xml)).toEqual([]);
  expect(xml).toMatch(/failures="1" errors="0"/);
  expect(caseOf(xml, 'unlock-leaves-nothing-behind')).toMatch(/<skipped>unknown .*; stopped at a violation/);
});

it('escapes what XML has a meaning for, and what the gate expects is a suite of its own', async () => {
  const reporter = junitReporter(folder.path('gate.xml'));
  reporter.expected!({ ok: true, text: 'a < b & "c"', details: [] });
  reporter.expected!({ ok: false, text: 'x', details: ['<d>', ']]>'] });
  reporter.expected!({ ok: undefined, text: 'y', details: [] });
  reporter.finished!({
    exit: 1,
    outcome: 'holds',
    text: '',
    stale: [{ path: 'known.json', world: 'w', property: 'p' }],
  } satisfies Finished);
  const xml = folder.text('gate.xml');
  expect(await faultsOf(xml)).toEqual([]);
  expect(xml).toContain('a &lt; b &amp; &quot;c&quot;');
  expect(xml).toContain('&lt;d&gt;');
  expect(xml).toMatch(/<testsuite name="gate" tests="3" failures="1" errors="1"/);
  expect(xml).toMatch(/<testsuite name="known findings" tests="1" failures="1"/);
});
