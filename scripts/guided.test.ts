/** The guided search as its users meet it: its corpus on disk, and what can be wrong with that. */

import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoredCorpus } from './corpus.ts';
import { machineOf, setUp } from './setup.ts';
import { complaint, interlock } from './testing/binary.ts';

const WORLD = 'rmm-siblings';
const machineBy = (rulebook: string, bug: readonly string[] = []) => {
  const setup = setUp({ rulebook, bug, world: [WORLD] });
  return machineOf(setup, setup.worlds[0]!);
};
const machine = machineBy('hardened');
const paths = [
  { initial: 0, actions: [0] },
  { initial: 0, actions: [1, 0, 2] },
];

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interlock-corpus-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const inWorld = (name = ''): string => join(folder, WORLD, name);
const names = (): string[] => readdirSync(inWorld()).sort();
const keep = (some: typeof paths): void => new StoredCorpus(folder, machine).replace(some);
const byLength = (some: readonly { readonly actions: readonly number[] }[]) =>
  some.toSorted((a, b) => a.actions.length - b.actions.length);

describe('a corpus on disk', () => {
  it('gives back what was put there, one file a sequence, and no draft stays behind', () => {
    keep(paths);
    expect(names()).toHaveLength(2);
    for (const name of names()) expect(name).toMatch(/^[0-9a-f]{32}\.json$/);
    const { paths: read, complaints } = new StoredCorpus(folder, machine);
    expect(byLength(read)).toEqual(paths);
    expect(complaints).toEqual([]);
  });

  it('drops what it has read and is not kept any more', () => {
    keep(paths);
    keep([paths[1]!]);
    expect(new StoredCorpus(folder, machine).paths).toEqual([paths[1]]);
  });

  it('loses nothing of two searches at once', () => {
    keep(paths);
    const [one, other] = [new StoredCorpus(folder, machine), new StoredCorpus(folder, machine)];
    const more = { initial: 0, actions: [2, 2] };
    one.replace([more]);
    other.replace(paths);
    expect(byLength(new StoredCorpus(folder, machine).paths)).toEqual(byLength([...paths, more]));
  });

  const damages: readonly (readonly [string, (text: string) => string, RegExp])[] = [
    ['is cut', (text) => text.slice(0, text.length >> 1), /not JSON/],
    ['is empty', () => '', /not JSON/],
    ['is another kind of JSON', () => '[1, 2]', /no interlock\.corpus\/1/],
    ['is of a schema to come', (text) => text.replace('corpus/1', 'corpus/2'), /no interlock\.corpus\/1/],
    ['was edited', (text) => text.replace('"initial": 0', '"initial": 1'), /cut or edited/],
  ];
  it.each(damages)('sets aside a file that %s, and reads the rest', (_, damage, reason) => {
    keep(paths);
    const [name] = names();
    writeFileSync(inWorld(name), damage(readFileSync(inWorld(name), 'utf8')));
    const { paths: read, complaints } = new StoredCorpus(folder, machine);
    expect(read).toHaveLength(1);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toMatch(reason);
    expect(names()).toContain(`${name}.set-aside`);
    expect(names()).not.toContain(name);
    expect(new StoredCorpus(folder, machine).complaints).toEqual([]);
  });

  it('sets aside what is of other rules', () => {
    keep(paths);
    const { paths: read, complaints } = new StoredCorpus(folder, machineBy('hardened', ['tf-no-busy']));
    expect(read).toEqual([]);
    expect(complaints).toHaveLength(2);
    expect(complaints[0]).toMatch(/other rules/);
  });

  it('sets aside a file under a name that is not its own', () => {
    keep(paths);
    renameSync(inWorld(names()[0]), inWorld('mine.json'));
    expect(new StoredCorpus(folder, machine).complaints[0]).toMatch(/mine\.json cannot be used/);
  });

  it('sets aside what is no file', () => {
    keep(paths);
    mkdirSync(inWorld('folder.json'));
    const { paths: read, complaints } = new StoredCorpus(folder, machine);
    expect(byLength(read)).toEqual(paths);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toMatch(/now folder\.json\.set-aside: it cannot be read, it is a directory/);
    expect(names()).toContain('folder.json.set-aside');
  });

  it('says that it cannot be written when its folder has gone', () => {
    const corpus = new StoredCorpus(folder, machine);
    rmSync(inWorld(), { recursive: true });
    expect(() => corpus.replace(paths)).toThrow(/cannot write .*there is no such file or folder/);
  });
});

