/**
 * What a file of evidence is: certificates, a measurement transcript, SPDM messages, an interface report, or JSON or
 * hexadecimal text that holds one of these. Looks at how the bytes begin and reads them as that; what the reading is worth
 * is for judge.ts.
 */

import {
  Cursor,
  concat,
  type Failure,
  failed,
  fromBase64,
  fromHex,
  type Parsed,
  parsed,
  toHex,
} from '../../model/evidence/bytes.ts';
import { startsCertificate } from '../../model/evidence/certificate.ts';
import { type Certificates, parseCertificates } from '../../model/evidence/certificate-chain.ts';
import { type InterfaceReport, parseInterfaceReport } from '../../model/evidence/interface-report.ts';
import { type Measurements, parseMeasurements } from '../../model/evidence/measurements.ts';
import { looksLikePem } from '../../model/evidence/pem.ts';
import { type SpdmMessages, spdmMessages, startsSpdmMessage } from '../../model/evidence/spdm-message.ts';
import { readVca, type Vca } from '../../model/evidence/vca.ts';

/** The VCA messages before a transcript, which the signature covers from SPDM 1.2 on. */
export interface VcaPart {
  readonly vca: Vca;
  readonly bytes: Uint8Array;
}

export interface Transcript {
  readonly kind: 'transcript';
  readonly record: Measurements;
  /** Request and response, without the VCA. */
  readonly bytes: Uint8Array;
  readonly vca?: VcaPart;
  /** What stands beside it in the same JSON object. */
  readonly beside?: { readonly certificates: Certificates; readonly nonce?: Uint8Array };
}

export type Recognised =
  | { readonly kind: 'certificates'; readonly certificates: Certificates }
  | Transcript
  | ({ readonly kind: 'vca' } & VcaPart)
  | {
      readonly kind: 'messages';
      readonly read: SpdmMessages;
      /** Of a DOE frame: how many bytes it says it has, and how many there are. */
      readonly frame?: { readonly says: number; readonly has: number };
      /** Of CERTIFICATE messages that carry a whole chain. */
      readonly chain?: Certificates;
    }
  | { readonly kind: 'secured'; readonly session: number; readonly size: number }
  | { readonly kind: 'report'; readonly report: InterfaceReport };

export type Messages = Recognised & { readonly kind: 'messages' };

/** A recognised part of a file: `at` names it where there are several. */
export interface Part {
  readonly at?: string;
  readonly found: Recognised;
}

