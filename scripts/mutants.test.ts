/** The command as its users meet it. Every case is a process of its own. */

import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const BINARY = join(ROOT, 'scripts', 'interlock.mjs');
const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'interlock-mutants-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const inFolder = (name: string): string => join(folder, name);

const mutants = (...words: readonly string[]): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, [BINARY, 'mutants', ...words], {
    cwd: ROOT,
    encoding: 'utf8',
    env,
    timeout: 100_000,
  });

function complaint(run: SpawnSyncReturns<string>): string {
  expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(run.stderr).toMatch(/^interlock: /);
  expect(run.status).toBe(2);
  return run.stderr;
}

const SMALL = ['--world', 'connect-faults', '--only', 'connect/ide-alloc'];

describe('mutants', () => {
  it('finds the same on any number of workers, from nothing and from what is kept', () => {
    const run = (cache: string, workers: string) => {
      const json = inFolder(`${cache}-${workers}.json`);
      const { stdout, stderr, status } = mutants(
        ...SMALL,
        '--cache',
        inFolder(cache),
        '--workers',
        workers,
        '--json',
        json,
      );
      return { stdout, stderr, status, json: readFileSync(json, 'utf8') };
    };
    const first = run('one', '1');
    expect(first.stderr).toBe('');
    expect(run('two', '2')).toEqual(first);
    expect(run('one', '2')).toEqual(first);
    const matrix = JSON.parse(first.json) as { schema: string; mutants: { name: string; fate: string }[] };
    expect(matrix.schema).toBe('interlock.mutants/1');
    expect(matrix.mutants.map(({ name }) => name)).toContain('connect/ide-alloc is skipped');
    for (const { name, fate } of matrix.mutants) expect([name, fate]).toEqual([name, 'killed']);
    expect(first.status).toBe(0);
  });

  it('goes on past a damaged cache, and says so', () => {
    writeFileSync(inFolder('damaged'), '{"schema":');
    const run = mutants(...SMALL, '--cache', inFolder('damaged'));
    expect(run.stderr).toContain('is damaged or of another version');
    expect(run.status).toBe(0);
  });

  it('ends with 3, undecided, when the time is up', () => {
    const run = mutants('--world', 'stream-peers', '--cache', inFolder('late'), '--time-limit', '1');
    expect(run.stdout).toContain('inconclusive: not every mutant was decided');
    expect(run.status).toBe(3);
  });

  it('ends with 3, undecided, when it may not search enough', () => {
    const run = mutants(...SMALL, '--cache', inFolder('short'), '--max-states', '20');
    expect(run.stdout).toMatch(/\? connect\/ide-alloc .*not closed/);
    expect(run.status).toBe(3);
  });

  it.each([
    { words: ['--world', 'two-realms'], says: 'unknown world "two-realms"' },
    { words: ['--max-states', '0'], says: 'a whole number of at least 1' },
    {
      words: ['--world', 'connect-faults', '--only', 'RMI_NOTHING'],
      says: `no mutant's name has "RMI_NOTHING" in it`,
    },
    { words: ['--cache', '/proc/none/cache.json'], says: 'cannot use /proc/none/cache.json' },
  ])('refuses what it cannot use: $words', ({ words, says }) => {
    expect(complaint(mutants('--cache', inFolder('unused'), ...words))).toContain(says);
  });

  it('may be read by a pipe that is closed early', () => {
    const words = `mutants ${SMALL.join(' ')} --cache ${inFolder('piped')}`;
    const run = spawnSync(
      'bash',
      ['-c', `set -o pipefail; "${process.execPath}" "${BINARY}" ${words} | head -1`],
      {
        cwd: ROOT,
        encoding: 'utf8',
        env,
      },
    );
    expect(run.stderr).toBe('');
    expect(run.stdout.trimEnd().split('\n')).toHaveLength(1);
  });
});
