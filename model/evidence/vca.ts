/**
 * The VCA transcript (DSP0274 1.2, GET_VERSION to ALGORITHMS): the three request and response pairs by which host and
 * device agree on version, capabilities and algorithms, byte for byte. The realm's digest of it, the protocol data
 * digest of RSI_VDEV_GET_INFO, shows what the session was negotiated to. Reads the 1.2 layout only; key exchange
 * algorithms and extended algorithms are checked for length and otherwise passed over.
 */

import { Cursor, concat, littleEndian, type Parsed } from './bytes.ts';
import type { HashAlgorithm } from './digest.ts';

/** What was agreed. Flags are the bits of the CAPABILITIES tables of DSP0274. */
export interface Vca {
  /** Every version the responder offers, as in `1.2`. */
  readonly versions: readonly string[];
  /** The version all later messages carry; this file reads 1.2 only. */
  readonly version: '1.2';
  readonly requesterFlags: number;
  readonly responderFlags: number;
  readonly baseHash: HashAlgorithm;
  readonly baseSignature: SignatureAlgorithm;
}

/** The signature algorithms that RMI_PDEV_SET_PUBKEY can name, by their SPDM names. */
export type SignatureAlgorithm = 'RSASSA_3072' | 'ECDSA_P256' | 'ECDSA_P384';

/** Responder capability bits (DSP0274, CAPABILITIES) that TDISP and this model ask about. */
export const responderFlag = {
  CERT: 0x2,
  CHAL: 0x4,
  MEAS_SIG: 0x10,
  MEAS_FRESH: 0x20,
  ENCRYPT: 0x40,
  MAC: 0x80,
  KEY_EX: 0x200,
} as const satisfies Record<string, number>;

/** Bits of BaseHashAlgo and BaseAsymAlgo (DSP0274, NEGOTIATE_ALGORITHMS). */
const hashBits = { 'SHA-256': 1, 'SHA-384': 2, 'SHA-512': 4 } as const satisfies Record<
  HashAlgorithm,
  number
>;
const signatureBits = { RSASSA_3072: 0x4, ECDSA_P256: 0x10, ECDSA_P384: 0x80 } as const satisfies Record<
  SignatureAlgorithm,
  number
>;

const VERSION_1_2 = 0x12;
const code = {
  GET_VERSION: 0x84,
  VERSION: 0x04,
  GET_CAPABILITIES: 0xe1,
  CAPABILITIES: 0x61,
  NEGOTIATE_ALGORITHMS: 0xe3,
  ALGORITHMS: 0x63,
} as const;
type MessageName = keyof typeof code;

/** Reads the six messages in order; anything missing, out of order or left over is a failure. */
export function parseVca(bytes: Uint8Array): Parsed<Vca> {
  const cursor = new Cursor(bytes);
  return cursor.end(readVca(cursor));
}

/** Reads the six messages where a cursor stands; other messages may follow. */
export function readVca(cursor: Cursor): Vca {
  header(cursor, 'GET_VERSION', 0x10);
  header(cursor, 'VERSION', 0x10);
  const versions = versionEntries(cursor);
  cursor.expect(
    versions.includes('1.2'),
    `expected version 1.2 among those offered, found ${versions.join(' ')}`,
  );
  const requesterFlags = capabilities(cursor, 'GET_CAPABILITIES');
  const responderFlags = capabilities(cursor, 'CAPABILITIES');
  algorithmRequest(cursor);
  const { baseHash, baseSignature } = algorithmResponse(cursor);
  return { versions, version: '1.2', requesterFlags, responderFlags, baseHash, baseSignature };
}

/** A transcript that says exactly this. Fields the model does not look at are zero, structures it ignores are left out. */
export function encodeVca(vca: Vca): Uint8Array {
  const versions = vca.versions.map((text) => {
    const [major = 0, minor = 0] = text.split('.').map(Number);
    return littleEndian((major << 12) | (minor << 8), 2);
  });
  const message = (name: MessageName, ...body: readonly Uint8Array[]) =>
    concat(Uint8Array.of(name.endsWith('VERSION') ? 0x10 : VERSION_1_2, code[name], 0, 0), ...body);
  const flags = (value: number) =>
    concat(new Uint8Array(4), littleEndian(value, 4), littleEndian(BUFFER, 4), littleEndian(BUFFER, 4));
  const chosen = concat(
    littleEndian(signatureBits[vca.baseSignature], 4),
    littleEndian(hashBits[vca.baseHash], 4),
  );
  return concat(
    message('GET_VERSION'),
    message('VERSION', Uint8Array.of(0, versions.length), ...versions),
    message('GET_CAPABILITIES', flags(vca.requesterFlags)),
    message('CAPABILITIES', flags(vca.responderFlags)),
    message(
      'NEGOTIATE_ALGORITHMS',
      littleEndian(REQUEST_SIZE, 2),
      Uint8Array.of(DMTF, 0),
      chosen,
      new Uint8Array(16),
    ),
    message(
      'ALGORITHMS',
      littleEndian(RESPONSE_SIZE, 2),
      Uint8Array.of(DMTF, 0),
      littleEndian(hashBits[vca.baseHash] << 1, 4),
      chosen,
      new Uint8Array(16),
    ),
  );
}

