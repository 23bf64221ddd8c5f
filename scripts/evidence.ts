/**
 * `evidence`: recognises and judges certificate chains, measurement transcripts, SPDM messages and interface reports, with
 * the model's own readers.
 */

import { fromHex } from '../model/evidence/bytes.ts';
import { parseCertificates } from '../model/evidence/certificate-chain.ts';
import type { Bar } from '../model/guest/mmio/tee-ranges.ts';
import { EXIT, UsageError } from './errors.ts';
import { leafKey } from './evidence/chain.ts';
import { isGood } from './evidence/finding.ts';
import { judge, type Questions } from './evidence/judge.ts';
import { recognise, type VcaPart } from './evidence/recognise.ts';
import { type FileOutcome, filesJson, fileText, plain } from './evidence/text.ts';
import { checkWritable, readAtMost, writeJson } from './files.ts';

export interface EvidenceWords {
  readonly chain?: string;
  readonly root?: string;
  readonly nonce?: string;
  readonly vca?: string;
  readonly bars?: string;
  readonly at?: string;
  readonly json?: string;
  readonly quiet?: boolean;
}

/** No evidence of a device is as large: its objects are at most 16 MiB, and text takes up to three times that. */
const MOST_BYTES = 64 << 20;
const read = (path: string): Uint8Array => readAtMost(path, MOST_BYTES);

/** Exit 0 when all is good, 1 when something is judged bad, 2 when a file is nothing known here; the worst of all files. */
export function evidence(paths: readonly string[], words: EvidenceWords): number {
  const questions = questionsOf(words);
  if (words.json !== undefined) checkWritable(words.json);
  const files = paths.map((path) => judgeFile(path, questions));
  if (words.quiet !== true) for (const file of files) console.log(fileText(file));
  for (const file of files) if (file.outcome === 'unreadable') console.error(`interlock: ${file.why}`);
  if (words.json !== undefined) writeJson(words.json, filesJson(files));
  return Math.max(...files.map(({ outcome }) => CODES[outcome]));
}

const CODES = { good: EXIT.holds, bad: EXIT.violated, unreadable: EXIT.usage } as const;

/** What is asked of all files. Throws a UsageError for words that cannot be used. */
export function questionsOf(words: EvidenceWords): Questions {
  const key = words.chain === undefined ? undefined : keyOf(words.chain);
  return {
    ...(words.root === undefined ? {} : { anchors: certificatesOf(words.root).found }),
    ...(key === undefined ? {} : { key }),
    ...(words.nonce === undefined ? {} : { nonce: nonceOf(words.nonce) }),
    ...(words.vca === undefined ? {} : { vca: vcaOf(words.vca) }),
    ...(words.bars === undefined ? {} : { bars: barsOf(words.bars) }),
    ...(words.at === undefined ? {} : { at: timeOf(words.at) }),
  };
}

function certificatesOf(path: string) {
  const found = parseCertificates(read(path));
  if (found.ok) return found.value;
  throw new UsageError(`${path} holds no certificates: at byte ${found.offset}, ${plain(found.reason)}`);
}

function keyOf(path: string) {
  const key = leafKey(certificatesOf(path));
  if (key !== undefined) return key;
  throw new UsageError(`${path} ends with a certificate whose key cannot be read`);
}

function vcaOf(path: string): VcaPart {
  const found = recognise(read(path));
  const part = found.ok ? found.value[0] : undefined;
  if (part?.found.kind === 'vca') return part.found;
  throw new UsageError(`${path} is no VCA: expected the six messages from GET_VERSION to ALGORITHMS`);
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
    return judgeBytes(path, read(path), questions);
  } catch (error) {
    if (error instanceof UsageError) return { path, outcome: 'unreadable', why: error.message };
    throw error;
  }
}

/** The judgement of what a file holds; `path` is for messages. */
export function judgeBytes(path: string, bytes: Uint8Array, questions: Questions): FileOutcome {
  const found = recognise(bytes);
  if (!found.ok) {
    const why = `${path} is no known evidence: at byte ${found.offset}, ${plain(found.reason)}`;
    return { path, outcome: 'unreadable', why };
  }
  const parts = found.value.map((part) => ({
    ...judge(part.found, questions),
    ...(part.at === undefined ? {} : { at: part.at }),
  }));
  return { path, outcome: parts.every(isGood) ? 'good' : 'bad', parts };
}
