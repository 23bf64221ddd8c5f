import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { concat, fromHex, littleEndian, toBase64, toHex } from '../../model/evidence/bytes.ts';
import { type Extension, keyOid } from '../../model/evidence/certificate.ts';
import {
  parseCertificateChain,
  parseCertificates,
  spdmChainObject,
} from '../../model/evidence/certificate-chain.ts';
import { digestBytes } from '../../model/evidence/digest.ts';
import { ecKeyInfo, encodeCertificate } from '../../model/evidence/encode-certificate.ts';
import { bitString, der, tag } from '../../model/evidence/encode-der.ts';
import { extensionOid, spdmOid } from '../../model/evidence/extensions.ts';
import { GENUINE_CHAIN } from '../../model/evidence/genuine-chain.ts';
import { encodeInterfaceReport, mmioRange } from '../../model/evidence/interface-report.ts';
import { encodeMeasurements, type Measurements } from '../../model/evidence/measurements.ts';
import { OTHER_CHAIN } from '../../model/evidence/other-chain.ts';
import { encodeVca, type Vca } from '../../model/evidence/vca.ts';
import { judgeBytes } from '../evidence.ts';
import { leafKey } from './chain.ts';
import type { Questions } from './judge.ts';
import { type FileOutcome, fileText } from './text.ts';

const judged = (bytes: Uint8Array, questions: Questions = {}): FileOutcome =>
  judgeBytes('file', bytes, questions);
const says = (outcome: FileOutcome, is?: 'good' | 'bad' | 'note'): readonly string[] =>
  outcome.outcome === 'unreadable'
    ? [outcome.why]
    : outcome.parts.flatMap(({ findings }) =>
        findings.filter((f) => is === undefined || f.is === is).map((f) => f.says),
      );
const bytesOfText = (text: string): Uint8Array => new TextEncoder().encode(text);
const bytesOf = (hex: string): Uint8Array => {
  const read = fromHex(hex);
  if (!read.ok) throw new Error(read.reason);
  return read.value;
};
const chainOf = (hex: string) => {
  const read = parseCertificateChain(bytesOf(hex));
  if (!read.ok) throw new Error(read.reason);
  return read.value;
};
const genuine = chainOf(GENUINE_CHAIN);
const anchors = (bytes: Uint8Array): Questions => {
  const read = parseCertificates(bytes);
  if (!read.ok) throw new Error(read.reason);
  return { anchors: read.value.found };
};

const messageOf = (portion: Uint8Array, remainder: number): Uint8Array =>
  concat(bytesOf('12020000'), littleEndian(portion.length, 2), littleEndian(remainder, 2), portion);

describe('CERTIFICATE messages', () => {
  const object = spdmChainObject(genuine, 'SHA-384');
  const [first, rest] = [object.subarray(0, 1000), object.subarray(1000)];
  const titles = (outcome: FileOutcome): readonly string[] =>
    outcome.outcome === 'unreadable' ? [] : outcome.parts.map(({ title }) => title);

  it('show the chain that they carry, if it is all there', () => {
    const both = judged(concat(messageOf(first, rest.length), messageOf(rest, 0)));
    expect([both.outcome, titles(both)]).toEqual([
      'good',
      ['SPDM 1.2 CERTIFICATE, CERTIFICATE', 'chain of 3 certificates, SPDM'],
    ]);
    const part = judged(messageOf(first, rest.length));
    expect([part.outcome, titles(part)]).toEqual(['good', ['SPDM 1.2 CERTIFICATE']]);
  });

  it('are bad where what they carry is no chain', () => {
    const broken = object.map((byte, k) => (k === 53 ? byte ^ 1 : byte));
    expect(says(judged(messageOf(broken, 0)), 'bad').join()).toContain('of the chain, expected');
  });
});

