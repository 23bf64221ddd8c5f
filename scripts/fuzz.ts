/**
 * `fuzz`: what reads bytes that somebody else wrote, on as many inputs as asked for. Each input is named by seed, parser and
 * number, so that a failure can be had again; what was given when a claim broke is written to a file.
 */

import { join } from 'node:path';
import { numbersFrom } from '../checker/numbers.ts';
import { columns } from '../checker/report/table.ts';
import { toHex } from '../model/evidence/bytes.ts';
import { EXIT, pick } from './errors.ts';
import { makeFolder, writeText } from './files.ts';
import { carriedCorpus, corpusWith, sizeOf } from './fuzz/corpus.ts';
import type { Outcome, Target } from './fuzz/target.ts';
import { targetsOf } from './fuzz/targets.ts';
import { breathe, statusLine, watchInterrupt } from './terminal.ts';

export interface FuzzWords {
  readonly inputs: number;
  readonly seed: number;
  readonly parser?: readonly string[];
  readonly samples?: string;
  readonly out: string;
}

export interface Broken {
  readonly claim: string;
  readonly input: number;
  readonly bytes: Uint8Array;
}

/** What came of one parser's inputs. */
export interface Tally {
  inputs: number;
  accepted: number;
  readonly refused: Map<string, number>;
  /** The first input that broke each claim. */
  readonly broken: Map<string, Broken>;
}

/** Reasons without the numbers and names of the one input, so that they can be counted. */
export const reasonKind = (reason: string): string =>
  reason
    .replace(/\S+=.*$/, '…')
    .replace(/"[^"]*"/g, '…')
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]+\b/g, '#')
    .replace(/(?<=found )[0-9a-f]+$/, '#')
    .replace(/#(, #)+/g, '#');

/** Input number `k` of a parser under a seed, and what comes of it. A thrown error is a broken claim, too. */
export function fuzzOne(target: Target, seed: number, k: number): { bytes: Uint8Array; outcome: Outcome } {
  const draw = numbersFrom(Math.imul(seed, 0x85ebca6b) + k);
  draw(2); // The first number of neighbours is not far enough apart.
  const bytes = target.input(draw);
  try {
    return { bytes, outcome: target.run(bytes, draw) };
  } catch (error) {
    return { bytes, outcome: { kind: 'broken', claim: `nothing is thrown: ${error}` } };
  }
}

export const emptyTally = (): Tally => ({ inputs: 0, accepted: 0, refused: new Map(), broken: new Map() });

/** Inputs `from` to `to`, the latter not included. */
export function fuzzRange(target: Target, seed: number, from: number, to: number, tally: Tally): void {
  for (let k = from; k < to; k++) {
    const { bytes, outcome } = fuzzOne(target, seed, k);
    tally.inputs++;
    switch (outcome.kind) {
      case 'accepted':
        tally.accepted++;
        break;
      case 'refused': {
        const kind = reasonKind(outcome.reason);
        tally.refused.set(kind, (tally.refused.get(kind) ?? 0) + 1);
        break;
      }
      case 'broken':
        if (!tally.broken.has(outcome.claim))
          tally.broken.set(outcome.claim, { claim: outcome.claim, input: k, bytes });
    }
  }
}

/** How many inputs go by between two looks at the keyboard. */
const BATCH = 1000;
const REASONS_SHOWN = 12;
const grouped = (n: number): string => n.toLocaleString('en-GB');

function report(name: string, { inputs, accepted, refused, broken }: Tally, seconds: number): void {
  const rejected = [...refused.values()].reduce((sum, n) => sum + n, 0);
  console.log(
    `\n${name}: ${grouped(inputs)} inputs, ${grouped(accepted)} accepted, ${grouped(rejected)} refused, ${seconds.toFixed(1)} s`,
  );
  const reasons = [...refused].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  const shown = reasons.slice(0, REASONS_SHOWN).map(([reason, n]) => [`  ${grouped(n)}`, reason]);
  const rest = reasons.slice(REASONS_SHOWN);
  if (rest.length > 0)
    shown.push([`  ${grouped(rest.reduce((sum, [, n]) => sum + n, 0))}`, `for ${rest.length} other reasons`]);
  for (const line of columns(shown)) console.log(line);
  for (const { claim, input } of broken.values()) console.log(`  broken at input ${input}: ${claim}`);
}

/** Runs all parsers, or those named. Returns the exit code; throws a UsageError for words that cannot be used. */
export async function fuzz(words: FuzzWords): Promise<number> {
  const corpus = words.samples === undefined ? carriedCorpus() : corpusWith(words.samples);
  const all = targetsOf(corpus);
  const targets = words.parser?.map((name) => pick('parser', name, all, (t) => t.name)) ?? all;
  console.log(`seed ${words.seed}; ${sizeOf(corpus)}`);
  const status = statusLine(false);
  const { interrupted, stop } = watchInterrupt();
  let broken = 0;
  try {
    for (const target of targets) {
      if (interrupted()) break;
      const tally = emptyTally();
      const start = performance.now();
      const seconds = (): number => (performance.now() - start) / 1000;
      for (let k = 0; k < words.inputs && !interrupted(); k += BATCH) {
        fuzzRange(target, words.seed, k, Math.min(k + BATCH, words.inputs), tally);
        const rate = Math.round(tally.inputs / seconds());
        status.show(
          `${target.name}: ${grouped(tally.inputs)} of ${grouped(words.inputs)}, ${grouped(rate)}/s`,
        );
        await breathe();
      }
      status.clear();
      report(target.name, tally, seconds());
      broken += tally.broken.size;
      for (const { input, bytes } of tally.broken.values()) {
        makeFolder(words.out);
        const file = join(words.out, `fuzz-${target.name}-${words.seed}-${input}.hex`);
        writeText(file, `${toHex(bytes)}\n`);
        console.log(`  written to ${file}`);
      }
    }
  } finally {
    status.clear();
    stop();
  }
  if (interrupted()) return EXIT.interrupted;
  return broken > 0 ? EXIT.violated : EXIT.holds;
}
