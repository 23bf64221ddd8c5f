/**
 * The device's side of one exchange: what it does when the host delivers the request, and what it answers. SPDM,
 * IDE key programming and TDISP requests all come this way; inside a session nobody but the two ends can make one.
 */

import { type TdiEvent, tdi } from '../lifecycle/tdi.ts';
import type { EndpointName, Seen, State, VdevName } from '../state.ts';

export type Peer = 'GENUINE' | 'OTHER_DEVICE';

/** Whose bytes the device's answers are. */
const ownBytes = (device: Seen['devices']['ep']) =>
  device.identity === 'GENUINE' ? device.config : device.identity;

/** Applies an event to a VDEV's TDI. False when the TDI state machine has no arc for it. */
export function tdiEvent(s: State, vdev: VdevName, event: TdiEvent): boolean {
  const next = tdi.next(s.tdis[vdev].state, event);
  if (next === undefined) return false;
  s.tdis[vdev].state = next;
  return true;
}

/** Applies an event to every TDI of a device. A VDEV that does not exist yet will be given one of the first endpoint's. */
export function eachTdi(s: State, endpoint: EndpointName, event: TdiEvent): void {
  for (const name in s.tdis)
    if (s.vdevs[name as VdevName].pdev === endpoint) tdiEvent(s, name as VdevName, event);
}

/** The stream went Insecure: every TDI bound to it goes to ERROR (PCIe 6.x 11.2.6). */
export function streamInsecure(s: State, endpoint: EndpointName): void {
  s.devices[endpoint].ide = false;
  eachTdi(s, endpoint, 'VIOLATION');
}

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
export function answer(s: State, endpoint: EndpointName, peer: Peer): void {
  const vdev = activeVdev(s, endpoint);
  const accepted = vdev === undefined ? answerPdev(s, endpoint, peer) : answerVdev(s, endpoint, vdev);
  s.exchanges[endpoint].at = accepted ? 'RESPONSE' : 'REFUSED';
}

function answerPdev(s: State, endpoint: EndpointName, peer: Peer): boolean {
  switch (s.pdevs[endpoint].op) {
    case 'CONNECT':
      s.devices[endpoint].ide = true;
      return true;
    case 'DISCONNECT':
      streamInsecure(s, endpoint);
      return true;
    // New keys are programmed over the same session and the stream stays Secure; with neither it cannot be (11.4.5).
    case 'KEY_REFRESH':
    case 'KEY_PURGE':
      return s.devices[endpoint].ide;
    case 'STOP':
      // END_SESSION: streams that were keyed over it go Insecure (PCIe 6.x 11.4).
      s.devices[endpoint].session = false;
      streamInsecure(s, endpoint);
      return true;
    default:
      if (s.pdevs[endpoint].state !== 'NEW') return openSession(s, endpoint, peer);
      s.exchanges[endpoint].content = peer;
      return true;
  }
}

/** KEY_EXCHANGE: the responder signs with the key of its own leaf certificate; a new session ends an older one. */
function openSession(s: State, endpoint: EndpointName, peer: Peer): boolean {
  const device = s.devices[endpoint];
  if (s.pdevs[endpoint].key !== peer) return false;
  if (device.identity !== peer) {
    device.identity = peer;
    device.config = 'GENUINE';
    eachTdi(s, endpoint, 'CONVENTIONAL_RESET');
  }
  streamInsecure(s, endpoint);
  device.session = true;
  device.ide = s.feat.streams === 'OF_PDEV';
  return true;
}

function answerVdev(s: State, endpoint: EndpointName, name: VdevName): boolean {
  const exchange = s.exchanges[endpoint];
  switch (s.vdevs[name].op) {
    case 'UNLOCK':
      return tdiEvent(s, name, 'STOP_INTERFACE_REQUEST');
    case 'LOCK':
      // Keys must be in place on every sub-stream of the default stream (PCIe 6.x 11.3.8).
      return s.devices[endpoint].ide && tdiEvent(s, name, 'LOCK_INTERFACE_REQUEST');
    case 'START':
      return tdiEvent(s, name, 'START_INTERFACE_REQUEST');
    case 'GET_MEAS':
      exchange.content = ownBytes(s.devices[endpoint]);
      return true;
    case 'GET_REPORT':
      exchange.content = ownBytes(s.devices[endpoint]);
      return tdiEvent(s, name, 'GET_DEVICE_INTERFACE_REPORT');
    case 'NONE':
      return false;
  }
}
