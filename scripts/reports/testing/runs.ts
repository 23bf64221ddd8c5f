/** Small runs of `check` for the tests of its reports, in this process: of a world that closes in a moment. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CheckWords, check } from '../../check.ts';

/** A folder for a test file's outputs, and what to call when it is done. */
export function testFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-'));
  return {
    path: (name: string): string => join(folder, name),
    text: (name: string): string => readFileSync(join(folder, name), 'utf8'),
    json: (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8')),
    remove: (): void => rmSync(folder, { recursive: true, force: true }),
  };
}
export type TestFolder = ReturnType<typeof testFolder>;

/** Breaks `connected-means-secure` of `connect-faults` in 29 steps, and nothing else. */
export const BROKEN = { bug: ['enable-not-checked'], keepGoing: true } as const;

/** The world `connect-faults`, searched exhaustively, with nothing printed. */
export const smallCheck = (folder: TestFolder, words: Partial<CheckWords>): Promise<number> =>
  check({
    rulebook: 'hardened',
    world: ['connect-faults'],
    engine: 'exhaustive',
    seed: 1,
    runs: 5,
    length: 50,
    workers: 1,
    quiet: true,
    out: folder.path('out'),
    ...words,
  });
