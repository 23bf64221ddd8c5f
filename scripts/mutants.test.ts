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
const inFolder = (name: string): string => join(folder, name);

const mutants = (...words: readonly string[]): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, [BINARY, 'mutants', ...words], {
    cwd: ROOT,
    encoding: 'utf8',
    env,
    timeout: 200_000,
  });

const SMALL = ['--world', 'connect-faults', '--only', 'connect/ide-alloc'];

function judged(cache: string, ...words: readonly string[]) {
  const json = inFolder('matrix.json');
  const { stdout, stderr, status } = mutants(...SMALL, '--cache', inFolder(cache), '--json', json, ...words);
  return { stdout, stderr, status, json: readFileSync(json, 'utf8') };
}

/** What the others are held against; it leaves its cache in `kept`. */
let first: ReturnType<typeof judged>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'interlock-mutants-'));
  first = judged('kept', '--workers', '1');
}, 200_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Matrix {
  readonly schema: string;
  readonly totals: readonly {
    readonly operator: string;
    readonly mutants: number;
    readonly killed: number;
  }[];
  readonly mutants: readonly {
    readonly name: string;
    readonly fate: string;
    readonly claims: readonly object[];
  }[];
}

describe('mutants', () => {
  it('says of each what killed it, or that it lives', () => {
    const { schema, mutants: rows, totals } = JSON.parse(first.json) as Matrix;
    expect(first.stderr).toBe('');
    expect(schema).toBe('interlock.mutants/1');
    expect(rows.find(({ name }) => name === 'connect/ide-alloc is skipped')).toMatchObject({
      fate: 'killed',
      claims: [
        {
          world: 'connect-faults',
          verdict: 'killed',
          by: [{ property: 'ide-stream-is-set-up-in-order', verdict: 'violated', steps: 3 }],
        },
      ],
    });
    expect(first.stdout).toContain('✓ connect/ide-alloc is skipped: ide-stream-is-set-up-in-order in 3');
    expect(totals.find(({ operator }) => operator === 'all')?.mutants).toBe(rows.length);
  });

  it('finds the same on two workers, from a damaged cache, of which it says that it is', () => {
    writeFileSync(inFolder('damaged'), '{"schema":');
    const again = judged('damaged', '--workers', '2');
    expect(again.stderr).toContain('is damaged or of another version');
    expect({ ...again, stderr: '' }).toEqual(first);
  });

  it('finds the same in what is kept', () => {
    expect(judged('kept')).toEqual(first);
  });

  it('writes a page with every mutant, what became of it, and every claim that kills one', () => {
    const file = inFolder('matrix.html');
    expect(judged('kept', '--html', file)).toEqual(first);
    const page = readFileSync(file, 'utf8');
    const { mutants: rows, totals } = JSON.parse(first.json) as Matrix;
    const shown = [...page.matchAll(/<tr class="row (\w+)" data-verdict="\1">/g)].map(
      ([, verdict]) => verdict,
    );
    expect(shown).toHaveLength(rows.length);
    const killed = totals.find(({ operator }) => operator === 'all')!.killed;
    expect(shown.filter((verdict) => verdict === 'holds')).toHaveLength(killed);
    expect(page).toContain('<code>ide-stream-is-set-up-in-order</code>');
    expect(page).not.toMatch(/\b(?:src|href)="(?!#)/);
  });

  it('may be read by a pipe that is closed early', () => {
    const words = `mutants ${SMALL.join(' ')} --cache ${inFolder('kept')}`;
    const command = `"${process.execPath}" "${BINARY}" ${words} | head -1`;
    const run = spawnSync('bash', ['-c', `set -o pipefail; ${command}`], {
      cwd: ROOT,
      encoding: 'utf8',
      env,
    });
    expect(run.stderr).toBe('');
    expect(run.stdout.trimEnd().split('\n')).toHaveLength(1);
  });

  it('ends with 3, undecided, when the time is up', () => {
    const run = mutants('--world', 'guest-alone', '--cache', inFolder('late'), '--time-limit', '1');
    expect([run.stdout, run.stderr, run.status]).toEqual([
      'inconclusive: not every mutant was decided\n',
      '',
      3,
    ]);
  });

  it('ends with 3, undecided, when it may not search enough', () => {
    const words = ['--world', 'connect-faults', '--only', 'teardown/pdev-stopping', '--max-states', '200'];
    const run = mutants(...words, '--cache', inFolder('short'));
    expect(run.stderr).toBe('');
    expect(run.stdout).toMatch(
      /\? teardown\/pdev-stopping is skipped: undecided in connect-faults \(not closed/,
    );
    expect(run.status).toBe(3);
  });

  it.each([
    { words: ['--world', 'two-realms'], says: 'unknown world "two-realms"' },
    { words: ['--max-states', '0'], says: 'a whole number of at least 1' },
    { words: ['--cache', '/nowhere/at/all.json'], says: 'cannot make the folder /nowhere/at' },
    { words: ['--html', '/nowhere/at/all.html'], says: '/nowhere/at' },
    {
      words: ['--world', 'connect-faults', '--only', 'RMI_X', '--cache', 'kept'],
      says: 'no mutant\'s name has "RMI_X" in it',
    },
  ])('refuses what it cannot use: $words', ({ words, says }) => {
    const run = mutants(...words.map((word) => (word === 'kept' ? inFolder(word) : word)));
    expect(run.stderr).toMatch(/^interlock: .*\n$/);
    expect(run.stderr).toContain(says);
    expect(run.status).toBe(2);
  });
});