/** Sizes of NEGOTIATE_ALGORITHMS and ALGORITHMS without extended algorithms and algorithm structures. */
const REQUEST_SIZE = 32;
const RESPONSE_SIZE = 36;
/** MeasurementSpecification: the DMTF format. */
const DMTF = 1;
/** DataTransferSize and MaxSPDMmsgSize; any value above the minimum of 42 will do. */
const BUFFER = 0x1200;

/** Version, code and the two parameters. Returns param1, which counts algorithm structures. */
function header(cursor: Cursor, name: MessageName, version: number): number {
  const start = cursor.offset;
  const [foundVersion, foundCode, param1] = [cursor.u8('version'), cursor.u8('code'), cursor.u8('param1')];
  cursor.u8('param2');
  const found = `${hex(foundVersion)} ${hex(foundCode)}`;
  const right = foundVersion === version && foundCode === code[name];
  cursor.expect(right, `expected ${name} (${hex(version)} ${hex(code[name])}), found ${found}`, start);
  return param1;
}

/** VersionNumberEntry: major 15:12, minor 11:8; update and alpha numbers do not matter here. */
function versionEntries(cursor: Cursor): string[] {
  cursor.u8('reserved');
  const count = cursor.u8('version count');
  const versions: string[] = [];
  for (let i = 0; i < count && cursor.ok; i++) {
    const entry = cursor.u16('version entry');
    versions.push(`${entry >> 12}.${(entry >> 8) & 0xf}`);
  }
  return versions;
}

/** Request and response have the same layout in 1.2: reserved, CTExponent, reserved, flags, two sizes. */
function capabilities(cursor: Cursor, name: 'GET_CAPABILITIES' | 'CAPABILITIES'): number {
  header(cursor, name, VERSION_1_2);
  cursor.take(4, 'reserved and CTExponent');
  const flags = cursor.u32('flags');
  cursor.take(8, 'DataTransferSize and MaxSPDMmsgSize');
  return flags;
}

function algorithmRequest(cursor: Cursor): void {
  const start = cursor.offset;
  const structures = header(cursor, 'NEGOTIATE_ALGORITHMS', VERSION_1_2);
  const size = cursor.u16('length');
  cursor.take(10, 'measurement specification and offered algorithms');
  rest(cursor, structures, start + size);
}

function algorithmResponse(cursor: Cursor): Pick<Vca, 'baseHash' | 'baseSignature'> {
  const start = cursor.offset;
  const structures = header(cursor, 'ALGORITHMS', VERSION_1_2);
  const size = cursor.u16('length');
  cursor.take(6, 'measurement specification and measurement hash');
  const baseSignature = selected(cursor, signatureBits, 'BaseAsymSel') ?? 'ECDSA_P384';
  const baseHash = selected(cursor, hashBits, 'BaseHashSel') ?? 'SHA-384';
  rest(cursor, structures, start + size);
  return { baseHash, baseSignature };
}

/** The one algorithm a responder selected. */
function selected<Name extends string>(
  cursor: Cursor,
  bits: Readonly<Record<Name, number>>,
  field: string,
): Name | undefined {
  const start = cursor.offset;
  const value = cursor.u32(field);
  const name = (Object.keys(bits) as Name[]).find((candidate) => bits[candidate] === value);
  cursor.expect(name !== undefined, `expected one known algorithm in ${field}, found 0x${hex(value)}`, start);
  return name;
}

/** Extended algorithms (4 bytes each) and algorithm structures, which must end where the length field says. */
function rest(cursor: Cursor, structures: number, end: number): void {
  cursor.take(12, 'reserved');
  const extended =
    cursor.u8('extended signature algorithm count') + cursor.u8('extended hash algorithm count');
  cursor.take(2, 'reserved');
  cursor.take(4 * extended, 'extended algorithms');
  for (let i = 0; i < structures && cursor.ok; i++) {
    cursor.u8('algorithm type');
    const counts = cursor.u8('algorithm count');
    cursor.take((counts >> 4) + 4 * (counts & 0xf), 'algorithm structure');
  }
  cursor.expect(
    cursor.offset === end,
    `expected the message to end at ${end}, its fields end at ${cursor.offset}`,
  );
}

const hex = (value: number) => value.toString(16).padStart(2, '0');
