/**
 * The samples that inputs are made from: the evidence we carry, and of a folder all that one of the parsers accepts, be it
 * bytes, hexadecimal text, or base64 inside JSON.
 */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64, fromHex, type Parsed } from '../../model/evidence/bytes.ts';
import { makeCatalogue } from '../../model/evidence/catalogue.ts';
import { parseCertificateChain } from '../../model/evidence/certificate-chain.ts';
import type { EvidenceObject } from '../../model/evidence/device-evidence.ts';
import { parseInterfaceReport } from '../../model/evidence/interface-report.ts';
import { parseMeasurements } from '../../model/evidence/measurements.ts';
import { startsSpdmMessage } from '../../model/evidence/spdm-message.ts';
import { UsageError } from '../errors.ts';
import { readBytes } from '../files.ts';
import type { Corpus } from './target.ts';

/** What we carry. */
export function carriedCorpus(): Corpus {
  const catalogue = makeCatalogue();
  const all = (object: EvidenceObject) =>
    catalogue.ids(object).flatMap((id) => catalogue.entry(object, id)?.bytes ?? []);
  const [reports, measurements, chains] = [all('INTERFACE_REPORT'), all('MEASUREMENTS'), all('CERTIFICATE')];
  const messages = [...all('VCA'), ...measurements];
  return { reports, measurements, chains, messages, files: [...reports, ...chains, ...messages] };
}

/** What we carry and what a folder holds, with all folders in it. Throws a UsageError where it cannot be read. */
export function corpusWith(folder: string): Corpus {
  const carried = carriedCorpus();
  const files = filesOf(folder).map((file) => readBytes(join(folder, file)));
  const found = files.flatMap(readings);
  const accepts = (parse: (bytes: Uint8Array) => Parsed<unknown>) => found.filter((bytes) => parse(bytes).ok);
  return {
    reports: [...carried.reports, ...accepts(parseInterfaceReport)],
    measurements: [...carried.measurements, ...accepts(parseMeasurements)],
    chains: [...carried.chains, ...accepts(parseCertificateChain)],
    messages: [...carried.messages, ...found.filter(startsSpdmMessage)],
    files: [...carried.files, ...files],
  };
}

/** Sorted, so that the inputs do not depend on the file system. */
function filesOf(folder: string): readonly string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`cannot read samples from ${folder}: it is no folder`);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length))
    .sort();
}

/** All that the bytes of a file may stand for. */
function readings(bytes: Uint8Array): readonly Uint8Array[] {
  const text = new TextDecoder('latin1').decode(bytes);
  const decoded = [
    fromHex(text),
    ...[...text.matchAll(/"([A-Za-z0-9+/=\s]{64,})"/g)].map(([, word]) => fromBase64(word!)),
  ];
  return [bytes, ...decoded.flatMap((one) => (one.ok ? [one.value] : []))];
}

/** How many samples there are of each kind, for the first line of a report. */
export const sizeOf = ({ reports, measurements, chains, messages, files }: Corpus): string =>
  `${reports.length} interface reports, ${measurements.length} measurements, ${chains.length} certificate chains, ${messages.length} messages, ${files.length} files`;