describe('check --engine guided', () => {
  const guided = (...words: readonly string[]) =>
    interlock('check', '--engine', 'guided', '--world', WORLD, '--out', join(folder, 'out'), ...words);
  const corpus = () => ['--corpus', folder] as const;

  it('says by which runs, seed and corpus nothing was found, and finds the corpus again', () => {
    const json = join(folder, 'verdict.json');
    const few = ['--runs', '5', '--length', '30', '--seed', '3', '--json', json] as const;
    const first = guided(...few, ...corpus());
    expect(first.stderr).toBe('');
    expect(first.status).toBe(3);
    const [, size] = /not found \(guided: 5 runs, seed 3, corpus of (\d+)\)/.exec(first.stdout)!;
    expect(names()).toHaveLength(Number(size));
    expect(first.stdout).toMatch(/ {2}guided: 5 runs, seed 3, \d+ steps, /);
    const verdict = JSON.parse(readFileSync(json, 'utf8')) as { worlds: { engine: string; seed: number }[] };
    expect(verdict.worlds).toMatchObject([{ engine: 'guided', seed: 3, complete: false }]);
    writeFileSync(inWorld('0.json'), '{');
    const second = guided(...few, ...corpus());
    expect(second.stderr).toMatch(
      /^interlock: .*0\.json cannot be used and is now 0\.json\.set-aside: it is not JSON\n$/,
    );
    expect(second.status).toBe(3);
  });

  it('tells of five files that cannot be used, and how many more there are', () => {
    mkdirSync(inWorld());
    for (let n = 0; n < 7; n++) writeFileSync(inWorld(`${n}.json`), '');
    const { status, stderr } = guided('--runs', '1', '--length', '5', ...corpus());
    expect(status).toBe(3);
    const lines = stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(6);
    expect(lines[4]).toMatch(/4\.json cannot be used and is now 4\.json\.set-aside: it is not JSON$/);
    expect(lines[5]).toBe(`interlock: 2 more files of ${WORLD} are set aside likewise`);
  });

  it('prints a violation with a trace that replays, and has it in the corpus', () => {
    const words = ['--bug', 'tf-no-busy', '--property', 'one-exchange-per-device', ...corpus()] as const;
    const first = guided(...words);
    expect(first.status).toBe(1);
    expect(first.stdout).toMatch(/violated in 6 steps/);
    expect(first.stdout).toMatch(/guided search \(--engine guided --seed 1\)/);
    const trace = join(folder, 'out', `${WORLD}-one-exchange-per-device.json`);
    expect(interlock('replay', trace).status).toBe(0);
    expect(guided(...words, '--runs', '1').status).toBe(1);
  });

  const wrong: readonly (readonly [string, () => readonly string[], RegExp])[] = [
    ['a corpus without a guided search', () => ['--engine', 'random', ...corpus()], /add --engine guided/],
    ['a path', () => ['--path', '3'], /--path is about the random search/],
    ['a reduction', () => ['--reduce', 'symmetry'], /--engine guided asks for none/],
    ['fingerprints', () => ['--storage', 'fingerprint'], /--engine guided asks for none/],
    ['a claim about behaviours', () => ['--property', 'clean-is-reachable'], /no guided run can decide/],
    ['a corpus in no folder', () => ['--corpus', join(folder, 'none', 'corpus')], /cannot make the folder/],
  ];
  it.each(wrong)('refuses %s', (_, words, sentence) => {
    expect(complaint(guided(...words()))).toMatch(sentence);
  });

  it('refuses a corpus that cannot be written, before it searches', () => {
    writeFileSync(join(folder, WORLD), '');
    expect(complaint(guided(...corpus()))).toMatch(/cannot make the folder .*rmm-siblings/);
    rmSync(join(folder, WORLD));
    mkdirSync(join(folder, WORLD), { mode: 0o500 });
    // Root may write everywhere.
    if (process.getuid?.() !== 0) expect(complaint(guided(...corpus()))).toMatch(/permission is denied/);
  });
});
