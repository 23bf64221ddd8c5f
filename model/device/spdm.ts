/**
 * An SPDM 1.2 responder as far as the flow needs it (DSP0274): which request is answered after which, what ends a
 * connection, and what a session adds. A request out of order gets an error and changes nothing. Left out: PSK,
 * KEY_UPDATE, HEARTBEAT, mutual authentication, chunks; a session is one at a time, as TDISP has it per device.
 */

export type Connection = 'NOT_STARTED' | 'AFTER_VERSION' | 'AFTER_CAPABILITIES' | 'NEGOTIATED';
export type Session = 'NONE' | 'HANDSHAKE' | 'ESTABLISHED';

export interface SpdmResponder {
  readonly connection: Connection;
  readonly session: Session;
}
export const unconnected: SpdmResponder = { connection: 'NOT_STARTED', session: 'NONE' };

/** Request codes; a response has the code without its highest bit, ERROR is 0x7F. */
export const SPDM_REQUESTS = {
  GET_VERSION: 0x84,
  GET_CAPABILITIES: 0xe1,
  NEGOTIATE_ALGORITHMS: 0xe3,
  GET_DIGESTS: 0x81,
  GET_CERTIFICATE: 0x82,
  CHALLENGE: 0x83,
  GET_MEASUREMENTS: 0xe0,
  KEY_EXCHANGE: 0xe4,
  FINISH: 0xe5,
  END_SESSION: 0xec,
  VENDOR_DEFINED_REQUEST: 0xfe,
} as const;
export type SpdmRequest = keyof typeof SPDM_REQUESTS;

export const SPDM_ERRORS = {
  InvalidSession: 0x02,
  UnexpectedRequest: 0x04,
  SessionLimitExceeded: 0x0a,
} as const;
/** `IGNORED`: no answer at all, not even an error. */
export type SpdmAnswer = 'RESPONSE' | 'IGNORED' | keyof typeof SPDM_ERRORS;

export interface SpdmReply {
  readonly answer: SpdmAnswer;
  readonly next: SpdmResponder;
}

/** `secured`: the request came in a message of the session. */
export function answerSpdm(r: SpdmResponder, request: SpdmRequest, secured: boolean): SpdmReply {
  const stay = (answer: SpdmAnswer): SpdmReply => ({ answer, next: r });
  const go = (next: Partial<SpdmResponder>): SpdmReply => ({ answer: 'RESPONSE', next: { ...r, ...next } });
  if (secured && r.session === 'NONE') return stay('InvalidSession');
  // Until FINISH the session carries nothing else.
  if (secured && r.session === 'HANDSHAKE')
    return request === 'FINISH' ? go({ session: 'ESTABLISHED' }) : stay('UnexpectedRequest');
  switch (request) {
    case 'GET_VERSION':
      // It begins everything anew, sessions included, and may not come inside one.
      return secured
        ? stay('UnexpectedRequest')
        : { answer: 'RESPONSE', next: { ...unconnected, connection: 'AFTER_VERSION' } };
    case 'GET_CAPABILITIES':
      return !secured && r.connection === 'AFTER_VERSION'
        ? go({ connection: 'AFTER_CAPABILITIES' })
        : stay('UnexpectedRequest');
    case 'NEGOTIATE_ALGORITHMS':
      return !secured && r.connection === 'AFTER_CAPABILITIES'
        ? go({ connection: 'NEGOTIATED' })
        : stay('UnexpectedRequest');
    case 'GET_DIGESTS':
    case 'GET_CERTIFICATE':
    case 'GET_MEASUREMENTS':
      return r.connection === 'NEGOTIATED' ? go({}) : stay('UnexpectedRequest');
    case 'CHALLENGE':
      // Not inside a session, whose keys have proved the same.
      return r.connection === 'NEGOTIATED' && !secured ? go({}) : stay('UnexpectedRequest');
    case 'KEY_EXCHANGE':
      if (r.connection !== 'NEGOTIATED' || secured) return stay('UnexpectedRequest');
      return r.session === 'NONE' ? go({ session: 'HANDSHAKE' }) : stay('SessionLimitExceeded');
    case 'FINISH':
      return stay('UnexpectedRequest');
    case 'END_SESSION':
      return secured ? go({ session: 'NONE' }) : stay('UnexpectedRequest');
    case 'VENDOR_DEFINED_REQUEST':
      // TDISP and IDE_KM outside a session are ignored without a reply (PCIe 6.x 11.2.2).
      return secured ? go({}) : stay('IGNORED');
  }
}

type Leg = readonly (readonly [SpdmRequest, secured: boolean])[];

/** What an RMM asks of a device whose PDEV is new: the VCA, and the chain that it hashes. */
export const IDENTITY_LEG: Leg = [
  ['GET_VERSION', false],
  ['GET_CAPABILITIES', false],
  ['NEGOTIATE_ALGORITHMS', false],
  ['GET_DIGESTS', false],
  ['GET_CERTIFICATE', false],
];
/** And once it has the public key of the leaf: the session, in which the responder signs. */
export const SESSION_LEG: Leg = [
  ['KEY_EXCHANGE', false],
  ['FINISH', true],
];

/** A leg is answered when every request of it is; `next` is where it left the responder. */
export function answerLeg(
  r: SpdmResponder,
  leg: Leg,
): { readonly answered: boolean; readonly next: SpdmResponder } {
  let next = r;
  for (const [request, secured] of leg) {
    const reply = answerSpdm(next, request, secured);
    next = reply.next;
    if (reply.answer !== 'RESPONSE') return { answered: false, next };
  }
  return { answered: true, next };
}