describe('an SPDM chain', () => {
  const object = spdmChainObject(genuine, 'SHA-384');
  it('is good with the digest of its root in front, and bad with another', () => {
    expect(judged(object).outcome).toBe('good');
    expect(says(judged(object), 'good')).toContain('the header has the SHA-384 digest of the root');
    const changed = object.map((byte, k) => (k === 4 ? byte ^ 1 : byte));
    expect(says(judged(changed), 'bad')).toEqual([
      'expected the SHA-384 digest of the root in the header, found other bytes',
    ]);
  });

  it('that was cut, its length being right, is unreadable at the certificate that was cut', () => {
    const cut = concat(littleEndian(object.length - 1, 4), object.subarray(4, -1));
    expect(says(judged(cut)).join()).toMatch(
      /at byte \d+, read as a certificate chain: expected a certificate of/,
    );
  });

  it('is bad when its root did not sign itself', () => {
    const size = genuine.certificates[0].der.length;
    const changed = genuine.chainBytes.map((byte, k) => (k === size - 1 ? byte ^ 1 : byte));
    expect(says(judged(changed), 'bad')).toContain(
      'the signature on CN=Interlock Example Root CA is not by itself',
    );
  });

  it('may leave out its root, which is then to be given', () => {
    const [root, ...below] = genuine.certificates;
    const rest = concat(...below.map((c) => c.der));
    const rootHash = digestBytes('SHA-384', root.der);
    const headless = concat(littleEndian(4 + rootHash.length + rest.length, 4), rootHash, rest);
    expect(judged(headless).outcome).toBe('good');
    expect(says(judged(headless), 'note').join('\n')).toContain('is not in the chain (--root FILE)');
    const rooted = judged(headless, anchors(root.der));
    expect(rooted.outcome).toBe('good');
    expect(says(rooted, 'good')).toContain(
      'the header has the SHA-384 digest of the root, which is the trust anchor',
    );
    const other = parseCertificates(below[0]!.der);
    expect(judged(headless, other.ok ? { anchors: other.value.found } : {}).outcome).toBe('bad');
  });

  it('is bad when a certificate of another chain is in it, and says which does not verify', () => {
    const [root, , leaf] = genuine.certificates;
    const [, intermediate] = chainOf(OTHER_CHAIN).certificates;
    const mixed = judged(concat(root.der, intermediate!.der, leaf!.der));
    expect(mixed.outcome).toBe('bad');
    expect(says(mixed, 'bad').join('\n')).toContain('the names do not form a chain');
  });

  it('out of order is still judged, which of the SPDM form is bad', () => {
    const [root, intermediate, leaf] = genuine.certificates.map((c) => c.der) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    expect(judged(concat(leaf, intermediate, root)).outcome).toBe('good');
    const rootHash = digestBytes('SHA-384', root);
    const size = littleEndian(4 + 48 + leaf.length + intermediate.length + root.length, 4);
    const reversed = judged(concat(size, rootHash, leaf, intermediate, root));
    expect(says(reversed, 'bad').join('\n')).toContain('expected the root first');
  });
});

const extension = (oid: string, value: Uint8Array, critical = true): Extension => ({ oid, critical, value });
const CA = extension(extensionOid.basicConstraints, der(tag.SEQUENCE, der(tag.BOOLEAN, Uint8Array.of(0xff))));
const NO_CA = extension(extensionOid.basicConstraints, der(tag.SEQUENCE));
const usage = (bits: number): Extension => extension(extensionOid.keyUsage, bitString(Uint8Array.of(bits)));
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const keyInfo = new Uint8Array(p384.publicKey.export({ type: 'spki', format: 'der' }));
const certificate = (subject: string, issuer: string, ...extensions: readonly Extension[]): Uint8Array =>
  encodeCertificate({
    subject,
    issuer,
    keyInfo,
    extensions: [...extensions, extension('1.2.3', new Uint8Array(60), false)],
  });
const [DIGITAL_SIGNATURE, CERT_SIGN] = [0x80, 0x04];

