import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from './bytes.ts';
import { encodeVca, parseVca, type Vca } from './vca.ts';

const example: Vca = {
  versions: ['1.1', '1.2'],
  version: '1.2',
  requesterFlags: 0x2c2,
  responderFlags: 0x2f6,
  baseHash: 'SHA-384',
  baseSignature: 'ECDSA_P384',
};

const messages = [
  '10840000',
  '1004000000020011' + '0012',
  '12e10000' + '00000000' + 'c2020000' + '00120000' + '00120000',
  '12610000' + '00000000' + 'f6020000' + '00120000' + '00120000',
  `12e30000${'2000'}0100${'80000000'}${'02000000'}${'00'.repeat(16)}`,
  `12630000${'2400'}0100${'04000000'}${'80000000'}${'02000000'}${'00'.repeat(16)}`,
];

const parseHex = (text: string) => {
  const bytes = fromHex(text);
  return bytes.ok ? parseVca(bytes.value) : bytes;
};

describe('the VCA transcript', () => {
  it('is written as the six messages of SPDM 1.2', () => {
    expect(toHex(encodeVca(example))).toBe(messages.join(''));
  });

  it('reads back to what was negotiated', () => {
    expect(parseHex(messages.join(''))).toEqual({ ok: true, value: example });
  });

  it('reads past algorithm structures and extended algorithms', () => {
    const request = `12e30100${'2800'}0100${'80000000'}${'02000000'}${'00'.repeat(12)}01000000aabbccdd02200800`;
    expect(parseHex(messages.with(4, request).join(''))).toEqual({ ok: true, value: example });
  });

  it('is refused when two messages are swapped', () => {
    const swapped = [messages[0], messages[1], messages[3], messages[2], ...messages.slice(4)].join('');
    const reason = 'expected GET_CAPABILITIES (12 e1), found 12 61';
    expect(parseHex(swapped)).toEqual({ ok: false, offset: 14, reason });
  });

  it('is refused when 1.2 was not offered', () => {
    const reason = 'expected version 1.2 among those offered, found 1.1 1.0';
    expect(parseHex(messages.with(1, '1004000000020011' + '0010').join(''))).toMatchObject({
      ok: false,
      reason,
    });
  });

  it('is refused when the responder selected two hash algorithms', () => {
    const response = messages[5]!.replace('0400000080000000' + '02000000', '0400000080000000' + '03000000');
    const reason = 'expected one known algorithm in BaseHashSel, found 0x03';
    expect(parseHex(messages.with(5, response).join(''))).toMatchObject({ ok: false, reason });
  });

  it('is refused when a length field does not match the message', () => {
    const request = messages[4]!.replace('12e300002000', '12e300002100');
    expect(parseHex(messages.with(4, request).join(''))).toMatchObject({ ok: false });
  });

  it('is refused at every shorter length and with trailing bytes', () => {
    const bytes = encodeVca(example);
    for (let size = 0; size < bytes.length; size++) {
      expect(parseVca(bytes.subarray(0, size)).ok).toBe(false);
    }
    expect(parseHex(`${messages.join('')}00`)).toMatchObject({ ok: false, offset: bytes.length });
  });

  it('gives back any content', () => {
    const minor = fc.tuple(fc.nat(15), fc.nat(15)).map(([major, n]) => `${major}.${n}`);
    const any = fc.record<Vca>({
      versions: fc.array(minor, { maxLength: 5 }).map((versions) => [...versions, '1.2']),
      version: fc.constant('1.2'),
      requesterFlags: fc.nat(0xffffffff),
      responderFlags: fc.nat(0xffffffff),
      baseHash: fc.constantFrom('SHA-256', 'SHA-384', 'SHA-512'),
      baseSignature: fc.constantFrom('RSASSA_3072', 'ECDSA_P256', 'ECDSA_P384'),
    });
    fc.assert(
      fc.property(any, (vca) => {
        expect(parseVca(encodeVca(vca))).toEqual({ ok: true, value: vca });
      }),
      { numRuns: 200 },
    );
  });

  it('never makes the parser throw', () => {
    const start = encodeVca(example);
    const damaged = fc.tuple(fc.nat(start.length - 1), fc.uint8Array({ maxLength: 80 }));
    fc.assert(
      fc.property(damaged, ([size, tail]) => {
        expect(typeof parseVca(Uint8Array.of(...start.subarray(0, size), ...tail)).ok).toBe('boolean');
      }),
      { numRuns: 300 },
    );
  });
});
