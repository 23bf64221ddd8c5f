import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestBreaking } from '../../../checker/testing/smallest.ts';
import { HARDENED } from '../../defect.ts';
import { concat, equalBytes, fromHex, toHex } from '../../evidence/bytes.ts';
import { type Extension, keyOid, type SubjectKey } from '../../evidence/certificate.ts';
import { parseCertificateChain } from '../../evidence/certificate-chain.ts';
import { ecKeyInfo, encodeCertificate, rsaKeyInfo } from '../../evidence/encode-certificate.ts';
import { der, tag, utf8 } from '../../evidence/encode-der.ts';
import { extensionOid } from '../../evidence/extensions.ts';
import { GENUINE_CHAIN } from '../../evidence/genuine-chain.ts';
import { type CertificateDefect, certificateVersions, type HasCertificate } from './defects.ts';
import { certificateLength } from './length.ts';
import { parseX509 } from './parse.ts';
import { FIELD_SIZE, type PublicKeyParams, publicKeyParams } from './public-key.ts';
import { lastCertificate } from './walk.ts';

const having = (defect: CertificateDefect): HasCertificate => new Set([defect]);
const hex = (text: string): Uint8Array => {
  const read = fromHex(text);
  if (!read.ok) throw new Error(read.reason);
  return read.value;
};
const filled = (size: number, first: number, value = 7): Uint8Array =>
  Uint8Array.from({ length: size }, (_, k) => (k === 0 ? first : value));
const point = (size: number, value: number): Uint8Array => filled(size, 4, value);
const P256 = ecKeyInfo(keyOid.P256, point(65, 1));

const certificate = (keyInfo: Uint8Array, extensions: readonly Extension[] = []): Uint8Array =>
  encodeCertificate({ subject: 'a', issuer: 'a', keyInfo, extensions });
/** Above 255 bytes, as the two bytes of length want. */
const long: Extension = { oid: '1.2.3', critical: false, value: new Uint8Array(100) };

/** One of these, shrinking towards the first. */
const earliest = <T>(...values: readonly T[]): fc.Arbitrary<T> =>
  fc.nat(values.length - 1).map((k) => values[k]!);

/** What a cached chain is made of. A filler is what only a wrong length can step over. */
interface Piece {
  readonly kind: 'CERTIFICATE' | 'CUT' | 'GARBAGE' | 'SET' | 'SHORT_FORM';
  /** Whose key it has, or with which byte garbage begins. */
  readonly who: number;
}
const pieces: fc.Arbitrary<readonly Piece[]> = fc.array(
  fc.record({
    kind: earliest<Piece['kind']>('CERTIFICATE', 'CUT', 'GARBAGE', 'SET', 'SHORT_FORM'),
    who: fc.nat(3),
  }),
  { maxLength: 4 },
);
const keyOf = (who: number): Uint8Array => point(65, who);
const bytesOf = ({ kind, who }: Piece): Uint8Array => {
  const whole = certificate(ecKeyInfo(keyOid.P256, keyOf(who)), [long]);
  switch (kind) {
    case 'CERTIFICATE':
      return whole;
    case 'CUT':
      return whole.slice(0, -1);
    case 'GARBAGE':
      return filled(40, 0x30 + who);
    case 'SET':
      return concat(Uint8Array.of(0x31), whole.subarray(1));
    case 'SHORT_FORM': {
      // 30 81: one byte of length, and behind it what the two-byte reading takes for the rest of the certificate.
      const short = certificate(ecKeyInfo(keyOid.P256, keyOf(who)));
      return concat(short, new Uint8Array(4 + short[2]! * 0x100 + short[3]! - short.length));
    }
  }
};

/** S10, S22: a chain of whole certificates, and the key of its last; all others are refused. */
function sound(chain: readonly Piece[], has: HasCertificate): boolean {
  const last = lastCertificate(concat(...chain.map(bytesOf)), has);
  if (last.errno === 'fault') return false;
  const whole = chain.length > 0 && chain.every(({ kind }) => kind === 'CERTIFICATE');
  if (last.errno !== '0') return !whole;
  return whole && equalBytes(last.subjectKey.bits, keyOf(chain.at(-1)!.who));
}

describe('the walk through a cached chain', () => {
  it('takes the key of the certificate that ends where the chain ends, or none', () => {
    expect(smallestBreaking(pieces, (chain) => sound(chain, HARDENED), { runs: 3000 })).toBeUndefined();
  });

  it.each<[CertificateDefect, readonly Piece['kind'][]]>([
    ['header-tested-with-and', ['SHORT_FORM']],
    ['length-kept-unsigned', ['CUT']],
    ['last-readable-certificate-taken', ['CERTIFICATE', 'CUT']],
  ])('does not with %s', (defect, example) => {
    const smallest = smallestBreaking(pieces, (chain) => sound(chain, having(defect)), { runs: 3000 });
    expect(smallest?.map(({ kind }) => kind)).toEqual(example);
  });

  it('finds in our own chain the key that the model gives to the RMM', () => {
    const chain = parseCertificateChain(hex(GENUINE_CHAIN));
    const last = lastCertificate(hex(GENUINE_CHAIN));
    expect(chain.ok && last.errno === '0' && publicKeyParams(last.subjectKey)).toEqual({
      errno: '0',
      ...(chain.ok ? chain.value.certificates.at(-1)!.publicKey : {}),
      metadata: new Uint8Array(0),
    });
  });

  it('refuses a chain of nothing', () => {
    expect(lastCertificate(new Uint8Array(0))).toEqual({ errno: '-EINVAL' });
  });
});