/** Everything in the file, or the one sentence about why it is nothing that is known here. */
export function recognise(bytes: Uint8Array): Parsed<readonly Part[]> {
  if (looksLikePem(bytes)) return alone(certificates(bytes));
  const text = new TextDecoder('latin1').decode(bytes).trim();
  if (/^[[{]/.test(text)) return recogniseJson(text);
  if (/^[0-9a-fA-F\s]+$/.test(text)) {
    const decoded = fromHex(text);
    return decoded.ok ? alone(recogniseBytes(decoded.value)) : decoded;
  }
  return alone(recogniseBytes(bytes));
}

/** One part, and a second where messages carry a certificate chain. */
function alone(found: Parsed<Recognised>): Parsed<readonly Part[]> {
  if (!found.ok) return found;
  const carried = found.value.kind === 'messages' ? found.value.chain : undefined;
  if (carried === undefined) return parsed([{ found: found.value }]);
  return parsed([
    { found: found.value },
    { at: 'in CERTIFICATE:', found: { kind: 'certificates', certificates: carried } },
  ]);
}

function certificates(bytes: Uint8Array): Parsed<Recognised> {
  const read = parseCertificates(bytes);
  return read.ok ? parsed({ kind: 'certificates', certificates: read.value }) : read;
}

function recogniseBytes(bytes: Uint8Array): Parsed<Recognised> {
  if (startsCertificate(bytes)) return certificates(bytes);
  if (startsSpdmMessage(bytes)) return parsed(spdm(bytes, spdmMessages(bytes)!));
  const framed = doeFrame(bytes);
  if (framed !== undefined) return parsed(framed);
  const chain = certificates(bytes);
  if (chain.ok) return chain;
  const report = parseInterfaceReport(bytes);
  if (report.ok) return parsed({ kind: 'report', report: report.value });
  return securedMessage(bytes) ?? unknown(bytes, chain, report);
}

/** Whether bytes that are no report were meant as one: its reserved bytes are zero and it has less than 2^16 ranges. */
const likeReport = (bytes: Uint8Array): boolean =>
  bytes.length >= 16 && [2, 3, 14, 15].every((offset) => bytes[offset] === 0);

/** Why nothing could be read: in the words of the reader that the bytes seem to be meant for. */
function unknown(bytes: Uint8Array, chain: Failure, report: Failure): Failure {
  // Behind the length of an SPDM chain, which was right.
  if (chain.offset >= 4) return failed(chain.offset, `read as a certificate chain: ${chain.reason}`);
  if (likeReport(bytes)) return failed(report.offset, `read as an interface report: ${report.reason}`);
  const found =
    bytes.length === 0 ? 'no bytes' : `${bytes.length} bytes that begin ${toHex(bytes.subarray(0, 8))}`;
  return failed(
    0,
    `expected certificates (PEM, DER or SPDM), an SPDM message, a measurement transcript or an interface report, found ${found}`,
  );
}

/** Messages, or what they make together. */
function spdm(bytes: Uint8Array, read: SpdmMessages): Recognised {
  const whole = transcript(bytes);
  if (whole.ok) return whole.value;
  const names = read.messages.map(({ name }) => name).slice(-2);
  // Both halves of a transcript are there: why they are none says more than where the messages end.
  if (names.join() === 'GET_MEASUREMENTS,MEASUREMENTS')
    return { kind: 'messages', read: { ...read, failure: whole } };
  return withChain(bytes, read);
}

/** The chain in CERTIFICATE messages, if they are all of it: the last has no remainder, and the length in front is right. */
function withChain(bytes: Uint8Array, read: SpdmMessages): Messages {
  const portions = read.messages
    .filter(({ name, open }) => name === 'CERTIFICATE' && !open)
    .map(({ offset, size }) => bytes.subarray(offset + PORTION, offset + size));
  const whole = concat(...portions);
  const says = new Cursor(whole).u16('length');
  if (read.failure !== undefined || portions.length === 0 || says !== whole.length)
    return { kind: 'messages', read };
  const chain = parseCertificates(whole);
  if (chain.ok) return { kind: 'messages', read, chain: chain.value };
  const failure = failed(PORTION, `at byte ${chain.offset} of the chain, ${chain.reason}`);
  return { kind: 'messages', read: { ...read, failure } };
}

/** Where the portion begins in a CERTIFICATE: behind the header, its length and the remainder's. */
const PORTION = 8;

function transcript(bytes: Uint8Array): Parsed<Recognised> {
  const alone = parseMeasurements(bytes);
  if (alone.ok) return parsed({ kind: 'transcript', record: alone.value, bytes });
  const cursor = new Cursor(bytes);
  const vca = cursor.result(readVca(cursor));
  const end = cursor.result(cursor.offset);
  if (!vca.ok || !end.ok) return alone;
  if (cursor.remaining === 0) return parsed({ kind: 'vca', vca: vca.value, bytes });
  const rest = bytes.subarray(end.value);
  const record = parseMeasurements(rest);
  if (!record.ok) return failed(end.value + record.offset, record.reason);
  const part = { vca: vca.value, bytes: bytes.subarray(0, end.value) };
  return parsed({ kind: 'transcript', record: record.value, bytes: rest, vca: part });
}

/** PCIe 6.0, 6.30.1: vendor PCI-SIG, type CMA/SPDM, the length with the header in units of four bytes; and one message. */
function doeFrame(bytes: Uint8Array): Recognised | undefined {
  const cursor = new Cursor(bytes);
  const isSpdm = cursor.u16('vendor') === 1 && cursor.u8('type') === 1 && cursor.u8('reserved') === 0;
  const says = 4 * (cursor.u32('length') & 0x3ffff);
  const inner = bytes.subarray(8);
  const read = spdmMessages(inner);
  if (!cursor.ok || !isSpdm || read === undefined) return undefined;
  return { ...withChain(inner, read), frame: { says, has: bytes.length } };
}

/** DSP0277: session, sequence number and a length that covers the rest; what is in it is encrypted. */
function securedMessage(bytes: Uint8Array): Parsed<Recognised> | undefined {
  const cursor = new Cursor(bytes);
  const session = cursor.u32('session id');
  cursor.u16('sequence number');
  const size = cursor.u16('length');
  return cursor.ok && size > 0 && size === cursor.remaining
    ? parsed({ kind: 'secured', session, size })
    : undefined;
}

/** What NVIDIA's tools write: an object, or a list of them, with evidence, certificates and nonce as text. */
function recogniseJson(text: string): Parsed<readonly Part[]> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return failed(0, `expected JSON, ${(error as Error).message}`);
  }
  const list = Array.isArray(json) ? json : [json];
  const parts: Part[] = [];
  for (const [k, entry] of list.entries()) {
    const read = evidenceObject(entry, Array.isArray(json) ? `[${k}]` : undefined);
    if (!read.ok) return failed(0, Array.isArray(json) ? `in entry ${k}: ${read.reason}` : read.reason);
    parts.push(...read.value);
  }
  return parts.length > 0 ? parsed(parts) : failed(0, 'expected evidence, found an empty list');
}

function evidenceObject(entry: unknown, at: string | undefined): Parsed<readonly Part[]> {
  const { evidence, certificate, nonce } = (entry ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof evidence !== 'string' || typeof certificate !== 'string')
    return failed(0, 'expected an object with the texts evidence and certificate, found another');
  const [bytes, chainBytes] = [fromBase64(evidence), fromBase64(certificate)];
  if (!bytes.ok) return failed(bytes.offset, `in evidence: ${bytes.reason}`);
  if (!chainBytes.ok) return failed(chainBytes.offset, `in certificate: ${chainBytes.reason}`);
  const chain = parseCertificates(chainBytes.value);
  if (!chain.ok) return failed(chain.offset, `in certificate: ${chain.reason}`);
  if (nonce !== undefined && typeof nonce !== 'string')
    return failed(0, 'expected the nonce as text, found another');
  const expected = nonce === undefined ? undefined : fromHex(nonce);
  if (expected !== undefined && !expected.ok) return failed(expected.offset, `in nonce: ${expected.reason}`);
  const found = recogniseBytes(bytes.value);
  if (!found.ok) return failed(found.offset, `in evidence: ${found.reason}`);
  const beside = { certificates: chain.value, ...(expected === undefined ? {} : { nonce: expected.value }) };
  const label = at === undefined ? {} : { at };
  return parsed([
    { ...label, found: { kind: 'certificates', certificates: chain.value } },
    { ...label, found: found.value.kind === 'transcript' ? { ...found.value, beside } : found.value },
  ]);
}
