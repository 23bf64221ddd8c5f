/**
 * The device's side of one transaction: what it does when the host delivers the request, and what it answers. SPDM,
 * IDE key programming and TDISP requests all come this way; inside a session nobody but the two ends can make one.
 */

import { type TdiEvent, tdi } from '../lifecycle/tdi.ts';
import type { Seen, State } from '../state.ts';

export type Peer = 'GENUINE' | 'OTHER_DEVICE';

/** Whose bytes the device's answers are. */
const ownBytes = (s: Seen) => (s.device.identity === 'GENUINE' ? s.device.config : s.device.identity);

/** Applies an event to the TDI. False when the TDI state machine has no arc for it. */
export function tdiEvent(s: State, event: TdiEvent): boolean {
  const next = tdi.next(s.device.tdi, event);
  if (next === undefined) return false;
  s.device.tdi = next;
  return true;
}

/** The stream went Insecure: every TDI bound to it goes to ERROR (PCIe 6.x 11.2.6). */
export function streamInsecure(s: State): void {
  s.device.ide = false;
  tdiEvent(s, 'VIOLATION');
}

/** Before there is a session the host can carry the request to any device; afterwards only to the one it is with. */
export const canAnswer = (s: Seen, peer: Peer): boolean => {
  if (s.exchange.at !== 'REQUEST') return false;
  const before = s.pdev.comm === 'ACTIVE' && s.pdev.op === 'NONE';
  return before || (peer === s.device.identity && s.device.session);
};

/** Delivers the request under way to `peer`, who answers it or refuses it. */
export function answer(s: State, peer: Peer): void {
  const accepted = s.pdev.comm === 'ACTIVE' ? answerPdev(s, peer) : answerVdev(s);
  s.exchange.at = accepted ? 'RESPONSE' : 'REFUSED';
}

function answerPdev(s: State, peer: Peer): boolean {
  switch (s.pdev.op) {
    case 'CONNECT':
      s.device.ide = true;
      return true;
    case 'DISCONNECT':
      streamInsecure(s);
      return true;
    case 'STOP':
      // END_SESSION: streams that were keyed over it go Insecure (PCIe 6.x 11.4).
      s.device.session = false;
      streamInsecure(s);
      return true;
    default:
      if (s.pdev.state !== 'NEW') return openSession(s, peer);
      s.exchange.content = peer;
      return true;
  }
}

/** KEY_EXCHANGE: the responder signs with the key of its own leaf certificate; a new session ends an older one. */
function openSession(s: State, peer: Peer): boolean {
  if (s.pdev.key !== peer) return false;
  if (s.device.identity !== peer) {
    s.device.identity = peer;
    s.device.config = 'GENUINE';
    s.device.tdi = 'CONFIG_UNLOCKED';
  }
  streamInsecure(s);
  s.device.session = true;
  return true;
}

function answerVdev(s: State): boolean {
  switch (s.vdev.op) {
    case 'UNLOCK':
      return tdiEvent(s, 'STOP_INTERFACE_REQUEST');
    case 'LOCK':
      // Keys must be in place on every sub-stream of the default stream (PCIe 6.x 11.3.8).
      return s.device.ide && tdiEvent(s, 'LOCK_INTERFACE_REQUEST');
    case 'START':
      return tdiEvent(s, 'START_INTERFACE_REQUEST');
    case 'GET_MEAS':
      s.exchange.content = ownBytes(s);
      return true;
    case 'GET_REPORT':
      s.exchange.content = ownBytes(s);
      return tdiEvent(s, 'GET_DEVICE_INTERFACE_REPORT');
    case 'NONE':
      return false;
  }
}
