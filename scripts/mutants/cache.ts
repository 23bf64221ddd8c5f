/**
 * What was found out before, kept under a fingerprint of all that it rests on: every source of model, checker and
 * properties, the mutant, the world. So an edit of any of them, a helper's included, makes what was known unknown.
 */

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { checkWritable, makeFolder } from '../files.ts';

const SCHEMA = 'interlock.mutants-cache/1';
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const known = z.strictObject({
  schema: z.literal(SCHEMA),
  /** By fingerprint, and of what is not decided, how far it was searched. */
  entries: z.record(z.string(), z.strictObject({ answer: z.unknown(), maxStates: z.number().optional() })),
});
type Known = z.infer<typeof known>;

/** What answers rest on: folders of sources, and the files that ask. */
const RESTS_ON = [
  'checker',
  'model',
  'properties',
  'scripts/mutants/judge.ts',
  'scripts/mutants/identity.ts',
  'package-lock.json',
];
/** What is said about survivors changes nothing about them. */
const SAYS_ONLY = 'model/mutants/equivalent.ts';

/** Every file below `path` that an answer can rest on, in order. */
function filesBelow(root: string, path: string): readonly string[] {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  const names = readdirSync(join(root, path), { recursive: true }).map(String).sort();
  return names
    .map((name) => `${path}/${name}`)
    .filter((name) => /(?<!\.test)\.ts$/.test(name) && name !== SAYS_ONLY);
}

/** A fingerprint of every source that an answer rests on, and of the versions of its packages. */
export function sourcesHash(root = ROOT, paths: readonly string[] = RESTS_ON): string {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesBelow(root, path)))
    hash.update(`${file}\n`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

export class Cache {
  readonly #path: string;
  readonly #sources: string;
  #entries: Known['entries'] = {};
  #unsaved = false;

  /** Throws a UsageError when it cannot be written. What cannot be used is put aside, and `say` is told. */
  constructor(path: string, say: (text: string) => void, sources = sourcesHash()) {
    this.#path = path;
    this.#sources = sources;
    makeFolder(dirname(path));
    checkWritable(path);
    if (existsSync(path)) this.#read(say);
  }

  #read(say: (text: string) => void): void {
    let read: ReturnType<typeof known.safeParse> | undefined;
    try {
      read = known.safeParse(JSON.parse(readFileSync(this.#path, 'utf8')));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    if (read?.success) {
      this.#entries = read.data.entries;
      return;
    }
    const aside = `${this.#path}.unusable`;
    renameSync(this.#path, aside);
    say(
      `${this.#path} is damaged or of another version; it was put aside as ${aside}, and all is searched again`,
    );
  }

  #key(about: readonly string[]): string {
    return createHash('sha256')
      .update(JSON.stringify([this.#sources, ...about]))
      .digest('hex')
      .slice(0, 32);
  }

  /** What is known about it. Where nothing was decided, only if it was searched as far. */
  get(about: readonly string[], maxStates: number): unknown {
    const entry = this.#entries[this.#key(about)];
    return entry === undefined || (entry.maxStates ?? Number.POSITIVE_INFINITY) < maxStates
      ? undefined
      : entry.answer;
  }

  /** `maxStates` where nothing was decided, because no more states were searched. */
  put(about: readonly string[], answer: unknown, maxStates?: number): void {
    this.#entries[this.#key(about)] = { answer, ...(maxStates === undefined ? {} : { maxStates }) };
    this.#unsaved = true;
  }

  /** Writes what is new, whole or not at all. */
  save(): void {
    if (!this.#unsaved) return;
    const half = `${this.#path}.half`;
    writeFileSync(half, JSON.stringify({ schema: SCHEMA, entries: this.#entries } satisfies Known));
    renameSync(half, this.#path);
    this.#unsaved = false;
  }
}
