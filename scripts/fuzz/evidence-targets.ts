/**
 * The readers of evidence, and the command that judges files of it: what is accepted is all of the bytes and no others, what
 * is printed fits a terminal, and one sentence says why something cannot be read.
 */

import { concat, equalBytes, littleEndian } from '../../model/evidence/bytes.ts';
import type { FullCertificate } from '../../model/evidence/certificate.ts';
import {
  type CertificateChain,
  parseCertificateChain,
  parseCertificates,
  spdmChainObject,
} from '../../model/evidence/certificate-chain.ts';
import {
  basicConstraintsOf,
  keyUsageOf,
  otherNamesOf,
  purposesOf,
  repeatedExtensions,
} from '../../model/evidence/extensions.ts';
import { encodeMeasurements, parseMeasurements } from '../../model/evidence/measurements.ts';
import { spdmMessages } from '../../model/evidence/spdm-message.ts';
import { encodeVca, parseVca } from '../../model/evidence/vca.ts';
import { fileText } from '../evidence/text.ts';
import { judgeBytes } from '../evidence.ts';
import { mutated } from './mutations.ts';
import { accepted, broken, type Corpus, type Outcome, refused, type Target } from './target.ts';

function runMeasurements(bytes: Uint8Array): Outcome {
  const record = parseMeasurements(bytes);
  if (record.ok && !equalBytes(encodeMeasurements(record.value), bytes))
    return broken('measurements are written back byte for byte');
  return refused(record);
}

/** An SPDM chain object whose length field is right, so that more than its header is looked at. */
function withRightLength(bytes: Uint8Array): Uint8Array {
  const changed = bytes.slice();
  if (changed.length >= 4) changed.set(littleEndian(changed.length, 4));
  return changed;
}

const KEY_SIZE = { ECDSA_P256: 65, ECDSA_P384: 97, RSASSA_3072: 384, UNSUPPORTED: undefined } as const;

function chainClaim(
  bytes: Uint8Array,
  { form, certificates, chainBytes }: CertificateChain,
): string | undefined {
  const ders = concat(...certificates.map(({ der }) => der));
  if (!equalBytes(ders, chainBytes)) return 'a chain is its certificates, one after the other';
  const tail = bytes.subarray(bytes.length - chainBytes.length);
  if (form !== 'PEM' && !equalBytes(tail, chainBytes))
    return 'a chain is the end of the bytes that were read';
  const rootHash = bytes.length - chainBytes.length - 4;
  if (form === 'DER' && rootHash !== -4) return 'nothing stands before certificates in DER';
  const algorithm = ({ 32: 'SHA-256', 48: 'SHA-384', 64: 'SHA-512' } as const)[rootHash];
  if (form === 'SPDM' && algorithm === undefined) return 'the root hash has the size of a digest';
  for (const { publicKey } of certificates) {
    const size = KEY_SIZE[publicKey.algorithm];
    if (size !== undefined && publicKey.key.length !== size) return 'a key has the size of its algorithm';
  }
  return undefined;
}

function runChain(bytes: Uint8Array): Outcome {
  const chain = parseCertificateChain(bytes);
  if (!chain.ok) return refused(chain);
  const claim = chainClaim(bytes, chain.value);
  return claim === undefined ? accepted : broken(claim);
}

/** Every reader of an extension on every extension: none has to understand it, and none may throw. */
function readExtensions({ extensions }: FullCertificate): void {
  repeatedExtensions(extensions);
  for (const extension of extensions)
    for (const read of [basicConstraintsOf, keyUsageOf, purposesOf, otherNamesOf]) read(extension);
}

function runCertificates(bytes: Uint8Array): Outcome {
  const read = parseCertificates(bytes);
  if (!read.ok) return refused(read);
  const { form, found } = read.value;
  for (const certificate of found) readExtensions(certificate);
  const ders = concat(...found.map(({ der }) => der));
  if (form === 'DER' && !equalBytes(ders, bytes)) return broken('certificates in DER are all of the bytes');
  return form === 'SPDM' && !equalBytes(ders, bytes.subarray(bytes.length - ders.length))
    ? broken('certificates of an SPDM chain are the end of the bytes')
    : accepted;
}

function runVca(bytes: Uint8Array): Outcome {
  const read = parseVca(bytes);
  if (!read.ok) return refused(read);
  const again = parseVca(encodeVca(read.value));
  return again.ok && JSON.stringify(again.value) === JSON.stringify(read.value)
    ? accepted
    : broken('what was agreed is read back as it was written');
}

function runMessages(bytes: Uint8Array): Outcome {
  const read = spdmMessages(bytes);
  if (read === undefined) return { kind: 'refused', reason: 'no message' };
  let end = 0;
  for (const { offset, size } of read.messages) {
    if (offset !== end || size < 4) return broken('messages stand one behind the other');
    end += size;
  }
  if (read.failure !== undefined) return { kind: 'refused', reason: read.failure.reason };
  return end + read.padding === bytes.length ? accepted : broken('messages and padding are all of the bytes');
}

const LINE = 100;

/** The whole command, without its files: a judgement, or one sentence. */
function runFile(bytes: Uint8Array): Outcome {
  const outcome = judgeBytes('input', bytes, {});
  const lines = fileText(outcome).split('\n');
  if (lines.some((line) => line.length > LINE)) return broken('no line is longer than 100 columns');
  if (lines.some((line) => /\p{C}/u.test(line))) return broken('a terminal is sent text alone');
  if (outcome.outcome === 'unreadable')
    return /\p{Cc}/u.test(outcome.why)
      ? broken('one sentence says why')
      : { kind: 'refused', reason: outcome.why };
  const wrong = outcome.parts.flatMap(({ findings }) => findings.filter(({ is }) => is === 'bad'));
  return wrong[0] === undefined ? accepted : { kind: 'refused', reason: `judged bad: ${wrong[0].says}` };
}

/** The readers of evidence. */
export function evidenceTargets({ measurements, chains, messages, files }: Corpus): readonly Target[] {
  const spdm = chains.flatMap((bytes) => {
    const chain = parseCertificateChain(bytes);
    return chain.ok ? [spdmChainObject(chain.value, 'SHA-384')] : [];
  });
  const chainInput: Target['input'] = (draw) =>
    draw(2) === 0 ? mutated(chains, draw) : withRightLength(mutated(spdm, draw));
  const vcas = messages.filter((bytes) => parseVca(bytes).ok);
  return [
    { name: 'measurements', input: (draw) => mutated(measurements, draw), run: runMeasurements },
    { name: 'certificate-chain', input: chainInput, run: runChain },
    { name: 'certificates', input: chainInput, run: runCertificates },
    { name: 'vca', input: (draw) => mutated(vcas, draw), run: runVca },
    { name: 'spdm-messages', input: (draw) => mutated(messages, draw), run: runMessages },
    { name: 'evidence-file', input: (draw) => mutated(files, draw), run: runFile },
  ];
}
