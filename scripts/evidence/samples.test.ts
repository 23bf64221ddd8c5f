/**
 * What `evidence` says of every file of the shared samples: real GPU evidence, published test chains and messages, and our
 * own reports. And that a changed byte does not pass, wherever something vouches for it.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type EvidenceWords, judgeBytes, questionsOf } from '../evidence.ts';
import type { FileOutcome } from './text.ts';

const SAMPLES = join(import.meta.dirname, '../../../shared/samples');
const here = existsSync(SAMPLES);
const at = (name: string): string => join(SAMPLES, name);
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(at(name)));
const judged = (name: string, words: EvidenceWords = {}, bytes = bytesOf(name)): FileOutcome =>
  judgeBytes(name, bytes, questionsOf(words));

const HOPPER = here ? { chain: at('nvidia/hopperCertChain.pem') } : {};
const NVIDIA_ROOT = here ? { root: at('nvidia/verifier_device_root.pem') } : {};
/** The nonce in the request of hopperAttestationReport.txt. */
const HOPPER_NONCE = '931d8dd0add203ac3d8b4fbde75e115278eefcdceac5b87671a748f32364dfcb';
const ECP256 = 'dmtf-certs/ecp256.bundle_responder.certchain.der';
const ECP256_ROOT = here ? { root: at(ECP256) } : {};
const BARS = { bars: '0:0x4000000000:0x100000,2:0x4000100000:0x100000,4:0x5000000000:0x100000' };

interface Sample {
  readonly name: string;
  readonly words?: EvidenceWords;
  readonly outcome: 'good' | 'bad';
  /** The title of every part. */
  readonly titles: readonly string[];
  /** Findings that there must be. */
  readonly says?: readonly string[];
  /** A byte that may not be changed: to what it is changed, and what is then said. */
  readonly altered: readonly [offset: number, outcome: 'bad' | 'unreadable', says: string, mask?: number];
}

const chain = (name: string, count: number, leaf: string): Sample => ({
  name: `dmtf-certs/${name}`,
  outcome: 'good',
  titles: [`chain of ${count} certificates, DER`],
  says: [
    'every certificate names the one before as its issuer',
    `all ${count} signatures verify`,
    'every issuer is a CA',
    'the leaf may sign',
    `the leaf key is ${leaf}`,
    'device ACME:WIDGET:1234567890',
    'the root is trusted by nobody here',
  ],
  altered: [sizeOf(name) - 1, 'bad', 'the signature on CN=DMTF libspdm'],
});
/** The size of a chain, or 1 where the samples are not had. */
const sizeOf = (name: string): number => (here ? bytesOf(`dmtf-certs/${name}`).length : 1);

const message = (
  name: string,
  title: string,
  says: string,
  altered: Sample['altered'],
  outcome: Sample['outcome'] = 'good',
): Sample => ({ name, outcome, titles: [title], says: [says], altered });

const WHOLE = 'as long as its layout says';
const OTHER_CODE = 'expected certificates (PEM, DER or SPDM)';

