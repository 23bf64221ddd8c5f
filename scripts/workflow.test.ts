/** The example for GitHub Actions does what it says: its scripts and flags exist, and its quick step runs as it is written. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const FOLDER = join(ROOT, '.github/workflows');

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

const stepsOf = (file: string): readonly Step[] =>
  Object.values((parse(readFileSync(join(FOLDER, file), 'utf8')) as Workflow).jobs).flatMap(
    ({ steps }) => steps,
  );
const steps = readdirSync(FOLDER)
  .filter((file) => /\.ya?ml$/.test(file))
  .flatMap(stepsOf);
const commands = steps.flatMap(({ run }) => (run === undefined ? [] : run.trim().split('\n')));

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** The flags of an npm script, as its help lists them. */
function flagsOf(script: string): string[] {
  const [node, binary, command] = scripts[script]!.split(' ');
  expect([node, binary]).toEqual(['node', 'scripts/interlock.mjs']);
  const help = spawnSync(process.execPath, [join(ROOT, binary!), command!, '--help'], { encoding: 'utf8' });
  return [...help.stdout.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, flag]) => flag!);
}

describe('the commands of the workflows', () => {
  it('install without running scripts, and are otherwise scripts of package.json', () => {
    expect(commands).toContain('npm ci --ignore-scripts');
    const others = commands.filter((command) => command !== 'npm ci --ignore-scripts');
    expect(others.length).toBeGreaterThan(1);
    for (const command of others)
      expect(Object.keys(scripts), command).toContain(/^npm run ([a-z]+) -- /.exec(command)?.[1]);
  });

  it('use no flag that there is not', () => {
    for (const command of commands.filter((text) => text.startsWith('npm run '))) {
      const [, script, words] = /^npm run ([a-z]+) -- (.*)$/.exec(command)!;
      const used = words!.split(' ').filter((word) => word.startsWith('--'));
      expect(used.length).toBeGreaterThan(0);
      for (const flag of used) expect(flagsOf(script!), command).toContain(flag);
    }
  });

  it('write what later steps upload', () => {
    const sarif = steps.map((step) => step.with?.sarif_file).filter((path) => path !== undefined);
    expect(sarif).toHaveLength(1);
    for (const command of commands.filter((text) => text.startsWith('npm run ')))
      expect(command).toContain(`--sarif ${sarif[0]}`);
  });
});

describe('the quick step, as it is written', () => {
  let folder = '';
  let run: ReturnType<typeof spawnSync>;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'interlock-'));
    const quick = commands.find((command) => command.includes('--quick'))!;
    // npm would run it in the checkout; here its outputs go elsewhere, and nothing else is changed.
    const command = quick.replace(
      'npm run gate --',
      `"${process.execPath}" "${ROOT}/scripts/interlock.mjs" gate`,
    );
    const env = {
      ...process.env,
      NO_COLOR: '1',
      GITHUB_ACTIONS: 'true',
      GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
    };
    run = spawnSync('bash', ['-e', '-c', command], { cwd: folder, encoding: 'utf8', env });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('succeeds, and says what it has left out', () => {
    expect(run.stderr).toBe('');
    expect(run.stdout).toContain('quick: only connect-faults was searched');
    expect(run.stdout).not.toMatch(/^::error/m);
    expect(run.status).toBe(0);
  });

  it('leaves every report that is uploaded, with the expectations of the gate in it', () => {
    for (const name of ['gate.xml', 'gate.sarif', 'gate.html'])
      expect(existsSync(join(folder, 'out', name)), name).toBe(true);
    const xml = readFileSync(join(folder, 'out/gate.xml'), 'utf8');
    expect(xml).toMatch(/<testsuite name="gate" tests="\d{2,}" failures="0" errors="0"/);
    expect(xml).toContain('<testsuite name="connect-faults"');
    expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toContain('## Interlock gate: holds');
  });
});
