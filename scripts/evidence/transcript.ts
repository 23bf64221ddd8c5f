/**
 * Judges a measurement transcript: whether it is signed by the leaf of a chain, whether its request carries the expected
 * nonce, and what it measures (DSP0274 1.1 and 1.2, MEASUREMENTS and its signature). Whether the values are acceptable is
 * for reference values, which are not had here.
 */

import { constants, type KeyObject, verify } from 'node:crypto';
import { concat, equalBytes, toHex } from '../../model/evidence/bytes.ts';
import { digestBytes, type HashAlgorithm } from '../../model/evidence/digest.ts';
import type { MeasurementBlock, Measurements } from '../../model/evidence/measurements.ts';
import { bad, either, type Finding, good, type Judged, note } from './finding.ts';
import type { Transcript, VcaPart } from './recognise.ts';

export interface TranscriptQuestions {
  /** What the signature should verify with. */
  readonly key?: KeyObject;
  readonly nonce?: Uint8Array;
  /** The VCA messages, where they are not in the transcript itself. */
  readonly vca?: VcaPart;
}

/** DMTFSpecMeasurementValueType, bits 6:0. */
const TYPES = [
  'immutable ROM',
  'mutable firmware',
  'hardware configuration',
  'firmware configuration',
  'manifest',
  'device mode',
  'firmware version',
  'security version',
  'hash-extended',
  'informational',
  'structured manifest',
];

/** Judges a transcript. */
export function judgeTranscript(found: Transcript, questions: TranscriptQuestions): Judged {
  const vca = found.vca ?? questions.vca;
  const transcript = vca === undefined ? found : { ...found, vca };
  const { record } = transcript;
  const { request, blocks, opaque, signature } = record;
  return {
    title: `measurement transcript, SPDM ${record.version}${found.vca ? ' with VCA' : ''}, ${blocks.length} blocks`,
    table: runs(blocks).map(row),
    findings: [
      note(
        `asked for ${operation(request.operation)}, ${request.signed ? `slot ${request.signed.slot}` : 'unsigned'}; ${opaque.length} opaque bytes, ${signature.length} of signature`,
      ),
      ...slotFinding(record),
      ...nonceFinding(record, questions.nonce),
      signatureFinding(transcript, questions.key),
      ...changeFinding(record),
    ],
    data: {
      version: record.version,
      requestNonce: request.signed && toHex(request.signed.nonce),
      responseNonce: toHex(record.nonce),
      slot: request.signed?.slot,
      blocks: blocks.map(({ index, type, raw, value }) => ({ index, type, raw, value: toHex(value) })),
      opaque: toHex(opaque),
      signature: toHex(signature),
    },
  };
}

const operation = (param2: number): string =>
  param2 === 0xff ? 'all blocks' : param2 === 0 ? 'the number of blocks' : `block ${param2}`;

/** Blocks in a row that say the same, as unused ones do, with the index of the last. */
interface Run extends MeasurementBlock {
  readonly last: number;
}

function runs(blocks: readonly MeasurementBlock[]): readonly Run[] {
  const found: Run[] = [];
  for (const block of blocks) {
    const run = found.at(-1);
    const goesOn =
      run !== undefined &&
      block.index === run.last + 1 &&
      block.type === run.type &&
      block.raw === run.raw &&
      equalBytes(block.value, run.value);
    if (goesOn) found[found.length - 1] = { ...run, last: block.index };
    else found.push({ ...block, last: block.index });
  }
  return found;
}

const SHOWN = 16;
const row = ({ index, last, type, raw, value }: Run): readonly string[] => [
  index === last ? String(index) : `${index}-${last}`,
  TYPES[type] ?? `type ${type}`,
  raw ? 'raw' : 'digest',
  `${value.length} bytes`,
  `${toHex(value.subarray(0, SHOWN))}${value.length > SHOWN ? '…' : ''}`,
];