const samples: readonly Sample[] = [
  {
    name: 'nvidia/hopperCertChain.pem',
    words: NVIDIA_ROOT,
    outcome: 'good',
    titles: ['chain of 5 certificates, PEM'],
    says: [
      'in the file leaf first',
      'all 5 signatures verify',
      'the leaf key is ECDSA P-384, 97 bytes',
      'device NVIDIA:GH100:48B02D92494BADF4',
      'the root is the trust anchor',
    ],
    altered: [400, 'bad', 'the signature on CN=GH100 A01 GSP FMC LF is not by'],
  },
  {
    name: 'nvidia/verifier_device_root.pem',
    words: NVIDIA_ROOT,
    outcome: 'good',
    titles: ['root certificate, PEM'],
    says: ['the signature verifies', 'a root alone: no device is named', 'the root is the trust anchor'],
    altered: [700, 'bad', 'neither is CN=NVIDIA Device Identity CA the trust anchor'],
  },
  {
    name: 'nvidia/hopperAttestationReport.txt',
    words: { ...HOPPER, nonce: HOPPER_NONCE },
    outcome: 'good',
    titles: ['measurement transcript, SPDM 1.1, 64 blocks'],
    says: [
      'asked for all blocks, slot 0; 422 opaque bytes, 96 of signature',
      'the request has the nonce',
      'the signature verifies with the leaf key of the chain (SHA-384)',
    ],
    altered: [2 * 60, 'bad', 'the signature does not verify'],
  },
  {
    name: 'nvidia/gpu_evidence.json',
    words: NVIDIA_ROOT,
    outcome: 'good',
    titles: Array.from({ length: 8 }, () => [
      'chain of 5 certificates, PEM',
      'measurement transcript, SPDM 1.1, 64 blocks',
    ]).flat(),
    says: [
      'the root is the trust anchor',
      'the request has the nonce',
      'the signature verifies with the leaf',
    ],
    altered: [
      here ? readFileSync(at('nvidia/gpu_evidence.json')).indexOf('"nonce"') + 12 : 0,
      'bad',
      'expected the nonce',
    ],
  },
  chain('ecp256.bundle_responder.certchain.der', 3, 'ECDSA P-256, 65 bytes'),
  chain('ecp256.bundle_responder.certchain1.der', 3, 'ECDSA P-256, 65 bytes'),
  chain('ecp256.bundle_responder.certchain_alias.der', 4, 'ECDSA P-256, 65 bytes'),
  chain('ecp384.bundle_responder.certchain.der', 3, 'ECDSA P-384, 97 bytes'),
  chain('ecp384.bundle_responder.certchain1.der', 3, 'ECDSA P-384, 97 bytes'),
  chain('ecp384.bundle_responder.certchain_alias.der', 4, 'ECDSA P-384, 97 bytes'),
  chain('rsa3072.bundle_responder.certchain.der', 3, 'RSA-3072, 384 bytes'),
  chain('rsa3072.bundle_responder.certchain1.der', 3, 'RSA-3072, 384 bytes'),
  {
    // The file's name is of its subject; its basicConstraints say CA.
    name: 'dmtf-certs/ecp256.end_requester_ca_false.cert.der',
    outcome: 'bad',
    titles: ['certificate, DER'],
    says: ['the leaf is a CA', 'which is not in the file (--root FILE)'],
    altered: [1, 'unreadable', OTHER_CODE],
  },
  {
    name: 'dmtf-certs/ecp256.end_requester_without_basic_constraint.cert.der',
    outcome: 'good',
    titles: ['certificate, DER'],
    says: ['the leaf has no basicConstraints', 'which is not in the file (--root FILE)'],
    altered: [1, 'unreadable', OTHER_CODE],
  },
  {
    name: 'dmtf-certs/ecp256.end_responder_with_spdm_req_eku.cert.der',
    words: ECP256_ROOT,
    outcome: 'bad',
    titles: ['certificate, DER'],
    says: ['the leaf is for SPDM requesters alone', 'is signed by the trust anchor'],
    altered: [487, 'bad', 'nor is it signed by it'],
  },
  {
    name: 'dmtf-certs/ecp256.end_responder_with_spdm_rsp_eku.cert.der',
    words: ECP256_ROOT,
    outcome: 'good',
    titles: ['certificate, DER'],
    says: ['the leaf is for SPDM responders', 'is signed by the trust anchor'],
    altered: [487, 'bad', 'nor is it signed by it'],
  },
  message('dmtf-spdm-msgs/algorithms12.raw', 'SPDM 1.2 NEGOTIATE_ALGORITHMS', WHOLE, [4, 'bad', 'expected']),
  message('dmtf-spdm-msgs/challenge.raw', 'SPDM 1.1 CHALLENGE_AUTH', 'depends on what was negotiated', [
    1,
    'unreadable',
    OTHER_CODE,
  ]),
  message('dmtf-spdm-msgs/get_capabilities.raw', 'SPDM 1.1 CAPABILITIES', WHOLE, [
    0,
    'unreadable',
    OTHER_CODE,
  ]),
  {
    name: 'dmtf-spdm-msgs/get_certificate.raw',
    outcome: 'good',
    titles: ['SPDM 1.2 CERTIFICATE, CERTIFICATE', 'chain of 3 certificates, SPDM'],
    says: [
      'with 3 bytes of padding',
      'the header has the SHA-384 digest of the root',
      'all 3 signatures verify',
    ],
    altered: [20, 'bad', 'expected the SHA-384 digest of the root in the header'],
  },
  message('dmtf-spdm-msgs/get_digests.raw', 'SPDM 1.1 DIGESTS', 'depends on what was negotiated', [
    1,
    'unreadable',
    OTHER_CODE,
  ]),
  // In both, the block's own size is 35 and that of the DMTF value in it says 257.
  message(
    'dmtf-spdm-msgs/get_measurements.raw',
    'SPDM 1.1 MEASUREMENTS',
    'at byte 8, expected a block of 260 bytes for a value of 257, found one of 35',
    [0, 'unreadable', OTHER_CODE],
    'bad',
  ),
  message(
    'dmtf-spdm-msgs/get_measurements12.raw',
    'SPDM 1.2 MEASUREMENTS',
    'at byte 8, expected a block of 260 bytes for a value of 257, found one of 35',
    [0, 'unreadable', OTHER_CODE],
    'bad',
  ),
  // Two versions are told, and six more bytes follow: too many for padding.
  message(
    'dmtf-spdm-msgs/get_version.raw',
    'SPDM 1.0 VERSION',
    'at byte 10, expected the end or another message behind VERSION, found 6 bytes',
    [5, 'bad', 'expected'],
    'bad',
  ),
  message('dmtf-spdm-msgs/measurements11.raw', 'SPDM 1.1 GET_MEASUREMENTS', WHOLE, [
    2,
    'bad',
    'found 33 bytes',
    1,
  ]),
  message('dmtf-spdm-msgs/measurements12.raw', 'SPDM 1.2 GET_MEASUREMENTS', WHOLE, [
    2,
    'bad',
    'found 33 bytes',
    1,
  ]),
  message('dmtf-spdm-msgs/negotiate_algorithms1.raw', 'SPDM 1.1 ALGORITHMS', WHOLE, [4, 'bad', 'expected']),
  message('dmtf-spdm-msgs/rsp_vendor_cmds.raw', 'SPDM 1.0 VENDOR_DEFINED_RESPONSE', WHOLE, [
    9,
    'bad',
    'payload',
  ]),
  message(
    'dmtf-spdm-msgs/spdm_decode_secured_message.raw',
    'secured SPDM message, session 0xffffffff, 31 bytes',
    'encrypted: nothing in it is judged',
    [6, 'unreadable', OTHER_CODE],
  ),
  {
    name: 'dmtf-spdm-msgs/spdm_transport_pci_doe_decode_message.raw',
    outcome: 'good',
    titles: ['SPDM 1.0 VERSION'],
    says: ['in a DOE frame of 20 bytes', WHOLE],
    altered: [4, 'bad', 'bytes that the DOE header says, found 20'],
  },
  message('dmtf-spdm-msgs/vendor_cmds.raw', 'SPDM 1.0 VENDOR_DEFINED_REQUEST', WHOLE, [9, 'bad', 'payload']),
  message('spdm-rs-msgs/algorithm_req.raw', 'SPDM 1.1 ALGORITHMS', WHOLE, [4, 'bad', 'DOE header says']),
  message('spdm-rs-msgs/capability_req.raw', 'SPDM 1.2 CAPABILITIES', WHOLE, [4, 'bad', 'DOE header says']),
  // A CERTIFICATE in spite of its name, cut short of what its DOE header says.
  message(
    'spdm-rs-msgs/digests_req.raw',
    'SPDM 1.1 CERTIFICATE',
    'expected the 192 bytes that the DOE header says, found 152',
    [0, 'unreadable', OTHER_CODE],
    'bad',
  ),
  {
    name: 'spdm-rs-msgs/measurement_req.raw',
    outcome: 'good',
    titles: ['SPDM 1.2 MEASUREMENTS'],
    says: ['in a DOE frame of 696 bytes', WHOLE],
    altered: [8 + 5, 'bad', 'expected 10 blocks'],
  },
  message('spdm-rs-msgs/measurement_rsp.raw', 'SPDM 1.2 GET_MEASUREMENTS', WHOLE, [
    2,
    'bad',
    'found 33 bytes',
    1,
  ]),
  message('spdm-rs-msgs/version_req.raw', 'SPDM 1.0 VERSION', WHOLE, [13, 'bad', 'expected']),
  {
    name: 'constructed/tdisp-report-hole-at-bar-start.bin',
    words: BARS,
    outcome: 'good',
    titles: ['interface report, 2 ranges'],
    // Sixteen pages into BAR 0, where the first range begins.
    says: ['a guest maps 496 pages private', '240 pages at IPA 0x4000010000 from reported 0x40010000'],
    altered: [12, 'unreadable', 'read as an interface report'],
  },
  {
    name: 'constructed/tdisp-report-like-spdm-emu.bin',
    outcome: 'good',
    titles: ['interface report, 4 ranges'],
    says: [
      'INTERFACE_INFO 0x3: no firmware update, DMA without PASID',
      'a guest maps 20 pages private, if they fit',
    ],
    altered: [16 + 14, 'bad', 'a guest refuses it: range 1: expected BARs in ascending order'],
  },
  {
    name: 'constructed/tdisp-report-msix-locked.bin',
    words: BARS,
    outcome: 'good',
    titles: ['interface report, 4 ranges'],
    says: ['MSI-X 0x800f, LNR 0x0, TPH 0x0', 'a guest maps 272 pages private'],
    altered: [16 + 9, 'bad', 'a guest refuses it: range 0: expected a range inside BAR 0'],
  },
];

