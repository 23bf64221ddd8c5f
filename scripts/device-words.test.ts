/** `--device` and `--choice` as their users meet them: wrong words, the header, the verdict, and a trace that replays under them. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const BINARY = join(ROOT, 'scripts', 'interlock.mjs');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'interlock-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const interlock = (...words: readonly string[]) =>
  spawnSync(process.execPath, [BINARY, ...words], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    timeout: 100_000,
  });

describe('a word for the device that is wrong', () => {
  it.each([
    [
      ['--device', 'toaster'],
      'unknown device "toaster"; valid are specification, spdm-emu, spdm-rs, openvmm, caliptra-mcu-sw',
    ],
    [
      ['--choice', 'weather=FAIR'],
      'unknown choice "weather"; valid are report-in-run, error-clears-itself, ',
    ],
    [
      ['--choice', 'report-in-run=MAYBE'],
      'unknown value of report-in-run "MAYBE"; valid are ALLOWED, REFUSED',
    ],
    [
      ['--choice', 'report-in-run'],
      '"report-in-run" is no choice; NAME=VALUE was expected, with one of report-in-run, ',
    ],
  ])('%j ends with 2 and one sentence', (words, sentence) => {
    const run = interlock('check', '--out', join(folder, 'out'), ...words);
    expect(run.status).toBe(2);
    expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(run.stderr).toContain(`interlock: ${sentence}`);
  });
});

describe('a search with another device', () => {
  const json = () => join(folder, 'verdict.json');
  const trace = () => join(folder, 'out', 'one-device-tdi-follows-tdisp.json');
  const search = () =>
    interlock(
      ...['check', '--world', 'one-device', '--engine', 'exhaustive', '--property', 'tdi-follows-tdisp'],
      ...['--device', 'spdm-rs', '--choice', 'stop-of-new-vdev=LEFT_OUT'],
      ...['--json', json(), '--out', join(folder, 'out')],
    );

  it('says so in its first line, its verdict and its trace, which replays under that device', () => {
    const run = search();
    expect(run.status).toBe(1);
    expect(run.stdout.split('\n')[0]).toBe('rulebook hardened, device spdm-rs, stop-of-new-vdev=LEFT_OUT');
    const words = { device: 'spdm-rs', choices: ['stop-of-new-vdev=LEFT_OUT'] };
    expect(JSON.parse(readFileSync(json(), 'utf8'))).toMatchObject(words);
    const stored = JSON.parse(readFileSync(trace(), 'utf8'));
    expect(stored).toMatchObject({ ...words, length: 21 });
    const again = interlock('replay', trace());
    expect(again.stdout).toContain('tdi-follows-tdisp is broken as stored');
    expect(again.status).toBe(0);

    const { device: _, ...without } = stored;
    writeFileSync(join(folder, 'other.json'), JSON.stringify(without));
    const other = interlock('replay', join(folder, 'other.json'));
    expect(other.stderr).toMatch(/no longer applies|recorded with other rules/);
    expect(other.status).toBe(2);
  });

  it('says nothing of a device that is the specification, so that verdicts are what they were', () => {
    const run = interlock(
      ...['check', '--world', 'connect-faults', '--engine', 'exhaustive', '--device', 'specification'],
      ...['--choice', 'error-events=TABLE', '--json', json(), '--out', join(folder, 'out')],
    );
    expect(run.stdout.split('\n')[0]).toBe('rulebook hardened');
    expect(run.stdout).toContain('1,524 states, 4,757 transitions');
    const verdict = JSON.parse(readFileSync(json(), 'utf8'));
    expect([verdict.device, verdict.choices]).toEqual([undefined, undefined]);
  });
});
