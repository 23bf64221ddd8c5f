/** Files read and written by the commands. Every failure is a sentence with the path in it. */

import {
  accessSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { concat } from '../model/evidence/bytes.ts';
import type { CertificateChain } from '../model/evidence/certificate-chain.ts';
import { parseCertificateChain } from '../model/evidence/certificate-chain.ts';
import { UsageError } from './errors.ts';

/** Why the file system refused, in words. */
export const reasonOf = (error: unknown): string => {
  const code = (error as NodeJS.ErrnoException).code;
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file or folder',
    EEXIST: 'a file of that name is in the way',
    EROFS: 'the file system is read-only',
    EACCES: 'permission is denied',
    EISDIR: 'it is a directory',
    ENOTDIR: 'part of the path is not a directory',
  };
  return known[code ?? ''] ?? String(code ?? error);
};

/** Reads a whole file. Throws a UsageError. */
export function readBytes(path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

/**
 * Reads a whole file, pipe or device of no more than `most` bytes; `-` is standard input. Throws a UsageError, for more bytes,
 * too.
 */
export function readAtMost(path: string, most: number): Uint8Array {
  let file: number | undefined;
  try {
    file = path === '-' ? 0 : openSync(path, 'r');
    const buffer = Buffer.alloc(Math.min(most + 1, 1 << 20));
    const parts: Uint8Array[] = [];
    for (let total = 0; ; ) {
      const size = readSync(file, buffer);
      if (size === 0) return concat(...parts);
      total += size;
      if (total > most)
        throw new UsageError(`cannot read ${path}: expected at most ${most} bytes, found more`);
      parts.push(Uint8Array.from(buffer.subarray(0, size)));
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot read ${path}: ${reasonOf(error)}`);
  } finally {
    if (file !== undefined && path !== '-') closeSync(file);
  }
}

/** Says before a long search starts whether its result can be written. Throws a UsageError. */
export function checkWritable(path: string): void {
  try {
    accessSync(dirname(path), constants.W_OK);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
      throw new UsageError(`cannot write ${path}: it is a directory`);
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`cannot write ${path}: ${reasonOf(error)}`);
  }
}

/** Makes a folder inside one that exists (no further: a mistyped path should not grow a tree). Throws a UsageError. */
export function makeFolder(path: string): void {
  try {
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) mkdirSync(path);
  } catch (error) {
    throw new UsageError(`cannot make the folder ${path}: ${reasonOf(error)}`);
  }
  try {
    accessSync(path, constants.W_OK);
  } catch (error) {
    throw new UsageError(`cannot write into the folder ${path}: ${reasonOf(error)}`);
  }
}

/** Writes JSON, two spaces deep. Throws a UsageError. */
export function writeJson(path: string, value: unknown): void {
  writeText(path, `${JSON.stringify(value, undefined, 2)}\n`);
}

/** Writes a text. Throws a UsageError. */
export function writeText(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${reasonOf(error)}`);
  }
}

/** Reads a device's certificate chain in SPDM, DER or PEM form, and insists on a key the flow can use. */
export function readChain(path: string): CertificateChain {
  const chain = parseCertificateChain(readBytes(path));
  if (!chain.ok)
    throw new UsageError(`${path} is no certificate chain: at byte ${chain.offset}, ${chain.reason}`);
  const { publicKey, subject } = chain.value.certificates.at(-1)!;
  if (publicKey.algorithm !== 'UNSUPPORTED') return chain.value;
  throw new UsageError(
    `${path} ends with ${subject}, whose key is none of ECDSA P-256, ECDSA P-384 and RSA-3072, which RMI_PDEV_SET_PUBKEY takes`,
  );
}