describe('the length of a certificate', () => {
  it.each([
    ['no bytes', '', '-EINVAL'],
    ['three bytes', '308200', '-EINVAL'],
    ['a short form', '30030101ff', '-EINVAL'],
    ['one byte of length', '3081010101', '-EINVAL'],
    ['three bytes of length', '3083000001ff', '-EINVAL'],
    ['four bytes of length', '308400000001ff', '-EINVAL'],
    ['another first byte', '31820001ff', '-EINVAL'],
    ['one byte more than there are', '30820002ff', '-EINVAL'],
    ['all bytes', '30820001ff', 5],
    ['fewer than there are', '30820001ff00', 5],
  ])('of %s', (_, bytes, length) => {
    expect(certificateLength(hex(bytes))).toBe(length);
  });

  it('with header-tested-with-and is read where one byte of the two is right, and not where none is', () => {
    const has = having('header-tested-with-and');
    expect(certificateLength(hex('31820001ff'), has)).toBe(5);
    expect(certificateLength(hex('30810001ff'), has)).toBe(5);
    expect(certificateLength(hex('31810001ff'), has)).toBe('-EINVAL');
  });

  it('is at most 64 KiB and a header', () => {
    const most = concat(hex('3082ffff'), new Uint8Array(0x10000));
    expect(certificateLength(most)).toBe(0x10003);
  });
});

const san = (text: string): Extension => ({
  oid: extensionOid.subjectAltName,
  critical: false,
  value: der(tag.SEQUENCE, der(0xa0, utf8(text))),
});
const extensionLists = fc.array(fc.constantFrom(san('a'), san('b'), long), { maxLength: 3 });
const isTwice = (list: readonly Extension[]): boolean =>
  new Set(list.map(({ oid }) => oid)).size < list.length;

/** RFC 5280, section 4.2: one value of an extension, and that is what is remembered. */
function soundSan(list: readonly Extension[], has: HasCertificate): boolean {
  const parsed = parseX509(certificate(P256, list), has);
  if (parsed.errno !== '0') return isTwice(list);
  const value = list.find(({ oid }) => oid === extensionOid.subjectAltName)?.value;
  return !isTwice(list) && toHex(parsed.rawSan ?? new Uint8Array(0)) === toHex(value ?? new Uint8Array(0));
}

describe('the SubjectAltName', () => {
  it('is remembered as it is encoded, and refused twice', () => {
    expect(smallestBreaking(extensionLists, (list) => soundSan(list, HARDENED))).toBeUndefined();
    expect(parseX509(certificate(P256, [san('a')]))).toMatchObject({ rawSan: san('a').value });
    expect(parseX509(certificate(P256, [san('a'), san('a')]))).toEqual({ errno: '-EBADMSG' });
  });

  it('with second-san-taken is whichever comes last', () => {
    const smallest = smallestBreaking(extensionLists, (list) => soundSan(list, having('second-san-taken')));
    expect(smallest).toHaveLength(2);
    const two = certificate(P256, [san('a'), san('b')]);
    expect(parseX509(two, having('second-san-taken'))).toMatchObject({ rawSan: san('b').value });
  });
});

/** A key as its certificate has it, and what the RMM should be given of it. */
interface Key {
  readonly kind: 'EC' | 'RSA';
  readonly curve: string;
  readonly size: number;
  readonly zeros: number;
  readonly exponent: number;
}
const sizes = earliest(65, 64, 66, 97, 384, 256, 512, FIELD_SIZE, FIELD_SIZE + 1, 2000);
const keys: fc.Arbitrary<Key> = fc.record({
  kind: earliest<Key['kind']>('EC', 'RSA'),
  // P-256, P-384, P-521 and SM2.
  curve: earliest<string>(keyOid.P256, keyOid.P384, '1.3.132.0.35', '1.2.156.10197.1.301'),
  size: sizes,
  zeros: fc.nat(2),
  exponent: earliest(3, 1, FIELD_SIZE, FIELD_SIZE + 1),
});
const digits = (size: number): Uint8Array => new Uint8Array(size).fill(9);
const subjectKeyOf = ({ kind, curve, size, zeros, exponent }: Key): SubjectKey => {
  const keyInfo =
    kind === 'EC'
      ? ecKeyInfo(curve, point(size, 9))
      : rsaKeyInfo(concat(new Uint8Array(zeros), digits(size)), digits(exponent));
  const parsed = parseX509(certificate(keyInfo));
  if (parsed.errno !== '0') throw new Error(parsed.errno);
  return parsed.subjectKey;
};