const words = (outcome: FileOutcome): readonly string[] =>
  outcome.outcome === 'unreadable'
    ? [outcome.why]
    : outcome.parts.flatMap(({ findings }) => findings.map(({ says }) => says));

/** Flips one bit of one byte; in text, one that makes another digit of it. */
const changed = (bytes: Uint8Array, offset: number, mask = 4): Uint8Array =>
  bytes.map((byte, k) => (k === offset ? byte ^ mask : byte));

describe.skipIf(!here)('the shared samples (skipped without ../shared)', () => {
  it('are all listed here', () => {
    const files = readdirSync(SAMPLES, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'README.md')
      .map((entry) => join(entry.parentPath, entry.name).slice(SAMPLES.length + 1));
    expect(samples.map(({ name }) => name).sort()).toEqual(files.sort());
  });

  it.each(samples)('$name is $outcome, and says why', ({ name, words: asked, outcome, titles, says }) => {
    const found = judged(name, asked);
    expect(found.outcome).toBe(outcome);
    expect(found.outcome !== 'unreadable' && found.parts.map(({ title }) => title)).toEqual(titles);
    for (const text of says ?? []) expect(words(found).join('\n')).toContain(text);
  });

  it.each(samples)('$name with one byte changed is not good', ({ name, words: asked, altered }) => {
    const [offset, outcome, says, mask] = altered;
    const found = judged(name, asked, changed(bytesOf(name), offset, mask));
    expect([found.outcome, words(found).join('\n')]).toEqual([outcome, expect.stringContaining(says)]);
  });

  it('a chain is not good with any one byte changed, against its root (every 5th is tried)', () => {
    const bytes = bytesOf(ECP256);
    const offsets = [...bytes.keys()].filter((k) => k % 5 === 0);
    const passed = offsets.filter(
      (offset) => judged(ECP256, ECP256_ROOT, changed(bytes, offset, 1)).outcome === 'good',
    );
    expect(passed).toEqual([]);
  }, 60_000);

  it('hopperAttestationReport.txt is not good with any digit changed (every 11th is tried)', () => {
    const name = 'nvidia/hopperAttestationReport.txt';
    const bytes = bytesOf(name);
    const digits = [...bytes.keys()].filter((k) => k % 11 === 0 && bytes[k]! > 0x20);
    const passed = digits.filter((k) => {
      const other = bytes.map((byte, j) => (j === k ? (byte === 0x30 ? 0x31 : 0x30) : byte));
      return bytes[k] !== 0x30 && judged(name, HOPPER, other).outcome === 'good';
    });
    expect(digits.length).toBeGreaterThan(700);
    expect(passed).toEqual([]);
  }, 60_000);
});

