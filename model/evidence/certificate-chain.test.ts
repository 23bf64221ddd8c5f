import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, littleEndian, type Parsed, toBase64, toHex } from './bytes.ts';
import { type CertificateChain, parseCertificateChain, spdmChainObject } from './certificate-chain.ts';
import { carriedChain } from './device-evidence.ts';
import { digestBytes, type HashAlgorithm } from './digest.ts';
import { GENUINE_CHAIN } from './genuine-chain.ts';
import { OTHER_CHAIN } from './other-chain.ts';
import { flipped } from './variants.ts';

const samples = join(import.meta.dirname, '..', '..', '..', 'shared', 'samples');
const sample = (...path: string[]) => new Uint8Array(readFileSync(join(samples, ...path)));
const genuine = carriedChain(GENUINE_CHAIN);
const other = carriedChain(OTHER_CHAIN);
const algorithms: readonly HashAlgorithm[] = ['SHA-256', 'SHA-384', 'SHA-512'];

const must = (chain: Parsed<CertificateChain>): CertificateChain => {
  expect(chain).toMatchObject({ ok: true });
  return chain.ok ? chain.value : genuine;
};
const ders = (chain: CertificateChain) => chain.certificates.map(({ der }) => der);
const pem = (der: Uint8Array) =>
  `-----BEGIN CERTIFICATE-----\n${toBase64(der).replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
const pemBytes = (...certificates: Uint8Array[]) => new TextEncoder().encode(certificates.map(pem).join(''));

describe('the chains we carry', () => {
  it('read root first, with printable names and P-384 keys', () => {
    expect(genuine.form).toBe('DER');
    expect(genuine.certificates.map(({ issuer, subject }) => [issuer, subject])).toEqual([
      ['CN=Interlock Example Root CA', 'CN=Interlock Example Root CA'],
      ['CN=Interlock Example Root CA', 'CN=Interlock Example Intermediate CA 1'],
      ['CN=Interlock Example Intermediate CA 1', 'CN=Interlock Example Device 1'],
    ]);
    expect(genuine.certificates.map(({ publicKey }) => publicKey.algorithm)).toEqual(
      Array(3).fill('ECDSA_P384'),
    );
    expect(genuine.certificates[2]?.publicKey.key[0]).toBe(0x04);
  });

  it('share the root and differ in the rest', () => {
    expect(other.certificates[0].der).toEqual(genuine.certificates[0].der);
    expect(other.certificates[1]?.publicKey).not.toEqual(genuine.certificates[1]?.publicKey);
    expect(other.certificates[2]?.subject).toBe('CN=Interlock Example Device 2');
  });
});

describe('the SPDM chain object', () => {
  it.each(algorithms)('is length, %s root hash and certificates, and reads back', (algorithm) => {
    const object = spdmChainObject(genuine, algorithm);
    const rootHash = digestBytes(algorithm, genuine.certificates[0].der);
    expect(object).toEqual(concat(littleEndian(object.length, 4), rootHash, genuine.chainBytes));
    expect(parseCertificateChain(object)).toEqual({ ok: true, value: { ...genuine, form: 'SPDM' } });
  });

  it('may have a 16-bit length and a reserved field, as before SPDM 1.2', () => {
    const object = spdmChainObject(genuine, 'SHA-384');
    object[2] = 0xff;
    expect(must(parseCertificateChain(object)).form).toBe('SPDM');
  });

  it('is refused at every shorter length', () => {
    const object = spdmChainObject(genuine, 'SHA-384');
    for (let size = 0; size < object.length; size++) {
      expect(parseCertificateChain(object.subarray(0, size)).ok, `${size} bytes`).toBe(false);
    }
  });

  it('is refused when its length field is one off', () => {
    const object = spdmChainObject(genuine, 'SHA-384');
    expect(parseCertificateChain(flipped(object, 0, 1))).toMatchObject({ ok: false, offset: 0 });
  });

  it('is refused when the root hash is of another certificate', () => {
    const object = flipped(spdmChainObject(genuine, 'SHA-384'), 4, 1);
    const reason = 'expected the SHA-384 digest of the root certificate, found another root hash';
    expect(parseCertificateChain(object)).toEqual({ ok: false, offset: 4, reason });
  });
});

describe('DER certificates one after the other', () => {
  const [root, intermediate, leaf] = ders(genuine) as [Uint8Array, Uint8Array, Uint8Array];

  it('are refused at every shorter length that cuts a certificate', () => {
    // A cut between certificates leaves a shorter chain, which only the SPDM length field could give away.
    const whole = new Set([root.length, root.length + intermediate.length]);
    for (let size = 0; size < genuine.chainBytes.length; size++) {
      expect(parseCertificateChain(genuine.chainBytes.subarray(0, size)).ok, `${size} bytes`).toBe(
        whole.has(size),
      );
    }
  });

  it('are refused with trailing bytes, at the place where those begin', () => {
    const reason = 'expected a certificate (30 82), found 0000';
    const offset = genuine.chainBytes.length;
    expect(parseCertificateChain(concat(genuine.chainBytes, new Uint8Array(2)))).toEqual({
      ok: false,
      offset,
      reason,
    });
  });

  it('are refused when a certificate was not issued by the one before', () => {
    const broken = parseCertificateChain(concat(root, leaf));
    expect(broken).toMatchObject({ ok: false, offset: root.length });
    expect(!broken.ok && broken.reason).toBe(
      'expected a certificate issued by CN=Interlock Example Root CA, ' +
        'found CN=Interlock Example Device 1 issued by CN=Interlock Example Intermediate CA 1',
    );
    expect(parseCertificateChain(concat(root, ders(other)[1]!, leaf)).ok).toBe(false);
  });

  it('are refused when the first is not its own issuer', () => {
    const reason = /^expected a root that is its own issuer/;
    expect(parseCertificateChain(concat(intermediate, leaf))).toMatchObject({
      ok: false,
      reason: expect.stringMatching(reason),
    });
  });

  it('are refused when either of the two header bytes is wrong', () => {
    expect(parseCertificateChain(flipped(genuine.chainBytes, 0, 1)).ok).toBe(false);
    expect(parseCertificateChain(flipped(genuine.chainBytes, 1, 1)).ok).toBe(false);
    expect(parseCertificateChain(flipped(genuine.chainBytes, root.length, 1)).ok).toBe(false);
    expect(parseCertificateChain(flipped(genuine.chainBytes, root.length + 1, 1)).ok).toBe(false);
  });

  it('are refused when one of them is garbage', () => {
    const garbage = concat(Uint8Array.of(0x30, 0x82, 1, 0), new Uint8Array(256));
    expect(parseCertificateChain(concat(root, garbage))).toMatchObject({ ok: false, offset: root.length });
  });
});

describe('PEM', () => {
  it('reads in any order, with text in between', () => {
    const shuffled = fc.shuffledSubarray(ders(genuine), { minLength: 3 });
    fc.assert(
      fc.property(shuffled, (certificates) => {
        const text = certificates.map((der) => `subject of a certificate:\n${pem(der)}`).join('\n');
        const chain = parseCertificateChain(new TextEncoder().encode(text));
        expect(chain).toEqual({ ok: true, value: { ...genuine, form: 'PEM' } });
      }),
      { numRuns: 10 },
    );
  });

  it('is refused when the chain forks, has a gap, or holds a certificate twice', () => {
    const [root, intermediate, leaf] = ders(genuine) as [Uint8Array, Uint8Array, Uint8Array];
    const fork = parseCertificateChain(pemBytes(root, intermediate, ders(other)[1]!));
    expect(fork).toMatchObject({
      reason: expect.stringMatching(/^expected one chain, found two certificates issued by/),
    });
    const gap = parseCertificateChain(pemBytes(root, leaf));
    expect(gap).toMatchObject({
      reason: 'expected a certificate issued by CN=Interlock Example Root CA, found none',
    });
    expect(parseCertificateChain(pemBytes(intermediate, leaf))).toMatchObject({
      reason: 'expected a certificate that is its own issuer, found none',
    });
    expect(parseCertificateChain(pemBytes(root, intermediate, intermediate)).ok).toBe(false);
  });

  it('is refused when a block has another label, bad base64 or no end', () => {
    const text = pem(genuine.certificates[0].der);
    const parse = (changed: string) => parseCertificateChain(new TextEncoder().encode(changed));
    expect(parse(text.replaceAll('CERTIFICATE', 'PUBLIC KEY')).ok).toBe(false);
    expect(parse(text.replace('MII', 'M!I'))).toMatchObject({ ok: false, offset: 29 });
    expect(parse(text.replace('-----END', ''))).toMatchObject({ ok: false, offset: 0 });
  });
});

describe('whatever the octets, parsing ends with a value', () => {
  it('for random octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => !parseCertificateChain(bytes).ok),
      { numRuns: 500 },
    );
  });

  it('for our chain with a few bytes overwritten', () => {
    const change = fc.tuple(fc.nat(genuine.chainBytes.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), fc.boolean(), (changes, asPem) => {
        const bytes = genuine.chainBytes.slice();
        for (const [at, value] of changes) {
          bytes[at] = value;
        }
        expect(typeof parseCertificateChain(asPem ? pemBytes(bytes) : bytes).ok).toBe('boolean');
      }),
      { numRuns: 1000 },
    );
  });
});

describe.skipIf(!existsSync(samples))('sample chains (skipped without ../shared)', () => {
  it.each([
    ['ecp256.bundle_responder.certchain.der', 'ECDSA_P256', [411, 450, 557]],
    ['ecp256.bundle_responder.certchain1.der', 'ECDSA_P256', [412, 450, 558]],
    ['ecp256.bundle_responder.certchain_alias.der', 'ECDSA_P256', [411, 450, 572, 533]],
    ['ecp384.bundle_responder.certchain.der', 'ECDSA_P384', [472, 512, 619]],
    ['ecp384.bundle_responder.certchain1.der', 'ECDSA_P384', [473, 513, 620]],
    ['ecp384.bundle_responder.certchain_alias.der', 'ECDSA_P384', [472, 512, 632, 593]],
    ['rsa3072.bundle_responder.certchain.der', 'RSASSA_3072', [1313, 1225, 1204]],
    ['rsa3072.bundle_responder.certchain1.der', 'RSASSA_3072', [1057, 1097, 1204]],
  ])('%s has a leaf key %s and certificates of %j bytes', (file, algorithm, sizes) => {
    const chain = must(parseCertificateChain(sample('dmtf-certs', file)));
    expect(chain.form).toBe('DER');
    expect(ders(chain).map(({ length }) => length)).toEqual(sizes);
    expect(chain.certificates.at(-1)?.publicKey.algorithm).toBe(algorithm);
    const object = spdmChainObject(chain, 'SHA-512');
    expect(parseCertificateChain(object)).toEqual({ ok: true, value: { ...chain, form: 'SPDM' } });
  });

  it('are all listed above', () => {
    const files = readdirSync(join(samples, 'dmtf-certs')).filter((file) => /certchain.*\.der$/.test(file));
    expect(files).toHaveLength(8);
  });

  it('the RSA root with a 4096-bit key is readable but of an unsupported key', () => {
    const chain = must(parseCertificateChain(sample('dmtf-certs', 'rsa3072.bundle_responder.certchain.der')));
    const { algorithm, key } = chain.certificates[0].publicKey;
    expect([algorithm, key.length]).toEqual(['UNSUPPORTED', 512]);
    const leaf = chain.certificates[2]?.publicKey.key;
    expect([leaf?.length, leaf?.[0] !== 0]).toEqual([384, true]);
  });

  it('the ecp256 chain is refused at every length that cuts a certificate', () => {
    const bytes = sample('dmtf-certs', 'ecp256.bundle_responder.certchain.der');
    const whole = new Set([411, 861]);
    for (let size = 0; size < bytes.length; size++) {
      expect(parseCertificateChain(bytes.subarray(0, size)).ok, `${size} bytes`).toBe(whole.has(size));
    }
  });

  it('the certificates of an NVIDIA H100, leaf first in the file, come out root first', () => {
    const chain = must(parseCertificateChain(sample('nvidia', 'hopperCertChain.pem')));
    expect(chain.form).toBe('PEM');
    expect(chain.certificates.map(({ subject }) => /CN=[^,]*/.exec(subject)?.[0])).toEqual([
      'CN=NVIDIA Device Identity CA',
      'CN=NVIDIA GH100 Identity',
      'CN=NVIDIA GH100 Provisioner ICA 1',
      'CN=GH100 A01 GSP BROM',
      'CN=GH100 A01 GSP FMC LF',
    ]);
    expect(chain.certificates.map(({ publicKey }) => publicKey.algorithm)).toEqual(
      Array(5).fill('ECDSA_P384'),
    );
    const anchor = must(parseCertificateChain(sample('nvidia', 'verifier_device_root.pem')));
    expect(toHex(anchor.certificates[0].der)).toBe(toHex(chain.certificates[0].der));
  });

  it('the NVIDIA chain is refused at every length that cuts its last block', () => {
    const bytes = sample('nvidia', 'hopperCertChain.pem');
    const end = new TextDecoder().decode(bytes).lastIndexOf('-----') + 5;
    for (let size = 0; size < end; size++) {
      expect(parseCertificateChain(bytes.subarray(0, size)).ok, `${size} bytes`).toBe(false);
    }
  });
});
