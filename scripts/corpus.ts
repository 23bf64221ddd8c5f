/**
 * A corpus on disk: a folder for each world, a file for each sequence, named by a hash of what is in it. Searches may share
 * a corpus and run at once: a file is written under another name first, one name never stands for two contents, and a
 * search removes none but those that it has read itself.
 */

import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Machine } from '../checker/contract.ts';
import { type Action, actionsOf } from '../checker/expand.ts';
import type { Path } from '../checker/result.ts';
import { digest } from '../model/evidence/digest.ts';
import type { State } from '../model/state.ts';
import { UsageError } from './errors.ts';
import { makeFolder, reasonOf, writeText } from './files.ts';
import { machineHashes } from './setup.ts';

const SCHEMA = 'interlock.corpus/1';

const entry = z.strictObject({
  schema: z.literal(SCHEMA),
  hashes: z.strictObject({ rules: z.string(), layout: z.string() }),
  world: z.string(),
  /** In which of its initial states it begins. */
  initial: z.number().int().nonnegative(),
  steps: z.array(
    z.strictObject({
      action: z.string(),
      input: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    }),
  ),
});
type Entry = z.infer<typeof entry>;

const nameOf = (text: string): string =>
  `${digest('SHA-256', new TextEncoder().encode(text)).slice(0, 32)}.json`;
const keyOf = (action: string, input: unknown): string => `${action} ${JSON.stringify(input)}`;

export class StoredCorpus {
  /** The sequences that were there, in the order of their names. */
  readonly paths: readonly Path[];
  /** What was found there that cannot be used, one sentence each. */
  readonly complaints: readonly string[];
  readonly #folder: string;
  readonly #machine: Machine<State>;
  readonly #hashes: Entry['hashes'];
  readonly #actions: readonly Action[];
  readonly #read = new Set<string>();

  /** Reads what there is for one world in `folder`, and makes the folder. Throws a UsageError where it cannot be written. */
  constructor(folder: string, machine: Machine<State>) {
    this.#folder = join(folder, machine.name);
    this.#machine = machine;
    this.#hashes = machineHashes(machine);
    this.#actions = actionsOf(machine);
    makeFolder(folder);
    makeFolder(this.#folder);
    const known = new Map(this.#actions.map(({ rule, input }, k) => [keyOf(rule.name, input), k]));
    const paths: Path[] = [];
    const complaints: string[] = [];
    for (const name of namesIn(this.#folder)) {
      const read = this.#readOne(name, known);
      if (read === undefined) continue;
      if (typeof read === 'string') complaints.push(this.#setAside(name, read));
      else {
        this.#read.add(name);
        paths.push(read);
      }
    }
    this.paths = paths;
    this.complaints = complaints;
  }

  /** Puts these in the place of those that were read. Throws a UsageError. */
  replace(paths: readonly Path[]): void {
    const written = new Set<string>();
    for (const path of paths) {
      const text = this.#textOf(path);
      const name = nameOf(text);
      const file = join(this.#folder, name);
      const draft = `${file}.${process.pid}.draft`;
      writeText(draft, text);
      rename(draft, file);
      written.add(name);
    }
    // Only now: whoever is stopped half-way leaves too much behind rather than too little.
    for (const name of this.#read) if (!written.has(name)) rmSync(join(this.#folder, name), { force: true });
  }

  #textOf({ initial, actions }: Path): string {
    const content: Entry = {
      schema: SCHEMA,
      hashes: this.#hashes,
      world: this.#machine.name,
      initial,
      steps: actions.map((action) => {
        const { rule, input } = this.#actions[action]!;
        return { action: rule.name, input };
      }),
    };
    return `${JSON.stringify(content, undefined, 1)}\n`;
  }

  /** The sequence in a file, or why there is none that can be used; undefined if another search has just removed it. */
  #readOne(name: string, known: ReadonlyMap<string, number>): Path | string | undefined {
    let text: string;
    try {
      text = readFileSync(join(this.#folder, name), 'utf8');
    } catch (error) {
      return isMissing(error) ? undefined : `it cannot be read, ${reasonOf(error)}`;
    }
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      return 'it is not JSON';
    }
    const parsed = entry.safeParse(json);
    if (!parsed.success) return `it is no ${SCHEMA}`;
    if (name !== nameOf(text)) return 'its name is not that of its content: it was cut or edited';
    const { hashes, initial, steps } = parsed.data;
    if (hashes.rules !== this.#hashes.rules || hashes.layout !== this.#hashes.layout)
      return 'it is of other rules, or of another version of them';
    const actions = steps.map(({ action, input }) => known.get(keyOf(action, input)));
    if (initial >= this.#machine.initial.length || actions.includes(undefined))
      return 'it has a step or a beginning that there is not';
    return { initial, actions: actions as number[] };
  }

  #setAside(name: string, reason: string): string {
    const from = join(this.#folder, name);
    try {
      renameSync(from, `${from}.set-aside`);
    } catch (error) {
      // Missing: another search on this corpus was faster.
      if (!isMissing(error)) return `${from} cannot be used, nor renamed: ${reason}`;
    }
    return `${from} cannot be used and is now ${name}.set-aside: ${reason}`;
  }
}

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

function rename(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    throw new UsageError(`cannot write ${to}: ${reasonOf(error)}`);
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort();
  } catch (error) {
    throw new UsageError(`cannot read ${folder}: ${reasonOf(error)}`);
  }
}