/** S10, S22: the key of an allowed algorithm in its right size, within its fields. */
function wanted({ kind, curve, size, exponent }: Key): PublicKeyParams | undefined {
  const none = new Uint8Array(0);
  if (kind === 'RSA')
    return size === 384 && exponent <= FIELD_SIZE
      ? { errno: '0', algorithm: 'RSASSA_3072', key: digits(384), metadata: digits(exponent) }
      : undefined;
  if (curve === keyOid.P256 && size === 65)
    return { errno: '0', algorithm: 'ECDSA_P256', key: point(65, 9), metadata: none };
  return curve === keyOid.P384 && size === 97
    ? { errno: '0', algorithm: 'ECDSA_P384', key: point(97, 9), metadata: none }
    : undefined;
}
function soundKey(key: Key, has: HasCertificate): boolean {
  const params = publicKeyParams(subjectKeyOf(key), has);
  const right = wanted(key);
  if (params.errno !== '0') return params.errno !== 'fault' && right === undefined;
  return (
    right !== undefined &&
    params.algorithm === right.algorithm &&
    equalBytes(params.key, right.key) &&
    equalBytes(params.metadata, right.metadata)
  );
}
const keyFaults = (key: Key, has: HasCertificate): boolean =>
  publicKeyParams(subjectKeyOf(key), has).errno === 'fault';

describe('the key for RMI_PDEV_SET_PUBKEY', () => {
  it('is P-256, P-384 or RSA-3072 in its own size, or refused', () => {
    expect(smallestBreaking(keys, (key) => soundKey(key, HARDENED), { runs: 3000 })).toBeUndefined();
  });

  it.each<[CertificateDefect, Partial<Key>]>([
    ['rsa-size-not-asked', { kind: 'RSA', size: 65 }],
    // A genuine key goes out with the zero in front that DER needs, or is read beyond its end where it has none.
    ['key-lengths-are-literals', { kind: 'RSA', size: 384 }],
    ['key-copy-unbounded', { kind: 'EC', curve: keyOid.P256, size: 64 }],
  ])('is not with %s', (defect, example) => {
    expect(smallestBreaking(keys, (key) => soundKey(key, having(defect)), { runs: 3000 })).toMatchObject(
      example,
    );
  });

  it('with key-copy-unbounded is written beyond its field, and so is an RSA exponent', () => {
    const inside = (key: Key): boolean => !keyFaults(key, having('key-copy-unbounded'));
    const ec = keys.filter(({ kind }) => kind === 'EC');
    expect(smallestBreaking(ec, inside, { runs: 3000 })).toMatchObject({ size: FIELD_SIZE + 1 });
    const rsa = keys.filter(({ kind }) => kind === 'RSA');
    expect(smallestBreaking(rsa, inside, { runs: 3000 })).toMatchObject({ exponent: FIELD_SIZE + 1 });
  });

  it('of RSA is taken whatever zeros stand in front of its numbers', () => {
    for (const zeros of [0, 1, 40, 2000]) {
      const key: Key = { kind: 'RSA', curve: '', size: 384, zeros, exponent: 3 };
      expect(publicKeyParams(subjectKeyOf(key)), `${zeros} zeros`).toEqual(wanted(key));
    }
  });

  it('is not a point that says it is compressed, nor a key of another algorithm', () => {
    const ec = (bits: Uint8Array): SubjectKey => ({ type: keyOid.EC, curve: keyOid.P256, bits });
    expect(publicKeyParams(ec(filled(65, 2)))).toEqual({ errno: '-EINVAL' });
    expect(publicKeyParams({ ...ec(point(65, 1)), type: '1.3.101.112' })).toEqual({ errno: '-EINVAL' });
    expect(publicKeyParams({ type: keyOid.RSA, curve: undefined, bits: point(9, 9) })).toEqual({
      errno: '-EBADMSG',
    });
  });
});

describe('the posted versions', () => {
  it.each(['rfc-v3', 'rfc-v4'] as const)('%s walk into the short form and write past the page', (version) => {
    const has: HasCertificate = certificateVersions[version];
    expect(sound([{ kind: 'SHORT_FORM', who: 0 }], has)).toBe(false);
    expect(
      sound(
        [
          { kind: 'CERTIFICATE', who: 0 },
          { kind: 'CUT', who: 1 },
        ],
        has,
      ),
    ).toBe(true);
    expect(keyFaults({ kind: 'EC', curve: keyOid.P256, size: 2000, zeros: 0, exponent: 3 }, has)).toBe(true);
  });

  it('rfc-v2 takes an intermediate for the device, and rfc-v3 no more', () => {
    const cut: readonly Piece[] = [
      { kind: 'CERTIFICATE', who: 0 },
      { kind: 'CUT', who: 1 },
    ];
    expect(sound(cut, certificateVersions['rfc-v2'])).toBe(false);
    expect(sound(cut, certificateVersions['rfc-v3'])).toBe(true);
  });
});
