/**
 * `evidence`: recognises and judges certificate chains, measurement transcripts, SPDM messages and interface reports, with
 * the model's own readers.
 */

import { columns, wrap } from '../checker/report/table.ts';
import { fromHex } from '../model/evidence/bytes.ts';
import { parseCertificates } from '../model/evidence/certificate-chain.ts';
import type { Bar } from '../model/guest/mmio/tee-ranges.ts';
import { EXIT, UsageError } from './errors.ts';
import { leafKey } from './evidence/chain.ts';
import { type Finding, isGood, type Judged } from './evidence/finding.ts';
import { judge, type Questions } from './evidence/judge.ts';
import { type Part, recognise } from './evidence/recognise.ts';
import { checkWritable, readBytes, writeJson } from './files.ts';

export interface EvidenceWords {
  readonly chain?: string;
  readonly root?: string;
  readonly nonce?: string;
  readonly bars?: string;
  readonly at?: string;
  readonly json?: string;
  readonly quiet?: boolean;
}

type FileOutcome =
  | { readonly path: string; readonly outcome: 'good' | 'bad'; readonly parts: readonly JudgedPart[] }
  | {
      readonly path: string;
      readonly outcome: 'unreadable';
      readonly offset: number;
      readonly reason: string;
    };
type JudgedPart = Judged & { readonly at?: string };

/** Exit 0 when all is good, 1 when something is judged bad, 2 when a file is nothing known here; the worst of all files. */
export function evidence(paths: readonly string[], words: EvidenceWords): number {
  const questions = questionsOf(words);
  if (words.json !== undefined) checkWritable(words.json);
  const files = paths.map((path) => judgeFile(path, questions));
  if (words.quiet !== true) for (const file of files) console.log(text(file));
  for (const file of files) if (file.outcome === 'unreadable') console.error(`interlock: ${file.why}`);
  if (words.json !== undefined) writeJson(words.json, jsonOf(files));
  return Math.max(...files.map(({ outcome }) => CODES[outcome]));
}

const CODES = { good: EXIT.holds, bad: EXIT.violated, unreadable: EXIT.usage } as const;

function questionsOf(words: EvidenceWords): Questions {
  const key = words.chain === undefined ? undefined : keyOf(words.chain);
  return {
    ...(words.root === undefined ? {} : { anchors: certificatesOf(words.root).found }),
    ...(key === undefined ? {} : { key }),
    ...(words.nonce === undefined ? {} : { nonce: nonceOf(words.nonce) }),
    ...(words.bars === undefined ? {} : { bars: barsOf(words.bars) }),
    ...(words.at === undefined ? {} : { at: timeOf(words.at) }),
  };
}

function certificatesOf(path: string) {
  const read = parseCertificates(readBytes(path));
  if (read.ok) return read.value;
  throw new UsageError(`${path} holds no certificates: at byte ${read.offset}, ${read.reason}`);
}

function keyOf(path: string) {
  const key = leafKey(certificatesOf(path));
  if (key !== undefined) return key;
  throw new UsageError(`${path} ends with a certificate whose key cannot be read`);
}

function nonceOf(word: string): Uint8Array {
  const nonce = fromHex(word);
  if (nonce.ok && nonce.value.length === 32) return nonce.value;
  throw new UsageError(`--nonce ${word}: expected 32 bytes in hexadecimal`);
}

function timeOf(word: string): Date {
  const time = new Date(word);
  if (!Number.isNaN(time.getTime())) return time;
  throw new UsageError(`--at ${word}: expected a time such as 2026-11-25 or 2026-11-25T08:00:00Z`);
}

/** `0:0x4000000000:0x10000,2:…`: id, the guest's address and size of each memory BAR. */
function barsOf(word: string): readonly Bar[] {
  return word.split(',').map((one) => {
    const [, id, start, size] = /^([0-5]):(0x[0-9a-fA-F]{1,16}):(0x[0-9a-fA-F]{1,16})$/.exec(one) ?? [];
    if (id === undefined || start === undefined || size === undefined)
      throw new UsageError(
        `--bars ${word}: expected ID:ADDRESS:SIZE in hexadecimal, as in 0:0x4000000000:0x10000`,
      );
    const bar = { id: Number(id), start: BigInt(start), size: BigInt(size) };
    if (bar.size < 0x10n || (bar.size & (bar.size - 1n)) !== 0n || bar.start % bar.size !== 0n)
      throw new UsageError(`--bars ${word}: BAR ${id} is no power of two at a multiple of its size`);
    return bar;
  });
}

/** A file that cannot be had or read does not keep the others from being judged. */
function judgeFile(path: string, questions: Questions): FileOutcome {
  try {
    const parts = partsOf(path).map(({ at, found }) => ({
      ...judge(found, questions),
      ...(at === undefined ? {} : { at }),
    }));
    return { path, outcome: parts.every(isGood) ? 'good' : 'bad', parts };
  } catch (error) {
    if (error instanceof UsageError) return { path, outcome: 'unreadable', why: error.message };
    throw error;
  }
}

function partsOf(path: string): readonly Part[] {
  const read = recognise(readBytes(path));
  if (read.ok) return read.value;
  throw new UsageError(`${path} is no known evidence: at byte ${read.offset}, ${read.reason}`);
}

const MARKS = { good: '✓', bad: '✗', note: '·' } as const;
const WIDTH = 98;

function text(file: FileOutcome): string {
  if (file.outcome === 'unreadable') return `${file.path}: unreadable`;
  return [`${file.path}: ${file.outcome}`, ...file.parts.flatMap(partLines), ''].join('\n');
}

function partLines({ at, title, table, findings }: JudgedPart): readonly string[] {
  const line = ({ is, says }: Finding): string => `    ${MARKS[is]} ${wrap(says, WIDTH - 6, '      ')}`;
  return [
    `  ${at === undefined ? '' : `${at} `}${title}`,
    ...columns(table).map((row) => `      ${row}`),
    ...findings.map(line),
  ];
}

function jsonOf(files: readonly FileOutcome[]): unknown {
  const worst = files.map(({ outcome }) => outcome).sort((a, b) => CODES[b] - CODES[a])[0];
  return {
    schema: 'interlock.evidence/1',
    outcome: worst,
    files: files.map((file) =>
      file.outcome === 'unreadable'
        ? file
        : {
            ...file,
            parts: file.parts.map(({ at, title, findings, data }) => ({
              ...(at === undefined ? {} : { at }),
              title,
              outcome: findings.some(({ is }) => is === 'bad') ? 'bad' : 'good',
              findings,
              ...data,
            })),
          },
    ),
  };
}