describe('a certificate', () => {
  const leafWith = (...extensions: readonly Extension[]): string =>
    says(judged(certificate('leaf', 'root', ...extensions)), 'bad').join('\n');

  it('of a device may sign, is no CA and is for responders, if it says what it is for', () => {
    expect(leafWith(NO_CA, usage(DIGITAL_SIGNATURE))).toBe('');
    expect(leafWith(NO_CA, usage(CERT_SIGN))).toContain('the leaf may not sign');
    expect(leafWith(CA, usage(DIGITAL_SIGNATURE))).toContain('the leaf is a CA');
  });

  it('has no extension twice, and no critical one that is not understood', () => {
    expect(leafWith(NO_CA, NO_CA)).toContain('CN=leaf has extension basicConstraints more than once');
    expect(leafWith(NO_CA, extension('1.2.4', new Uint8Array(2)))).toContain(
      'CN=leaf has extension 1.2.4, which is critical and not understood here',
    );
  });

  it.each([
    ['is no CA', [NO_CA, usage(CERT_SIGN)], 'CN=root issues a certificate and is no CA'],
    ['may not sign certificates', [CA, usage(DIGITAL_SIGNATURE)], 'without the key usage keyCertSign'],
    [
      'allows fewer CAs below it',
      [
        extension(
          extensionOid.basicConstraints,
          der(tag.SEQUENCE, der(tag.BOOLEAN, Uint8Array.of(0xff)), der(tag.INTEGER, Uint8Array.of(0))),
        ),
      ],
      'CN=root allows 0 CAs below it, found 1',
    ],
  ] as const)('is bad under an issuer that %s', (_, extensions, text) => {
    const chain = concat(
      certificate('root', 'root', ...extensions),
      certificate('middle', 'root', CA),
      certificate('leaf', 'middle', NO_CA),
    );
    expect(says(judged(chain), 'bad').join('\n')).toContain(text);
  });

  it('whose names were made for a terminal is printed as text, in lines that fit', () => {
    const name = `\u001b[2J\u202e\n${'x'.repeat(300)} ${'y'.repeat(300)}`;
    const lines = fileText(judged(certificate(name, name, CA))).split('\n');
    expect(lines.join('')).toContain('\\u{1b}[2J\\u{202e}\\u{a}');
    for (const line of lines) {
      expect(line).not.toMatch(/\p{C}/u);
      expect(line.length).toBeLessThanOrEqual(100);
    }
  });

  it('whose key is no point of its curve is bad, and verifies nothing (found by the fuzzer)', () => {
    const nowhere = ecKeyInfo(keyOid.P384, new Uint8Array(97).fill(4));
    const bytes = encodeCertificate({
      subject: 'leaf',
      issuer: 'root',
      keyInfo: nowhere,
      extensions: [NO_CA, extension('1.2.3', new Uint8Array(60), false)],
    });
    expect(says(judged(bytes), 'bad')).toContain('the key of CN=leaf is none that OpenSSL can read');
    const read = parseCertificates(bytes);
    expect(read.ok && leafKey(read.value)).toBeUndefined();
  });

  it('of a requester is bad for a responder', () => {
    const purpose = (oid: string): Extension =>
      extension(extensionOid.extendedKeyUsage, der(tag.SEQUENCE, bytesOf(encodedOids[oid]!)), false);
    expect(leafWith(NO_CA, purpose(spdmOid.requester))).toContain('for SPDM requesters alone');
    expect(leafWith(NO_CA, purpose(spdmOid.responder))).toBe('');
  });
});
/** As OpenSSL encodes them. */
const encodedOids: Readonly<Record<string, string>> = {
  [spdmOid.responder]: '060a2b06010401831c821203',
  [spdmOid.requester]: '060a2b06010401831c821204',
};

const vca: Vca = {
  versions: ['1.1', '1.2'],
  version: '1.2',
  requesterFlags: 0,
  responderFlags: 0x2f6,
  baseHash: 'SHA-384',
  baseSignature: 'ECDSA_P384',
};
const NONCE = new Uint8Array(32).fill(0xab);
const record = (version: '1.1' | '1.2', change: Partial<Measurements> = {}): Measurements => ({
  version,
  request: { attributes: 1, operation: 0xff, signed: { nonce: NONCE, slot: 0 } },
  param1: 0,
  param2: 0,
  blocks: [{ index: 1, type: 1, raw: false, value: new Uint8Array(48) }],
  nonce: new Uint8Array(32),
  opaque: new Uint8Array(0),
  signature: new Uint8Array(0),
  ...change,
});

