/** A list of known findings: what is on it does not fail a run, what is not does, and so does what is on it and gone. */

import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { PropertyResult, SearchResult } from '../checker/result.ts';
import { differences, judge, readKnown } from './known.ts';
import { POSTED_FINDINGS } from './posted.ts';
import { BROKEN, smallCheck, testFolder } from './reports/testing/runs.ts';
import { setUp } from './setup.ts';

const folder = testFolder();
afterAll(folder.remove);

const listed = {
  bugs: ['enable-not-checked'],
  world: 'connect-faults',
  property: 'connected-means-secure',
  steps: 29,
  note: 'a ticket',
};

function listOf(...findings: readonly object[]): string {
  const path = folder.path('known.json');
  writeFileSync(path, JSON.stringify({ schema: 'interlock.known/1', findings }));
  return path;
}

const outputs = {
  json: folder.path('v.json'),
  junit: folder.path('v.xml'),
  sarif: folder.path('v.sarif'),
  html: folder.path('v.html'),
};

describe('a run with a list', () => {
  it('succeeds when all that is broken is listed, and every report says that it is known', async () => {
    expect(await smallCheck(folder, { ...BROKEN, known: listOf(listed), ...outputs })).toBe(0);
    const verdict = folder.json('v.json') as {
      outcome: string;
      worlds: { properties: { id: string; known?: true }[] }[];
    };
    expect(verdict.outcome).toBe('violated');
    const known = verdict.worlds[0]!.properties.filter((p) => p.known === true).map(({ id }) => id);
    expect(known).toEqual(['connected-means-secure']);
    expect(folder.text('v.xml')).toMatch(/failures="0" errors="0"/);
    expect(folder.text('v.xml')).toContain(
      '<skipped>known finding, violated in 29 steps: a ticket</skipped>',
    );
    const { results } = (folder.json('v.sarif') as { runs: { results: object[] }[] }).runs[0]!;
    expect(results).toMatchObject([
      { baselineState: 'unchanged', suppressions: [{ kind: 'external', justification: 'a ticket' }] },
    ]);
    expect(folder.text('v.html')).toContain('as known');
  });

  it('searches past what is known, so that it hides nothing new', async () => {
    const words = { world: ['one-device'], bug: ['key-not-matched', 'dma-before-run'] };
    const property = ['ready-pdev-knows-its-device', 'vdevs-are-counted'];
    const entry = { bugs: words.bug, world: 'one-device', property: property[0] };
    // Known in 9 steps; what comes after it is looked at, as far as the bound lets it.
    const code = await smallCheck(folder, {
      ...words,
      property,
      known: listOf(entry),
      maxStates: 5000,
      json: outputs.json,
    });
    expect(code).toBe(3);
    expect((folder.json('v.json') as { worlds: { states: number }[] }).worlds[0]!.states).toBeGreaterThan(
      4000,
    );
  });

  it.each([
    ['another property', { ...listed, property: 'clean-is-reachable' }],
    ['another length', { ...listed, steps: 28 }],
    ['other rules', { ...listed, bugs: [] }],
    ['another RMM', { ...listed, rmm: '2.0-bet1', bugs: undefined }],
  ])('fails when what is listed is of %s', async (_, entry) => {
    expect(await smallCheck(folder, { ...BROKEN, known: listOf(entry), allowStale: true })).toBe(1);
  });

  it('fails by a listed finding that is gone, unless that is allowed; of other rules and worlds it asks nothing', async () => {
    const known = listOf({ ...listed, bugs: undefined });
    expect(await smallCheck(folder, { known, ...outputs })).toBe(1);
    expect(folder.json('v.json')).toMatchObject({
      outcome: 'holds',
      stale: [{ world: 'connect-faults', property: 'connected-means-secure' }],
    });
    expect(folder.text('v.xml')).toMatch(/<testsuite name="known findings" tests="1" failures="1"/);
    expect(await smallCheck(folder, { known, allowStale: true })).toBe(0);
    expect(await smallCheck(folder, { known: listOf(listed) })).toBe(0);
  });

  it('is not taken for gone where the search did not decide', async () => {
    const known = listOf({ ...listed, bugs: undefined });
    expect(await smallCheck(folder, { known, maxStates: 50 })).toBe(3);
  });
});

