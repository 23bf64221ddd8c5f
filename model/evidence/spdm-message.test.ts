import { describe, expect, it } from 'vitest';
import { concat, fromHex } from './bytes.ts';
import { spdmMessages, startsSpdmMessage } from './spdm-message.ts';
import { encodeVca } from './vca.ts';

const bytesOf = (hex: string): Uint8Array => {
  const read = fromHex(hex);
  if (!read.ok) throw new Error(read.reason);
  return read.value;
};
/** `00` so many times. */
const zeros = (count: number): string => '00'.repeat(count);
const only = (hex: string) => spdmMessages(bytesOf(hex))?.messages[0];

describe('an SPDM message', () => {
  it.each([
    ['GET_VERSION', '10840000', 4],
    ['VERSION', '1004000000020011 0012', 10],
    ['GET_CAPABILITIES', '10e10000', 4],
    ['GET_CAPABILITIES', `11e10000${zeros(8)}`, 12],
    ['GET_CAPABILITIES', `12e10000${zeros(16)}`, 20],
    ['CAPABILITIES', `11610000${zeros(8)}`, 12],
    ['CAPABILITIES', `12610000${zeros(16)}`, 20],
    ['NEGOTIATE_ALGORITHMS', `11e300002000${zeros(26)}`, 32],
    ['ALGORITHMS', `116300002400${zeros(30)}`, 36],
    ['GET_DIGESTS', '11810000', 4],
    ['GET_CERTIFICATE', '1182000000000004', 8],
    ['CERTIFICATE', '110200000200000a ffff', 10],
    ['CHALLENGE', `11830000${zeros(32)}`, 36],
    ['GET_MEASUREMENTS', '11e000ff', 4],
    ['GET_MEASUREMENTS', `11e001ff${zeros(33)}`, 37],
    ['MEASUREMENTS', `1160000000000000${zeros(34)}`, 42],
    ['KEY_UPDATE', '11e90101', 4],
    ['END_SESSION', '11ec0000', 4],
    ['VENDOR_DEFINED_REQUEST', '11fe0000 0300 02 0100 0300 aabbcc', 14],
  ])('%s is named and has its size: %s', (name, hex, size) => {
    expect(only(hex)).toMatchObject({ name, size, open: false });
    const longer = spdmMessages(concat(bytesOf(hex), bytesOf('ffffffff')));
    expect(longer?.failure).toMatchObject({ offset: size });
  });

  it.each([
    ['DIGESTS', '11010007'],
    ['CHALLENGE_AUTH', '11030000'],
    ['KEY_EXCHANGE_RSP', '12640000'],
    ['ERROR', '117f0300'],
    ['MEASUREMENTS', '13600000'],
  ])(
    '%s goes on to the end: where it ends was negotiated, or its layout is of a later version',
    (name, hex) => {
      expect(only(`${hex}${zeros(9)}`)).toMatchObject({ name, size: 13, open: true });
    },
  );

  it('says where it stops being one', () => {
    expect(spdmMessages(bytesOf('10040000 0003 0011 0012'))).toMatchObject({
      messages: [{ name: 'VERSION' }],
      failure: { offset: 10, reason: 'expected 2 bytes of version entry, 0 are left' },
    });
    expect(spdmMessages(bytesOf(`116300001000${zeros(30)}`))?.failure?.reason).toBe(
      'expected a length of at least 20, found 16',
    );
  });

  it('is none of another version or with another code', () => {
    expect(
      ['0f840000', '15840000', '10000000', '1084'].map((hex) => startsSpdmMessage(bytesOf(hex))),
    ).toEqual([false, false, false, false]);
    expect(spdmMessages(bytesOf('0f840000'))).toBeUndefined();
  });
});

describe('SPDM messages', () => {
  it('one behind the other are all found', () => {
    const vca = encodeVca({
      versions: ['1.2'],
      version: '1.2',
      requesterFlags: 0,
      responderFlags: 0,
      baseHash: 'SHA-256',
      baseSignature: 'ECDSA_P256',
    });
    const read = spdmMessages(vca);
    expect(read?.messages.map(({ name }) => name)).toEqual([
      'GET_VERSION',
      'VERSION',
      'GET_CAPABILITIES',
      'CAPABILITIES',
      'NEGOTIATE_ALGORITHMS',
      'ALGORITHMS',
    ]);
    expect(read).toMatchObject({ padding: 0 });
    expect(read?.failure).toBeUndefined();
  });

  it('may be filled up with zeros to a multiple of four, and with nothing else', () => {
    const version = '1004000000010011';
    expect(spdmMessages(bytesOf(`${version}`))).toMatchObject({ padding: 0 });
    const two = '100400000002 0011 0012';
    expect(spdmMessages(bytesOf(`${two}0000`))).toMatchObject({ padding: 2 });
    expect(spdmMessages(bytesOf(`${two}0001`))?.failure).toMatchObject({ offset: 10 });
    expect(spdmMessages(bytesOf(`${two}00`))?.failure).toMatchObject({ offset: 10 });
    expect(spdmMessages(bytesOf(`${version}00000000`))?.failure).toMatchObject({ offset: 8 });
  });
});