function slotFinding({ request, param2 }: Measurements): readonly Finding[] {
  if (request.signed === undefined) return [];
  const [asked, given] = [request.signed.slot & 0xf, param2 & 0xf];
  return asked === given ? [] : [bad(`asked for certificate slot ${asked}, answered for slot ${given}`)];
}

function nonceFinding({ request }: Measurements, nonce: Uint8Array | undefined): readonly Finding[] {
  const found = request.signed?.nonce;
  if (nonce === undefined)
    return found === undefined ? [] : [note('the nonce of the request is not judged (--nonce HEX)')];
  if (found === undefined) return [bad('expected a nonce, the request has none')];
  return [
    either(
      equalBytes(found, nonce),
      'the request has the nonce',
      `expected the nonce ${toHex(nonce)}, found ${toHex(found)}`,
    ),
  ];
}

/** param2, bits 5:4: whether the device saw its measurements change during the session. */
function changeFinding({ param2 }: Measurements): readonly Finding[] {
  return ((param2 >> 4) & 3) === 1 ? [bad('the device says that its measurements changed meanwhile')] : [];
}

function signatureFinding(transcript: Transcript, key: KeyObject | undefined): Finding {
  const { record, vca } = transcript;
  if (record.signature.length === 0)
    return key === undefined ? note('not signed') : bad('expected a signature, the transcript has none');
  if (key === undefined) return note('the signature is not verified (--chain FILE)');
  if (record.version === '1.2' && vca === undefined)
    return bad(
      'the signature cannot be verified: from SPDM 1.2 on it covers the VCA messages too (--vca FILE)',
    );
  const hash = signedWith(transcript, key);
  return hash === undefined
    ? bad('the signature does not verify with the leaf key of the chain')
    : good(`the signature verifies with the leaf key of the chain (${hash})`);
}

/** 1.1 does not say in the transcript which hash was negotiated: one of three. */
function signedWith(transcript: Transcript, key: KeyObject): HashAlgorithm | undefined {
  const { record, bytes, vca } = transcript;
  const covered = bytes.subarray(0, bytes.length - record.signature.length);
  if (vca !== undefined && record.version === '1.2') {
    const { baseHash } = vca.vca;
    const message = signedMessage(baseHash, concat(vca.bytes, covered));
    return verifies(key, baseHash, message, record.signature, RSASSA) ? baseHash : undefined;
  }
  return (['SHA-256', 'SHA-384', 'SHA-512'] as const).find((hash) =>
    verifies(key, hash, covered, record.signature, [...RSASSA, constants.RSA_PKCS1_PSS_PADDING]),
  );
}

const PREFIX_SIZE = 100;
const PURPOSE = 'responder-measurements signing';

/** DSP0274 1.2, signature generation: the version four times, zeros, the purpose, and the digest of the transcript. */
function signedMessage(hash: HashAlgorithm, transcript: Uint8Array): Uint8Array {
  const text = (words: string): Uint8Array => new TextEncoder().encode(words);
  const version = text('dmtf-spdm-v1.2.*'.repeat(4));
  const padding = new Uint8Array(PREFIX_SIZE - version.length - PURPOSE.length);
  return concat(version, padding, text(PURPOSE), digestBytes(hash, transcript));
}

/** The one RSA scheme that our VCA reader takes; without VCA the transcript does not say which it is. */
const RSASSA = [constants.RSA_PKCS1_PADDING];

/** ECDSA signatures are the two numbers one after the other. */
function verifies(
  key: KeyObject,
  hash: HashAlgorithm,
  message: Uint8Array,
  signature: Uint8Array,
  paddings: readonly number[],
): boolean {
  const ways =
    key.asymmetricKeyType === 'rsa'
      ? paddings.map((padding) => ({ key, padding }))
      : [{ key, dsaEncoding: 'ieee-p1363' as const }];
  return ways.some((way) => {
    try {
      return verify(hash.replace('-', ''), message, way, signature);
    } catch {
      return false;
    }
  });
}
