/**
 * What the host makes of bytes that the device, the RMM or the VMM chose: no access outside of what it has, and what it takes is
 * what was said.
 */

import { type Draw, oneOf } from '../../checker/numbers.ts';
import { Cursor, concat, equalBytes, littleEndian } from '../../model/evidence/bytes.ts';
import { keyOid, parseCertificate } from '../../model/evidence/certificate.ts';
import { parseCertificateChain } from '../../model/evidence/certificate-chain.ts';
import { ecKeyInfo, encodeCertificate, rsaKeyInfo } from '../../model/evidence/encode-certificate.ts';
import {
  type Caches,
  cached,
  type Fetch,
  fetchObject,
  type ObjectName,
} from '../../model/host/cache/caches.ts';
import type { HasCache } from '../../model/host/cache/defects.ts';
import { type Exit, PAGE_SIZE } from '../../model/host/cache/object.ts';
import type { HasCertificate } from '../../model/host/certificates/defects.ts';
import { publicKeyParams } from '../../model/host/certificates/public-key.ts';
import { lastCertificate } from '../../model/host/certificates/walk.ts';
import type { Refusal } from '../../model/host/errno.ts';
import type { HasRequest } from '../../model/host/requests/defects.ts';
import {
  answerRequest,
  encodeRequest,
  OBJECT_IDS,
  REQUEST,
} from '../../model/host/requests/object-requests.ts';
import { arbitraryBytes, edge, mutated } from './mutations.ts';
import { accepted, broken, type Corpus, type Outcome, type Target } from './target.ts';

const NOWHERE_ELSE = 'nothing outside is read or written';
const refusal = (result: Refusal): Outcome =>
  result.errno === 'fault'
    ? broken(`${NOWHERE_ELSE}: ${result.what}`)
    : { kind: 'refused', reason: result.errno };

/** Certificates that nobody would sign: keys of any curve and size, some long enough for the host and some not. */
function drawCertificate(draw: Draw): Uint8Array {
  const size = oneOf(draw, [64, 65, 65, 97, 97, 384, 1024, 1025, 3000]);
  const digits = Uint8Array.from({ length: size }, () => draw(256));
  digits[0] = draw(4) === 0 ? draw(256) : 4;
  const zeros = new Uint8Array(draw(3));
  const keyInfo =
    draw(3) === 0
      ? rsaKeyInfo(concat(zeros, digits), new Uint8Array(oneOf(draw, [3, 1024, 1025])).fill(1))
      : ecKeyInfo(oneOf(draw, [keyOid.P256, keyOid.P384, '1.3.132.0.35']), digits);
  const extension = {
    oid: oneOf(draw, ['2.5.29.17', '1.2.3']),
    critical: false,
    value: new Uint8Array(draw(200)),
  };
  return encodeCertificate({
    subject: 'a',
    issuer: 'a',
    keyInfo,
    extensions: Array(draw(3)).fill(extension),
  });
}

const drawChain = (draw: Draw): Uint8Array =>
  concat(...Array.from({ length: 1 + draw(3) }, () => drawCertificate(draw)));

const KEY_SIZE = { ECDSA_P256: 65, ECDSA_P384: 97, RSASSA_3072: 384 } as const;

/** Whole certificates by their own account, and the last of them; undefined for bytes that are anything else. */
function lastOf(bytes: Uint8Array): Uint8Array | undefined {
  let last: Uint8Array | undefined;
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at] !== 0x30 || bytes[at + 1] !== 0x82) return undefined;
    last = bytes.subarray(at, at + 4 + bytes[at + 2]! * 0x100 + bytes[at + 3]!);
    at += last.length;
  }
  return last;
}

function runCertificates(bytes: Uint8Array, has: HasCertificate): Outcome {
  const found = lastCertificate(bytes, has);
  if (found.errno !== '0') return refusal(found);
  const last = lastOf(bytes);
  const parsed = last && parseCertificate(last);
  if (!parsed?.ok || !equalBytes(parsed.value.subjectKey.bits, found.subjectKey.bits))
    return broken('the key is that of the certificate that ends where the chain ends');
  const params = publicKeyParams(found.subjectKey, has);
  if (params.errno !== '0') return refusal(params);
  return params.key.length === KEY_SIZE[params.algorithm] && params.metadata.length <= 1024
    ? accepted
    : broken('a key has the size of its algorithm');
}

const PAGES = {
  request: Uint8Array.from({ length: PAGE_SIZE }, (_, k) => k % 251),
  response: Uint8Array.from({ length: PAGE_SIZE }, (_, k) => (k + 100) % 241),
};
const OBJECTS: readonly ObjectName[] = ['VCA', 'CERTIFICATE', 'MEASUREMENTS', 'INTERFACE_REPORT'];

