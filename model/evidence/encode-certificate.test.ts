import { describe, expect, it } from 'vitest';
import { concat, equalBytes } from './bytes.ts';
import { keyOid, parseCertificate } from './certificate.ts';
import { decodeDer } from './der.ts';
import { ecKeyInfo, encodeCertificate, rsaKeyInfo } from './encode-certificate.ts';
import { der, oid, tag } from './encode-der.ts';

describe('DER', () => {
  it.each([0, 1, 127, 128, 255, 256, 65_535, 65_536])('of %i bytes is read back', (size) => {
    const content = new Uint8Array(size).fill(7);
    const read = decodeDer(der(tag.OCTET_STRING, content));
    expect(read?.tag).toBe('OCTET STRING');
    expect(equalBytes(read?.content ?? new Uint8Array(1), content)).toBe(true);
  });

  it.each(['2.5.29.17', '1.2.840.10045.2.1', '1.3.6.1.4.1.412.274.1', '1.3.132.0.34'])(
    'of the object identifier %s is read back',
    (dotted) => {
      expect(decodeDer(oid(dotted))?.oid).toBe(dotted);
    },
  );
});

describe('a certificate that was written', () => {
  const extension = { oid: '2.5.29.17', critical: true, value: Uint8Array.of(1, 2) };
  const keyInfo = ecKeyInfo(keyOid.P256, new Uint8Array(65).fill(4));
  const written = encodeCertificate({ subject: 'A', issuer: 'B', keyInfo, extensions: [extension] });

  it('is read back with its names, its key and its extensions', () => {
    expect(parseCertificate(written)).toMatchObject({
      ok: true,
      value: {
        subject: 'CN=A',
        issuer: 'CN=B',
        publicKey: { algorithm: 'ECDSA_P256', key: new Uint8Array(65).fill(4) },
        extensions: [extension],
      },
    });
    const without = encodeCertificate({ subject: 'A', issuer: 'A', keyInfo });
    expect(parseCertificate(without)).toMatchObject({ ok: true, value: { extensions: [] } });
  });

  it('has an RSA key with the zeros that it was given', () => {
    const modulus = concat(new Uint8Array(3), new Uint8Array(384).fill(9));
    const rsa = encodeCertificate({
      subject: 'A',
      issuer: 'A',
      keyInfo: rsaKeyInfo(modulus, Uint8Array.of(3)),
    });
    expect(parseCertificate(rsa)).toMatchObject({
      ok: true,
      value: { publicKey: { algorithm: 'RSASSA_3072', key: new Uint8Array(384).fill(9) } },
    });
  });

  it('is refused as a SET: a certificate is a SEQUENCE', () => {
    expect(parseCertificate(concat(Uint8Array.of(tag.SET), written.subarray(1)))).toMatchObject({
      ok: false,
    });
  });
});
