/** What was found before counts only as long as all that it rests on is as it was. */

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../errors.ts';
import { Cache, sourcesHash } from './cache.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'interlock-cache-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ABOUT = ['RMI_VDEV_START drops vdev_state', 'cooperative', 'claims'];
const ANSWER = { verdict: 'killed', by: [], states: 7 };

const silent = (text: string): void => {
  throw new Error(`nothing was to be said: ${text}`);
};

/** A cache with one answer in it. */
function kept(name: string): string {
  const path = join(folder, name);
  const cache = new Cache(path, silent, 'sources');
  cache.put(ABOUT, ANSWER);
  cache.save();
  return path;
}

describe('the cache of mutants', () => {
  it('gives back what was put there, to another process', () => {
    const cache = new Cache(kept('kept.json'), silent, 'sources');
    expect(cache.get(ABOUT, 1_000_000)).toEqual(ANSWER);
  });

  it.each([
    ['another mutant', ['RMI_VDEV_START drops comm_state', ...ABOUT.slice(1)], 'sources'],
    ['another world', [ABOUT[0]!, 'bind-faults', ABOUT[2]!], 'sources'],
    ['another source', ABOUT, 'edited sources'],
  ])('knows nothing of %s', (_, about, sources) => {
    expect(new Cache(kept('other.json'), silent, sources).get(about, 1)).toBeUndefined();
  });

  it('asks again what was not decided, if more states may be searched than before', () => {
    const path = join(folder, 'undecided.json');
    const cache = new Cache(path, silent, 'sources');
    cache.put(ABOUT, ANSWER, 5000);
    expect(cache.get(ABOUT, 5000)).toEqual(ANSWER);
    expect(cache.get(ABOUT, 5001)).toBeUndefined();
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, -9)],
    ['no JSON at all', () => 'killed'],
    ['of another version', (text: string) => text.replace('mutants-cache/1', 'mutants-cache/0')],
    ['of another shape', (text: string) => text.replace('"answer"', '"verdict"')],
  ])('puts a file aside that is %s, says so, and trusts nothing in it', (_, damage) => {
    const path = kept('damaged.json');
    const text = damage(readFileSync(path, 'utf8'));
    writeFileSync(path, text);
    const said: string[] = [];
    const cache = new Cache(path, (sentence) => said.push(sentence), 'sources');
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(`${path} is damaged or of another version`);
    expect(cache.get(ABOUT, 1)).toBeUndefined();
    expect(readFileSync(`${path}.unusable`, 'utf8')).toBe(text);
    // And it can be used again.
    cache.put(ABOUT, ANSWER);
    cache.save();
    expect(new Cache(path, silent, 'sources').get(ABOUT, 1)).toEqual(ANSWER);
  });

  it('says in a sentence that it cannot be where it should', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => new Cache(join(folder, 'file', 'cache.json'), silent, 'sources')).toThrow(UsageError);
    mkdirSync(join(folder, 'taken'), { recursive: true });
    expect(() => new Cache(join(folder, 'taken'), silent, 'sources')).toThrow(UsageError);
    expect(existsSync(join(folder, 'taken.unusable'))).toBe(false);
  });
});

describe('the fingerprint of the sources', () => {
  it('is another when any of them is, helpers included, and not when a test is', () => {
    const root = join(folder, 'project');
    mkdirSync(join(root, 'model', 'rmm'), { recursive: true });
    const write = (name: string, text: string): void => writeFileSync(join(root, 'model', 'rmm', name), text);
    write('queue.ts', 'pending');
    const hash = (): string => sourcesHash(root, ['model']);
    const before = hash();
    expect(hash()).toBe(before);
    write('queue.test.ts', 'tested');
    expect(hash()).toBe(before);
    write('queue.ts', 'active');
    expect(hash()).not.toBe(before);
    write('queue.ts', 'pending');
    expect(hash()).toBe(before);
    write('another.ts', '');
    expect(hash()).not.toBe(before);
  });
});
