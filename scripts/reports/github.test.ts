/** What GitHub Actions is told: annotations that end where they should, at lines that exist, and a summary in Markdown. */

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { githubReporters, workflowCommand } from './github.ts';
import { fromWorkspace } from './sources.ts';
import { BROKEN, smallCheck, testFolder } from './testing/runs.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const folder = testFolder();
afterAll(folder.remove);
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('a workflow command', () => {
  it('keeps line ends, and what would end a value, to itself', () => {
    expect(workflowCommand('error', { file: 'a,b:c', line: 3 }, '100 %\nof it: all, of it')).toBe(
      '::error file=a%2Cb%3Ac,line=3::100 %25%0Aof it: all, of it',
    );
  });
});

describe('a run in GitHub Actions', () => {
  const inActions = (summary: string): void => {
    vi.stubEnv('GITHUB_ACTIONS', 'true');
    vi.stubEnv('GITHUB_STEP_SUMMARY', folder.path(summary));
    vi.stubEnv('GITHUB_WORKSPACE', dirname(ROOT));
  };

  it('prints one error for a broken claim, at its line, from the root of the workspace', async () => {
    inActions('annotated.md');
    const printed: string[] = [];
    vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
    expect(await smallCheck(folder, { ...BROKEN, quiet: false })).toBe(1);
    const commands = printed.filter((text) => text.startsWith('::'));
    expect(commands).toHaveLength(1);
    const [, file, line, message] = /^::error file=([^,]+),line=(\d+),title=[^:]+::(.*)$/.exec(commands[0]!)!;
    expect(readFileSync(join(dirname(ROOT), file!), 'utf8').split('\n')[Number(line) - 1]).toContain(
      "'connected-means-secure'",
    );
    expect(message).toContain('connected-means-secure is broken in 29 steps in connect-faults. When');
  });

  it('appends tables and traces to the summary, and nothing to standard output when it is to be quiet', async () => {
    inActions('summary.md');
    const print = vi.spyOn(console, 'log').mockImplementation(() => {});
    await smallCheck(folder, BROKEN);
    await smallCheck(folder, {});
    expect(print).not.toHaveBeenCalled();
    const text = folder.text('summary.md');
    expect(text.match(/^## Interlock check: /gm)).toHaveLength(2);
    expect(text).toContain('| ❌ | `connected-means-secure` | violated in 29 steps |');
    expect(text).toContain('| ✅ | `connected-means-secure` | holds (closed, 1,524 states) |');
    expect(text).toContain('<details><summary>connected-means-secure in connect-faults: 29 steps</summary>');
    expect(text).toContain('```mermaid\nsequenceDiagram\n');
  });

  it('says in a sentence that the summary cannot be written', async () => {
    mkdirSync(folder.path('folder.md'));
    inActions('folder.md');
    await expect(smallCheck(folder, {})).rejects.toThrow('cannot append to GITHUB_STEP_SUMMARY');
  });
});

it('Elsewhere there are no reporters for it.', () => {
  expect(githubReporters({}, false)).toEqual([]);
  expect(githubReporters({ GITHUB_ACTIONS: 'true' }, true)).toEqual([]);
});

it('A path is from the root of the workspace only where this tree is inside one.', () => {
  expect(fromWorkspace('a/b.ts', undefined)).toBe('a/b.ts');
  expect(fromWorkspace('a/b.ts', ROOT)).toBe('a/b.ts');
  expect(fromWorkspace('a/b.ts', '/somewhere/else')).toBe('a/b.ts');
  expect(existsSync(join(dirname(ROOT), fromWorkspace('package.json', dirname(ROOT))))).toBe(true);
});