/** Twelve bytes an exit: whose and which object, flags, and two slices that may leave their page a little. */
function transactions(bytes: Uint8Array): readonly Fetch[] {
  const cursor = new Cursor(bytes);
  const fetches: Fetch[] = [];
  let exits: Exit[] = [];
  while (cursor.remaining >= 12) {
    const [of, object, flags] = [cursor.u8('of') & 1, OBJECTS[cursor.u8('object') & 3]!, cursor.u16('flags')];
    const slice = () => ({ offset: cursor.u16('offset') % 2100, length: cursor.u16('length') % 2048 });
    const [request, response] = [slice(), slice()];
    exits.push({
      reset: (flags & 0xf) === 0,
      ...((flags & 0x10) === 0 ? {} : { request }),
      ...((flags & 0x20) === 0 ? {} : { response }),
      pages: PAGES,
    });
    if ((flags & 0xc0) !== 0) {
      fetches.push({ of, object, exits, ends: (flags & 0x300) === 0 ? 'BADLY' : 'WELL' });
      exits = [];
    }
  }
  return fetches;
}

const kept = (exits: readonly Exit[]): Uint8Array =>
  concat(
    ...exits
      .slice(
        Math.max(
          0,
          exits.findLastIndex(({ reset }) => reset),
        ),
      )
      .flatMap(({ request, response, pages }) => [
        request === undefined
          ? new Uint8Array(0)
          : pages.request.subarray(request.offset, request.offset + request.length),
        response === undefined
          ? new Uint8Array(0)
          : pages.response.subarray(response.offset, response.offset + response.length),
      ]),
  );

function runCache(bytes: Uint8Array, draw: Draw, has: HasCache): Outcome {
  const caches: Caches = new Map();
  const wanted = new Map<string, Uint8Array>();
  const allocator = { clearsFreed: draw(2) === 0 };
  let last: Outcome = accepted;
  const nameOf = (of: number, object: ObjectName): string =>
    OBJECTS.indexOf(object) < 2 ? object : `${object} ${of}`;
  for (const fetch of transactions(bytes)) {
    const failed = fetchObject(caches, fetch, allocator, has);
    if (failed === undefined) wanted.set(nameOf(fetch.of, fetch.object), kept(fetch.exits));
    else last = refusal(failed);
    if (last.kind === 'broken') return last;
  }
  for (const of of [0, 1])
    for (const object of OBJECTS) {
      const [found, right] = [cached(caches, of, object, has), wanted.get(nameOf(of, object))];
      if (!equalBytes(found ?? new Uint8Array(0), right ?? new Uint8Array(0)))
        return broken('an object is what was last received, for its function');
    }
  return last;
}

const drawRequest = (draw: Draw): Uint8Array =>
  encodeRequest(
    1 + draw(draw(4) === 0 ? 4 : 2),
    draw(OBJECT_IDS.length + 1),
    draw(2) === 0 ? BigInt(draw(64)) : edge(draw),
  );

/** A request in the VMM's memory, which may be another at the second look. */
function runRequest(bytes: Uint8Array, draw: Draw, objects: readonly Uint8Array[], has: HasRequest): Outcome {
  const object = oneOf(draw, objects);
  const changed = draw(4) === 0 ? drawRequest(draw) : bytes;
  const room = draw(3) === 0 ? draw(object.length + 1) : object.length + draw(40);
  const length = draw(6) === 0 ? draw(20) : bytes[0] === REQUEST.OBJECT_SIZE ? 8 : 16;
  let looks = 0;
  const answer = answerRequest(
    { tsm: draw(20) === 0 ? 'SEV' : 'CCA', length, fetch: () => (looks++ === 0 ? bytes : changed), room },
    (name) => (name === 'VCA' ? undefined : object),
    changed,
    has,
  );
  if (answer.errno !== '0') return refusal(answer);
  const cursor = new Cursor(bytes);
  const [type, , offset] = [cursor.u32('type'), cursor.u32('object'), cursor.u64('offset')];
  const right = type === REQUEST.OBJECT_SIZE ? littleEndian(object.length, 4) : object.slice(Number(offset));
  return equalBytes(answer.written, right) && answer.unused === room - right.length
    ? accepted
    : broken('an answer is what was asked for, and says how much it is');
}

/** The host's readers, hardened or with defects. */
export function hostTargets(
  { chains, measurements, reports }: Corpus,
  certificates: HasCertificate,
  cache: HasCache,
  requests: HasRequest,
): readonly Target[] {
  const ders = chains.flatMap((bytes) => {
    const chain = parseCertificateChain(bytes);
    return chain.ok ? [chain.value.chainBytes] : [];
  });
  const objects = [...reports, ...measurements];
  return [
    {
      name: 'host-certificates',
      input: (draw) => (draw(3) === 0 ? drawChain(draw) : mutated(ders, draw)),
      run: (bytes) => runCertificates(bytes, certificates),
    },
    {
      name: 'host-cache',
      input: (draw) => arbitraryBytes(draw, 240),
      run: (bytes, draw) => runCache(bytes, draw, cache),
    },
    {
      name: 'host-requests',
      input: drawRequest,
      run: (bytes, draw) => runRequest(bytes, draw, objects, requests),
    },
  ];
}