/** Signs as a device would: of 1.2 the prefix and the digest of VCA and record, of 1.1 the record. */
function signedRecord(unsigned: Measurements, key: KeyObject, vcaBytes: Uint8Array): Uint8Array {
  const bytes = encodeMeasurements(unsigned);
  const prefix = concat(
    bytesOfText('dmtf-spdm-v1.2.*'.repeat(4)),
    new Uint8Array(6),
    bytesOfText('responder-measurements signing'),
  );
  const message =
    unsigned.version === '1.2' ? concat(prefix, digestBytes('SHA-384', concat(vcaBytes, bytes))) : bytes;
  return concat(bytes, sign('SHA384', message, { key, dsaEncoding: 'ieee-p1363' }));
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 3072 });
const VCA = encodeVca(vca);
const VERIFIES = 'the signature verifies with the leaf key of the chain (SHA-384)';

describe('a measurement transcript', () => {
  const of12 = signedRecord(record('1.2'), p384.privateKey, VCA);
  const question = { key: p384.publicKey };

  it('of SPDM 1.2 verifies with the VCA that came before it, in the file or beside it', () => {
    expect(says(judged(concat(VCA, of12), question), 'good')).toContain(VERIFIES);
    const beside = { kind: 'vca', vca, bytes: VCA } as const;
    expect(says(judged(of12, { ...question, vca: beside }), 'good')).toContain(VERIFIES);
  });

  it('of SPDM 1.2 does not verify without VCA, or with another', () => {
    expect(says(judged(of12, question), 'bad').join()).toContain('covers the VCA messages too (--vca FILE)');
    const other = encodeVca({ ...vca, responderFlags: 0x2f7 });
    expect(judged(concat(other, of12), question).outcome).toBe('bad');
  });

  it('of SPDM 1.1 verifies by itself', () => {
    const of11 = signedRecord(record('1.1'), p384.privateKey, VCA);
    expect(says(judged(of11, question), 'good')).toContain(VERIFIES);
    expect(judged(of11, { key: rsa.publicKey }).outcome).toBe('bad');
  });

  it('signed with RSA-3072 verifies, too', () => {
    const bytes = encodeMeasurements(record('1.1'));
    const signature = sign('SHA384', bytes, rsa.privateKey);
    expect(says(judged(concat(bytes, signature), { key: rsa.publicKey }), 'good')).toContain(VERIFIES);
  });

  it('says in words what was not asked, and does not fail for it', () => {
    const outcome = judged(of12);
    expect(outcome.outcome).toBe('good');
    expect(says(outcome, 'note')).toEqual(
      expect.arrayContaining([
        'the signature is not verified (--chain FILE)',
        'the nonce of the request is not judged (--nonce HEX)',
      ]),
    );
  });

  it('is bad for another nonce, another slot, a change in between, and no signature where one is asked for', () => {
    expect(judged(of12, { nonce: NONCE }).outcome).toBe('good');
    expect(says(judged(of12, { nonce: new Uint8Array(32) }), 'bad').join()).toContain(
      'expected the nonce 00',
    );
    const signed = (param2: number) => signedRecord(record('1.1', { param2 }), p384.privateKey, VCA);
    expect(says(judged(signed(1)), 'bad')).toEqual(['asked for certificate slot 0, answered for slot 1']);
    expect(says(judged(signed(0x10)), 'bad')).toEqual([
      'the device says that its measurements changed meanwhile',
    ]);
    const unsigned = encodeMeasurements(record('1.1', { request: { attributes: 0, operation: 0xff } }));
    expect(judged(unsigned).outcome).toBe('good');
    expect(says(judged(unsigned, { ...question, nonce: NONCE }), 'bad')).toEqual([
      'expected a nonce, the request has none',
      'expected a signature, the transcript has none',
    ]);
  });

  it('shows blocks in a row that say the same in one line', () => {
    const blocks = [1, 2, 3, 5].map((index) => ({ index, type: 1, raw: false, value: new Uint8Array(4) }));
    const text = fileText(
      judged(encodeMeasurements(record('1.1', { blocks, signature: new Uint8Array(96) }))),
    );
    expect(text).toMatch(/^ +1-3 +mutable firmware/m);
    expect(text).toMatch(/^ +5 +mutable firmware/m);
  });

  it('cut short is bad or unreadable at every length, but for a whole request', () => {
    const of11 = signedRecord(record('1.1'), p384.privateKey, VCA);
    for (let size = 0; size < of11.length; size++)
      expect(judged(of11.subarray(0, size), question).outcome === 'good', `${size} bytes`).toBe(size === 37);
  });
});

