/**
 * The textual form of certificates (RFC 7468, section 5): finds the CERTIFICATE blocks of a text and decodes them.
 * Text between blocks is skipped, as the RFC allows explanatory text. Blocks with another label are refused, since a
 * file holding something else beside certificates is more likely a mistake than a chain.
 */

import { failed, fromBase64, type Parsed, parsed } from './bytes.ts';

const BEGIN = '-----BEGIN ';
const BLOCK = /-----BEGIN ([^-\r\n]*)-----([^-]*)-----END ([^-\r\n]*)-----/y;

/** Latin-1, so that an offset in the text is an offset in the bytes. */
const textOf = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes);

/** Whether the bytes hold at least the opening line of a PEM block. */
export const looksLikePem = (bytes: Uint8Array): boolean => textOf(bytes).includes(BEGIN);

/** The DER contents of every block, in the order of the text. */
export function parsePem(bytes: Uint8Array): Parsed<readonly Uint8Array[]> {
  const text = textOf(bytes);
  const contents: Uint8Array[] = [];
  for (let at = text.indexOf(BEGIN); at >= 0; at = text.indexOf(BEGIN, BLOCK.lastIndex)) {
    BLOCK.lastIndex = at;
    const [, label, body, endLabel] = BLOCK.exec(text) ?? [];
    if (body === undefined) {
      return failed(at, 'expected a PEM block with an END line, found only its beginning');
    }
    if (label !== 'CERTIFICATE' || endLabel !== 'CERTIFICATE') {
      return failed(at, `expected a PEM block labelled CERTIFICATE, found ${label} ended by ${endLabel}`);
    }
    const decoded = fromBase64(body);
    if (!decoded.ok) {
      const start = at + BEGIN.length + label.length + '-----'.length;
      return failed(start + decoded.offset, decoded.reason);
    }
    contents.push(decoded.value);
  }
  return parsed(contents);
}
