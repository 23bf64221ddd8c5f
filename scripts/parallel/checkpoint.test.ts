import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExhaustiveSearch } from '../../checker/search/exhaustive.ts';
import { Checkpoint, identityOf } from './checkpoint.ts';
import { machineFor as philosophers, philosophersRecipe } from './philosophers.ts';
import { type Data, machineFor, recipeOf } from './recipes.ts';
import { type ParallelOptions, ParallelSearch } from './search.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interlock-checkpoint-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const commit: Data = { kind: 'two-phase-commit', participants: 6 };
const faults: Data = { kind: 'world', world: 'connect-faults', words: { rulebook: 'hardened' } };

function search(data: Data, options: Partial<ParallelOptions> = {}) {
  const { machine, properties } = machineFor(data);
  return new ParallelSearch(machine, properties, {
    cores: 1,
    recipe: recipeOf(data),
    checkpoint: new Checkpoint(folder, identityOf(machine, properties)),
    checkpointEvery: 0,
    ...options,
  });
}
const run = (data: Data, options: Partial<ParallelOptions> = {}, interrupted = () => false) =>
  search(data, options).run(interrupted, () => {});
function alone(data: Data) {
  const { machine, properties } = machineFor(data);
  return new ExhaustiveSearch(machine, properties).run();
}

describe('a search that goes on from a checkpoint', () => {
  it.each([
    { name: 'two-phase commit', data: commit, cores: 1 },
    { name: 'two-phase commit', data: commit, cores: 2 },
    { name: 'a world with claims of recovery', data: faults, cores: 1 },
  ])(
    'comes to the result of one that was never stopped, wherever that was: $name on $cores',
    async ({ data, cores }) => {
      const expected = alone(data);
      const { length } = { length: expected.depth };
      for (let level = 1; level <= length; level += 3) {
        let asked = 0;
        // One question per level where levels are explored in one slice; later ones only stop it later.
        const first = await run(data, { cores, joinAt: 0 }, () => ++asked > 2 * level);
        if (level === 1) expect(first.complete).toBe(false);
        expect(await run(data, { cores, joinAt: 0 })).toEqual(expected);
        rmSync(folder, { recursive: true });
      }
      folder = mkdtempSync(join(tmpdir(), 'interlock-checkpoint-'));
    },
  );

  it('comes to the same lassos, and is another search where other steps are fair', async () => {
    const { machine, properties } = philosophers(5);
    const expected = new ExhaustiveSearch(machine, properties).run();
    expect(expected.properties.map((p) => p.verdict)).toEqual(['violated', 'holds', 'holds']);
    const searchOf = (claims: typeof properties) =>
      new ParallelSearch(machine, claims, {
        cores: 1,
        recipe: philosophersRecipe(5),
        checkpoint: new Checkpoint(folder, identityOf(machine, claims)),
        checkpointEvery: 0,
      });
    let asked = 0;
    const first = await searchOf(properties).run(
      () => ++asked > 6,
      () => {},
    );
    expect(first.complete).toBe(false);
    const fewer = properties.map((p) =>
      p.kind === 'eventually' ? { ...p, fairness: p.fairness.slice(1) } : p,
    );
    expect(() => searchOf(fewer)).toThrow(/is of another search/);
    const second = await searchOf(properties).run(
      () => false,
      () => {},
    );
    expect(second).toEqual(expected);
  });

  it('comes to it after being killed ten times, each time without a warning', async () => {
    const program = fileURLToPath(new URL('./killed.ts', import.meta.url));
    const words = ['--import', import.meta.resolve('tsx'), program, folder, '7'];
    const until = (delay: number): Promise<string> =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
        const timer = setTimeout(() => child.kill('SIGKILL'), delay);
        let output = '';
        child.stdout.on('data', (text) => {
          output += String(text);
        });
        child.on('exit', () => {
          clearTimeout(timer);
          resolve(output);
        });
      });
    // How far it gets in that time depends on the machine; whatever it is, the result must not.
    for (let time = 0; time < 10; time++) await until(500 + 170 * time);
    const last = await until(100_000);
    expect(JSON.parse(last)).toEqual(
      JSON.parse(JSON.stringify(alone({ kind: 'two-phase-commit', participants: 7 }))),
    );
  });

  it('cuts off what was written after the last manifest', async () => {
    await run(commit, {}, stopAfter(8));
    appendFileSync(join(folder, 'states'), 'half a block');
    expect(await run(commit)).toEqual(alone(commit));
  });
});

function stopAfter(questions: number): () => boolean {
  let asked = 0;
  return () => ++asked > questions;
}

describe('a checkpoint that cannot be used', () => {
  it('is refused in one sentence when it is of another search', async () => {
    await run(commit, {}, stopAfter(6));
    expect(() => search(faults)).toThrow(/is of another search: remove it, or name another folder$/);
  });

  it.each(['states', 'manifest.json'])('is refused when %s is damaged', async (file) => {
    await run(commit, {}, stopAfter(8));
    const path = join(folder, file);
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(path, bytes);
    await expect((async () => run(commit))()).rejects.toThrow(/is damaged/);
  });

  it('is refused when a file is shorter than it was', async () => {
    await run(commit, {}, stopAfter(8));
    writeFileSync(join(folder, 'states'), '');
    expect(() => search(commit)).toThrow(/is damaged \(states\)/);
  });

  it('is refused when its place is a file', () => {
    const { machine, properties } = machineFor(commit);
    const path = join(folder, 'file');
    writeFileSync(path, '');
    expect(() => new Checkpoint(path, identityOf(machine, properties))).toThrow(/cannot make the folder/);
  });
});