describe('VCA messages', () => {
  it('are six in order; fewer are messages, and another order is no VCA', () => {
    expect(says(judged(VCA))).toEqual(['six messages in order, one algorithm of each kind']);
    const first = judged(VCA.subarray(0, 4));
    expect(first.outcome !== 'unreadable' && first.parts[0]?.title).toBe('SPDM 1.0 GET_VERSION');
  });
});

describe('an interface report', () => {
  const report = (...ranges: readonly Parameters<typeof mmioRange>[]): Uint8Array =>
    encodeInterfaceReport({
      interfaceInfo: 3,
      reserved: 0,
      msixControl: 0,
      lnrControl: 0,
      tphControl: 0,
      ranges: ranges.map((range) => mmioRange(...range)),
      deviceSpecific: new Uint8Array(0),
    });

  it.each([
    ['BARs in descending order', report([16n, 1, 0x20000], [32n, 1, 0]), 'expected BARs in ascending order'],
    [
      'a range in another',
      report([16n, 4, 0], [18n, 4, 0]),
      'expected ranges in ascending order within BAR 0',
    ],
    ['a range of no page', report([16n, 0, 0]), 'expected at least one page'],
    ['a range of no BAR', report([16n, 1, 0x60000]), 'expected the id of a memory BAR, found 6'],
    ['a range past 2^64', report([(1n << 52n) - 1n, 2, 0]), 'expected an end below 2^64'],
  ])('with %s is bad: a guest has to refuse it', (_, bytes, text) => {
    expect(says(judged(bytes), 'bad').join()).toContain(`a guest refuses it: range`);
    expect(says(judged(bytes), 'bad').join()).toContain(text);
  });

  it('says of each range what a guest does with it', () => {
    const text = fileText(judged(report([16n, 1, 0], [17n, 1, 1], [18n, 1, 2], [19n, 1, 4], [20n, 1, 8])));
    for (const use of [
      'private',
      'shared (MSI-X table)',
      'shared (MSI-X pending bits)',
      'shared (not TEE)',
      'private, updatable',
    ])
      expect(text).toContain(use);
    expect(text).toContain('a guest maps 2 pages private');
  });
});

describe('text', () => {
  const entry = (change: Readonly<Record<string, unknown>> = {}): string =>
    JSON.stringify({
      evidence: toBase64(signedRecord(record('1.1'), p384.privateKey, VCA)),
      certificate: toBase64(genuine.chainBytes),
      nonce: toHex(NONCE),
      ...change,
    });
  const said = (text: string): string => says(judged(bytesOfText(text))).join('\n');

  it('of hexadecimal digits is what it stands for', () => {
    expect(judged(bytesOfText(`${toHex(genuine.chainBytes)}\n`)).outcome).toBe('good');
    expect(said('300')).toContain('expected an even number of hexadecimal digits');
  });

  it('of JSON has the chain beside the measurements, with which their signature has to verify', () => {
    expect(said(entry())).toContain('the signature does not verify with the leaf key of the chain');
    expect(said(entry())).toContain('the request has the nonce');
    expect(said(`[${entry()},${entry({ nonce: '00'.repeat(32) })}]`)).toContain('expected the nonce 00');
  });

  it.each([
    ['that ends early', '[{"evidence":', 'expected JSON'],
    ['with nothing in it', '[]', 'expected evidence, found an empty list'],
    ['of something else', '{"a":1}', 'expected an object with the texts evidence and certificate'],
    ['with another thing in a list', '[1]', 'in entry 0: expected an object'],
    ['with a nonce that is none', entry({ nonce: 7 }), 'expected the nonce as text'],
    ['with evidence that is no base64', entry({ evidence: '!' }), 'in evidence: expected a base64 digit'],
    [
      'with evidence that is nothing known',
      entry({ evidence: 'AAAA' }),
      'in evidence: expected certificates',
    ],
  ])('of JSON %s is unreadable, and one sentence says why', (_, text, why) => {
    const outcome = judged(bytesOfText(text));
    expect(outcome.outcome).toBe('unreadable');
    expect(says(outcome).join('\n')).toContain(why);
    expect(says(outcome).join('\n')).not.toMatch(/\p{Cc}/u);
  });
});
