/**
 * A search put on disk at the ends of levels, so that one that was killed goes on from there. States and edges are
 * appended to files of 32-bit numbers; what they mean is in a manifest that is written anew and renamed into place, so
 * that at any moment there is one whole checkpoint or none. Whatever lies behind what the manifest knows is cut off.
 */

import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Machine, Property } from '../../checker/contract.ts';
import { labelsOf } from '../../checker/fairness.ts';
import { ExhaustiveSearch } from '../../checker/search/exhaustive.ts';
import { UsageError } from '../errors.ts';
import { makeFolder } from '../files.ts';
import { signatureOf } from './protocol.ts';

const FILES = ['states', 'targets', 'rows', 'counts', 'labels'] as const;
type FileName = (typeof FILES)[number];

const whole = z.number().int().nonnegative();
const range = z.object({ from: whole, to: whole });
const manifestShape = z.object({
  schema: z.literal('interlock.checkpoint/1'),
  /** Of the machine and the properties. */
  search: z.string(),
  levels: z.array(z.array(range)),
  segments: whole,
  tally: z.object({
    taken: z.array(whole),
    refused: z.array(z.array(whole)),
    judged: z.array(whole),
    seen: z.array(z.number().int()),
  }),
  findings: z.array(
    z.object({
      property: whole,
      level: whole,
      state: z.array(z.number().int()),
      action: z.number().int().optional(),
    }),
  ),
  /** What has been appended to the files, in order, with its digest. */
  blocks: z.array(z.object({ file: z.enum(FILES), bytes: whole, digest: z.string() })),
});
type Manifest = z.infer<typeof manifestShape>;
/** What a search is at the end of a level, without its states and edges. */
export type Saved = Pick<Manifest, 'levels' | 'segments' | 'tally' | 'findings'>;

const digestOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
const bytesOf = (words: Int32Array): Uint8Array =>
  new Uint8Array(words.buffer, words.byteOffset, words.byteLength);

/** How many states are explored to see whether a machine still does what it did. */
const SAMPLE = 500;

/**
 * A text that identifies a search: what its words and actions mean, what it judges and takes for fair, and what the machine does near its
 * start, which a change of a rule would hardly leave as it was.
 */
export function identityOf<S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  ...options: readonly string[]
): string {
  const sample = new ExhaustiveSearch(machine, properties, { maxStates: SAMPLE }).run();
  const labels = labelsOf(machine, properties)?.join() ?? '';
  return [signatureOf(machine), JSON.stringify(sample), labels, ...options].join('\n');
}

export class Checkpoint {
  readonly #folder: string;
  readonly #search: string;
  readonly #blocks: Manifest['blocks'] = [];
  #restored: Saved | undefined;

  /**
   * Opens a folder for a search, given a text that identifies the search. Throws a UsageError when what is there is
   * damaged, or is of another search.
   */
  constructor(folder: string, search: string) {
    makeFolder(folder);
    this.#folder = folder;
    this.#search = digestOf(search);
    if (existsSync(this.#path('manifest.json'))) this.#open();
    for (const file of FILES) {
      const path = this.#path(file);
      if (!existsSync(path)) writeFileSync(path, '');
      truncateSync(path, this.#sizeOf(file));
    }
  }

  /** What to go on from, if there is anything. */
  get restored(): Saved | undefined {
    return this.#restored;
  }

  /** All numbers of a file. Throws a UsageError when they are not those that were written. */
  read(file: FileName): Int32Array {
    const words = new Int32Array(this.#sizeOf(file) / 4);
    const bytes = bytesOf(words);
    const descriptor = openSync(this.#path(file), 'r');
    let at = 0;
    for (const block of this.#blocks.filter((b) => b.file === file)) {
      const part = bytes.subarray(at, at + block.bytes);
      const read = readSync(descriptor, part, 0, block.bytes, at);
      if (read !== block.bytes || digestOf(part) !== block.digest) this.#damaged(file);
      at += block.bytes;
    }
    closeSync(descriptor);
    return words;
  }

  /** Appends numbers, and then says what they mean. */
  save(saved: Saved, numbers: Readonly<Partial<Record<FileName, readonly Int32Array[]>>>): void {
    for (const file of FILES) {
      const parts = numbers[file] ?? [];
      if (parts.length === 0) continue;
      const hash = createHash('sha256');
      let bytes = 0;
      const descriptor = openSync(this.#path(file), 'a');
      for (const part of parts) {
        const raw = bytesOf(part);
        for (let at = 0; at < raw.length; ) at += writeSync(descriptor, raw, at);
        hash.update(raw);
        bytes += raw.length;
      }
      fsyncSync(descriptor);
      closeSync(descriptor);
      this.#blocks.push({ file, bytes, digest: hash.digest('hex') });
    }
    const manifest: Manifest = {
      schema: 'interlock.checkpoint/1',
      search: this.#search,
      ...saved,
      blocks: this.#blocks,
    };
    const text = JSON.stringify(manifest);
    const next = this.#path('manifest.json.new');
    const descriptor = openSync(next, 'w');
    writeSync(descriptor, `${digestOf(text)}\n${text}\n`);
    fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(next, this.#path('manifest.json'));
  }

  #open(): void {
    const [digest, text = ''] = readFileSync(this.#path('manifest.json'), 'utf8').split('\n');
    if (digest !== digestOf(text)) this.#damaged('manifest.json');
    const parsed = manifestShape.safeParse(JSON.parse(text));
    if (!parsed.success) this.#damaged('manifest.json');
    if (parsed.data.search !== this.#search)
      throw new UsageError(
        `the checkpoint in ${this.#folder} is of another search: remove it, or name another folder`,
      );
    this.#blocks.push(...parsed.data.blocks);
    this.#restored = parsed.data;
    for (const file of FILES) {
      const path = this.#path(file);
      if (!existsSync(path) || statSync(path).size < this.#sizeOf(file)) this.#damaged(file);
    }
  }

  #sizeOf(file: FileName): number {
    return this.#blocks.reduce((sum, block) => sum + (block.file === file ? block.bytes : 0), 0);
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  #damaged(file: string): never {
    throw new UsageError(`the checkpoint in ${this.#folder} is damaged (${file}): remove it to begin anew`);
  }
}
