/**
 * The device's side of one exchange: what it does when the host delivers the request, and what it answers. SPDM,
 * IDE key programming and TDISP requests all come this way; inside a session nobody but the two ends can make one.
 *
 * Of a TDI the state is kept and nothing else. Its nonce needs no place: an RMM sends START only for a VDEV that is
 * LOCKED, which it became by the answer to the last LOCK, and nothing that replaces or forgets a nonce is sent in between.
 * An RMM addresses interfaces that it knows, and entropy and configuration are the device's own business.
 */

import type { EndpointName, Seen, State, VdevName } from '../state.ts';
import type { Device } from './device.ts';
import { happens } from './happens.ts';
import { answerLeg, answerSpdm, IDENTITY_LEG, SESSION_LEG, type SpdmResponder, unconnected } from './spdm.ts';
import { goodRequest } from './tdisp.ts';
import { answerIdeLeg, answerTdisp, type IdeLeg, type TdispLeg } from './transactions.ts';

export type Peer = 'GENUINE' | 'OTHER_DEVICE';

/** Whose bytes the device's answers are. */
const ownBytes = (device: Seen['devices']['ep']) =>
  device.identity === 'GENUINE' ? device.config : device.identity;

/** The SPDM responder of a device that an RMM has been through the VCA with. */
const responderOf = ({ session }: Seen['devices']['ep']): SpdmResponder => ({
  connection: 'NEGOTIATED',
  session: session ? 'ESTABLISHED' : 'NONE',
});

/** The VDEV whose transaction is under way with a device. */
export function activeVdev(s: Seen, endpoint: EndpointName): VdevName | undefined {
  for (const name in s.vdevs) {
    const vdev = s.vdevs[name as VdevName];
    if (vdev.comm === 'ACTIVE' && vdev.pdev === endpoint) return name as VdevName;
  }
  return undefined;
}

/** Before there is a session the host can carry the request to any device; afterwards only to the one it is with. */
export const canAnswer = (s: Seen, endpoint: EndpointName, peer: Peer): boolean => {
  if (s.exchanges[endpoint].at !== 'REQUEST') return false;
  const { comm, op } = s.pdevs[endpoint];
  const before = comm === 'ACTIVE' && op === 'NONE';
  const device = s.devices[endpoint];
  return before || (peer === device.identity && device.session);
};

/** Delivers the request under way to `peer`, who answers it or refuses it. */
export function answer(s: State, endpoint: EndpointName, peer: Peer, device: Device): void {
  const vdev = activeVdev(s, endpoint);
  const accepted =
    vdev === undefined ? answerPdev(s, endpoint, peer, device) : answerVdev(s, endpoint, vdev, device);
  s.exchanges[endpoint].at = accepted ? 'RESPONSE' : 'REFUSED';
}

function answerPdev(s: State, endpoint: EndpointName, peer: Peer, device: Device): boolean {
  const { op, state } = s.pdevs[endpoint];
  switch (op) {
    case 'CONNECT':
    case 'DISCONNECT':
    case 'KEY_REFRESH':
    case 'KEY_PURGE':
      return answerStream(s, endpoint, op, device);
    case 'STOP': {
      const { answer } = answerSpdm(responderOf(s.devices[endpoint]), 'END_SESSION', true);
      if (answer !== 'RESPONSE') return false;
      happens(s, endpoint, 'session ended', device);
      return true;
    }
    default:
      if (state !== 'NEW') return openSession(s, endpoint, peer, device);
      // GET_VERSION ends an older session. That is taken at KEY_EXCHANGE: the PDEV that had it is gone, with its VDEVs.
      s.exchanges[endpoint].content = peer;
      return answerLeg(unconnected, IDENTITY_LEG).answered;
  }
}

function answerStream(s: State, endpoint: EndpointName, leg: IdeLeg, device: Device): boolean {
  const { ide } = s.devices[endpoint];
  if (answerSpdm(responderOf(s.devices[endpoint]), 'VENDOR_DEFINED_REQUEST', true).answer !== 'RESPONSE')
    return false;
  const secure = answerIdeLeg(leg, ide);
  if (secure === undefined) return false;
  if (secure) s.devices[endpoint].ide = true;
  else happens(s, endpoint, 'stream goes Insecure', device);
  return true;
}

/** KEY_EXCHANGE: the responder signs with the key of its own leaf certificate; a new session ends an older one. */
function openSession(s: State, endpoint: EndpointName, peer: Peer, device: Device): boolean {
  const ends = s.devices[endpoint];
  if (s.pdevs[endpoint].key !== peer) return false;
  if (!answerLeg({ connection: 'NEGOTIATED', session: 'NONE' }, SESSION_LEG).answered) return false;
  if (ends.identity !== peer) {
    ends.identity = peer;
    ends.config = 'GENUINE';
    happens(s, endpoint, 'conventional reset', device);
  }
  happens(s, endpoint, 'session ended', device);
  ends.session = true;
  return s.feat.streams === 'OF_PDEV' ? answerStream(s, endpoint, 'CONNECT', device) : true;
}

function answerVdev(s: State, endpoint: EndpointName, name: VdevName, device: Device): boolean {
  const exchange = s.exchanges[endpoint];
  const { op, state } = s.vdevs[name];
  switch (op) {
    case 'UNLOCK':
      if (state === 'NEW' && device.choices['stop-of-new-vdev'] === 'LEFT_OUT') return true;
      return askTdi(s, endpoint, name, op, device);
    case 'LOCK':
    case 'START':
      return askTdi(s, endpoint, name, op, device);
    case 'GET_REPORT':
      exchange.content = ownBytes(s.devices[endpoint]);
      return askTdi(s, endpoint, name, op, device);
    case 'GET_MEAS':
      exchange.content = ownBytes(s.devices[endpoint]);
      return answerSpdm(responderOf(s.devices[endpoint]), 'GET_MEASUREMENTS', true).answer === 'RESPONSE';
    case 'NONE':
      return false;
  }
}

/** The TDISP messages of one transaction. A TDI may change its state and the transaction fail all the same. */
function askTdi(s: State, endpoint: EndpointName, name: VdevName, leg: TdispLeg, device: Device): boolean {
  const ends = s.devices[endpoint];
  if (answerSpdm(responderOf(ends), 'VENDOR_DEFINED_REQUEST', true).answer !== 'RESPONSE') return false;
  const facts = { ...goodRequest, state: s.tdis[name].state, keysInPlace: ends.ide };
  const { state, answered } = answerTdisp(leg, facts, device);
  s.tdis[name].state = state;
  return answered;
}