describe.skipIf(!here)('what a question changes (skipped without ../shared)', () => {
  it('the evidence of one GPU does not verify with the chain of another, or against another nonce', () => {
    const name = 'nvidia/hopperAttestationReport.txt';
    expect(judged(name).outcome).toBe('good');
    expect(words(judged(name))).toContain('the signature is not verified (--chain FILE)');
    const other = judged(name, { chain: at(ECP256) });
    expect([other.outcome, words(other)]).toEqual([
      'bad',
      expect.arrayContaining(['the signature does not verify with the leaf key of the chain']),
    ]);
    expect(judged(name, { ...HOPPER, nonce: '00'.repeat(32) }).outcome).toBe('bad');
  });

  it('a chain is not good against the root of others, though it is in order', () => {
    const found = judged('dmtf-certs/ecp256.bundle_responder.certchain1.der', ECP256_ROOT);
    expect(found.outcome).toBe('bad');
    expect(words(found)).toContain('all 3 signatures verify');
  });

  it('a chain is good at a time when it is valid, and bad at others', () => {
    expect(judged(ECP256, { at: '2030-01-01' }).outcome).toBe('good');
    expect(judged(ECP256, { at: '2020-01-01' }).outcome).toBe('bad');
    expect(judged(ECP256, { at: '2040-01-01' }).outcome).toBe('bad');
  });

  it('a report is bad where the BARs of the guest cannot hold its ranges', () => {
    const name = 'constructed/tdisp-report-msix-locked.bin';
    expect(judged(name).outcome).toBe('good');
    expect(judged(name, { bars: '0:0x0:0x10000,2:0x100000:0x100000,4:0x200000:0x80000' }).outcome).toBe(
      'bad',
    );
    expect(judged(name, { bars: '0:0x0:0x10000,4:0x200000:0x100000' }).outcome).toBe('bad');
  });
});
