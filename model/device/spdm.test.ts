/** Request order against DSP0274 1.2, by hand: every request in every phase of a connection, outside a session and inside. */

import { describe, expect, it } from 'vitest';
import {
  answerLeg,
  answerSpdm,
  IDENTITY_LEG,
  SESSION_LEG,
  SPDM_ERRORS,
  SPDM_REQUESTS,
  type SpdmRequest,
  type SpdmResponder,
  unconnected,
} from './spdm.ts';

const phases: Readonly<Record<string, SpdmResponder>> = {
  begin: unconnected,
  version: { connection: 'AFTER_VERSION', session: 'NONE' },
  capabilities: { connection: 'AFTER_CAPABILITIES', session: 'NONE' },
  negotiated: { connection: 'NEGOTIATED', session: 'NONE' },
  handshake: { connection: 'NEGOTIATED', session: 'HANDSHAKE' },
  session: { connection: 'NEGOTIATED', session: 'ESTABLISHED' },
};
const u = 'UnexpectedRequest';
const l = 'SessionLimitExceeded';

/** Where an answered request leads; an error, or `ignored`, leads nowhere. */
// In the clear:              begin      version         capabilities  negotiated    handshake    session
const CLEAR: Readonly<Record<SpdmRequest, readonly string[]>> = {
  GET_VERSION: ['version', 'version', 'version', 'version', 'version', 'version'],
  GET_CAPABILITIES: [u, 'capabilities', u, u, u, u],
  NEGOTIATE_ALGORITHMS: [u, u, 'negotiated', u, u, u],
  GET_DIGESTS: [u, u, u, 'negotiated', 'handshake', 'session'],
  GET_CERTIFICATE: [u, u, u, 'negotiated', 'handshake', 'session'],
  CHALLENGE: [u, u, u, 'negotiated', 'handshake', 'session'],
  GET_MEASUREMENTS: [u, u, u, 'negotiated', 'handshake', 'session'],
  KEY_EXCHANGE: [u, u, u, 'handshake', l, l],
  FINISH: [u, u, u, u, u, u],
  END_SESSION: [u, u, u, u, u, u],
  VENDOR_DEFINED_REQUEST: ['IGNORED', 'IGNORED', 'IGNORED', 'IGNORED', 'IGNORED', 'IGNORED'],
};
// In a secured message:        handshake  session
const SECURED: Readonly<Record<SpdmRequest, readonly [string, string]>> = {
  GET_VERSION: [u, u],
  GET_CAPABILITIES: [u, u],
  NEGOTIATE_ALGORITHMS: [u, u],
  GET_DIGESTS: [u, 'session'],
  GET_CERTIFICATE: [u, 'session'],
  CHALLENGE: [u, u],
  GET_MEASUREMENTS: [u, 'session'],
  KEY_EXCHANGE: [u, u],
  FINISH: ['session', u],
  END_SESSION: [u, 'negotiated'],
  VENDOR_DEFINED_REQUEST: [u, 'session'],
};

const names = Object.keys(phases);
const cells = [
  ...Object.entries(CLEAR).flatMap(([request, row]) =>
    row.map((to, k) => ({ request: request as SpdmRequest, from: names[k]!, secured: false, to })),
  ),
  ...Object.entries(SECURED).flatMap(([request, row]) =>
    row.map((to, k) => ({ request: request as SpdmRequest, from: names[4 + k]!, secured: true, to })),
  ),
];

describe('the SPDM responder', () => {
  it.each(cells)('answers $request in $from (secured: $secured) by $to', ({ request, from, secured, to }) => {
    const { answer, next } = answerSpdm(phases[from]!, request, secured);
    const led = phases[to];
    expect({ answer, next }).toEqual(
      led === undefined ? { answer: to, next: phases[from] } : { answer: 'RESPONSE', next: led },
    );
  });

  it.each(names.slice(0, 4))('takes no secured message in %s, where there is no session', (name) => {
    expect(answerSpdm(phases[name]!, 'GET_MEASUREMENTS', true)).toEqual({
      answer: 'InvalidSession',
      next: phases[name],
    });
  });

  it('has the codes of DSP0274', () => {
    expect(SPDM_REQUESTS).toEqual({
      GET_DIGESTS: 0x81,
      GET_CERTIFICATE: 0x82,
      CHALLENGE: 0x83,
      GET_VERSION: 0x84,
      GET_MEASUREMENTS: 0xe0,
      GET_CAPABILITIES: 0xe1,
      NEGOTIATE_ALGORITHMS: 0xe3,
      KEY_EXCHANGE: 0xe4,
      FINISH: 0xe5,
      END_SESSION: 0xec,
      VENDOR_DEFINED_REQUEST: 0xfe,
    });
    expect(SPDM_ERRORS).toEqual({ InvalidSession: 2, UnexpectedRequest: 4, SessionLimitExceeded: 10 });
  });

  it('goes through both legs of a connection, and not through the second without the first', () => {
    const known = answerLeg(unconnected, IDENTITY_LEG);
    expect(known).toEqual({ answered: true, next: phases.negotiated });
    expect(answerLeg(known.next, SESSION_LEG)).toEqual({ answered: true, next: phases.session });
    expect(answerLeg(unconnected, SESSION_LEG)).toEqual({ answered: false, next: unconnected });
  });
});
