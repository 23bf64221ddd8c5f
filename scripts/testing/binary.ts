/** The binary as its users meet it, for tests: every case is a process of its own. */

import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const BINARY = join(ROOT, 'scripts', 'interlock.mjs');

/** The run must not depend on the terminal or environment that the tests were started from. */
export const env = {
  ...process.env,
  NO_COLOR: '1',
  FORCE_COLOR: undefined,
  GITHUB_ACTIONS: undefined,
  GITHUB_STEP_SUMMARY: undefined,
};

export function interlock(...words: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [BINARY, ...words], {
    cwd: ROOT,
    encoding: 'utf8',
    env,
    timeout: 100_000,
  });
}

/** Runs a command line of a shell, in which `interlock` is the binary. */
export const shell = (line: string): SpawnSyncReturns<string> =>
  spawnSync(
    'bash',
    ['-c', `set -o pipefail; interlock() { "${process.execPath}" "${BINARY}" "$@"; }; ${line}`],
    {
      cwd: ROOT,
      encoding: 'utf8',
      env,
      timeout: 100_000,
    },
  );

const STACK = /^\s+at .+:\d+/m;

/** What a user meets who got a word or a file wrong: code 2, and one sentence on standard error. */
export function complaint(run: SpawnSyncReturns<string>): string {
  expect(run.stderr).not.toMatch(STACK);
  expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(run.stderr).toMatch(/^interlock: /);
  expect(run.status).toBe(2);
  return run.stderr.trimEnd();
}