describe('a length', () => {
  const setup = setUp({ rulebook: 'hardened', guest: 'rfc-v4' });
  const found = (kind: PropertyResult['kind'], steps?: number) =>
    ({ id: 'no-driver-while-locked', kind, steps }) as PropertyResult;
  const known = readKnown(
    listOf({ guest: 'rfc-v4', world: 'guest-alone', property: 'no-driver-while-locked', steps: 25 }),
  );

  it('is compared where the search finds the shortest, and nowhere else', () => {
    const kindOf = (steps: number, exact: boolean) =>
      judge(known, setup, 'guest-alone', found('step', steps), exact).kind;
    expect([kindOf(25, true), kindOf(24, true), kindOf(30, false)]).toEqual(['known', 'new', 'known']);
  });

  it('that is not as listed is said with the entry that would list it', () => {
    expect(judge(known, setup, 'guest-alone', found('step', 24), true)).toEqual({
      kind: 'new',
      listedSteps: 25,
      entry: { guest: 'rfc-v4', world: 'guest-alone', property: 'no-driver-while-locked', steps: 24 },
    });
  });
});

it('A search differs from a list by what is new, of another length, or gone; not by what was not decided.', () => {
  const setup = setUp({ rulebook: 'hardened', guest: 'rfc-v4' });
  const entry = (property: string, steps?: number) => ({
    guest: 'rfc-v4',
    world: 'guest-alone',
    property,
    steps,
  });
  const known = readKnown(
    listOf(
      entry('no-driver-while-locked', 25),
      entry('context-has-its-tsm', 26),
      entry('kernel-does-not-oops', 25),
      entry('unlock-leaves-nothing-behind'),
      entry('failure-is-kept-for-unlock'),
    ),
  );
  const is = (id: string, verdict: PropertyResult['verdict'], steps?: number, kind = 'step') => ({
    id,
    verdict,
    steps,
    kind,
  });
  const result = {
    properties: [
      is('no-driver-while-locked', 'violated', 25),
      is('context-has-its-tsm', 'violated', 20),
      is('kernel-does-not-oops', 'holds'),
      is('unlock-leaves-nothing-behind', 'inconclusive'),
      is('failure-is-kept-for-unlock', 'violated', undefined, 'sometimes'),
      is('vdevs-are-counted', 'violated', 3),
    ],
  } as unknown as SearchResult;
  expect(differences(known, setup, 'guest-alone', result)).toEqual([
    'context-has-its-tsm: broken in 20 steps, listed with 26',
    'vdevs-are-counted: broken in 3 steps, not listed',
    'kernel-does-not-oops: listed, and not broken',
  ]);
});

describe('a list that cannot be used', () => {
  const entry = { world: 'connect-faults', property: 'connected-means-secure' };
  const written = (text: string): string => {
    writeFileSync(folder.path('bad.json'), text);
    return folder.path('bad.json');
  };
  const withFindings = (...findings: readonly object[]): string =>
    JSON.stringify({ schema: 'interlock.known/1', findings });

  it.each([
    ['no JSON', '{', 'is not JSON: '],
    ['no list', '[]', 'is no list of known findings: at the top, '],
    ['of another schema', '{"schema":"interlock.trace/1","findings":[]}', 'at schema, '],
    ['cut', '{"schema":"interlock.known/1"}', 'at findings, '],
    ['with a field that there is not', withFindings({ ...entry, step: 3 }), 'at findings.0, '],
    ['with a length that is none', withFindings({ ...entry, steps: -1 }), 'at findings.0.steps, '],
    [
      'with a world that there is not',
      withFindings({ ...entry, world: 'mars' }),
      'finding 1: unknown world "mars"',
    ],
    ['with an RMM that there is not', withFindings({ ...entry, rmm: '3' }), 'finding 1: unknown RMM "3"'],
    [
      'with a property that the world has not',
      withFindings(entry, { ...entry, property: 'vdevs-are-counted' }),
      'finding 2: connect-faults has no property "vdevs-are-counted" by these rules',
    ],
    ['with the same twice', withFindings(entry, { ...entry, steps: 3 }), 'finding 2: the same as finding 1'],
  ])('is refused in one sentence: %s', async (_, text, says) => {
    const run = smallCheck(folder, { known: written(text) });
    await expect(run).rejects.toThrow(says);
    await expect(run).rejects.toThrow(/^[^\n]*$/);
  });

  it('is refused before anything is searched when it is not there', async () => {
    await expect(smallCheck(folder, { known: folder.path('nowhere.json') })).rejects.toThrow(
      'there is no such file',
    );
  });
});

it('the list of what was posted has findings of guest and host, with the hardened RMM and with texts', () => {
  const { entries } = readKnown(POSTED_FINDINGS);
  const of = (world: string, axes: string): number =>
    entries.filter((entry) => entry.world === world && entry.key.startsWith(axes)).length;
  expect(of('guest-alone', '["hardened","rfc-v4"')).toBe(21);
  expect(of('guest-alone', '["2.0-bet1","rfc-v4"')).toBe(26);
  expect(of('connect-faults', '["hardened","hardened","rfc-v4"')).toBe(12);
  expect(of('connect-faults', '["alp17","hardened","rfc-v3"')).toBe(9);
});
