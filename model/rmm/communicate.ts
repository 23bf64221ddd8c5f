/**
 * What a completed or failed device transaction does to its object (DEN0137 A9.5, B4.5.26, B4.5.80), whatever number of
 * requests and responses it took.
 */

import type { Fresh } from '../../checker/fields.ts';
import { pdevLifecycle } from '../lifecycle/pdev.ts';
import { vdevLifecycle } from '../lifecycle/vdev.ts';
import { type EndpointName, isEndpoint, type PdevName, type State, type VdevName } from '../state.ts';

export const NO_NONCE = 0 as Fresh;

/** The host's word on the response: there is none yet, here it is, or there will be none. */
export type EnterStatus = 'NONE' | 'RESPONSE' | 'ERROR';

/** The RMM hands the host a request for the device. */
export function sendRequest(s: State, endpoint: EndpointName): void {
  s.exchanges[endpoint].at = 'REQUEST';
  s.exchanges[endpoint].content = 'NONE';
}

export function clearExchange(s: State, endpoint: EndpointName): void {
  s.exchanges[endpoint].at = 'NONE';
  s.exchanges[endpoint].content = 'NONE';
}

const STREAM_OPS: ReadonlySet<string> = new Set(['CONNECT', 'DISCONNECT', 'KEY_REFRESH', 'KEY_PURGE']);
export const isStreamOp = (op: string): boolean => STREAM_OPS.has(op);

/** B4.5.26 success conditions with DEV_COMM_IDLE. */
export function completePdev(s: State, name: PdevName): void {
  const pdev = s.pdevs[name];
  const { op, state } = pdev;
  const content = isEndpoint(name) ? s.exchanges[name].content : 'NONE';
  if (isEndpoint(name)) clearExchange(s, name);
  pdev.comm = 'IDLE';
  if (op === 'STOP') {
    // A stop out of NEW or HAS_KEY also meets the conditions `new` and `has_key`; only `stop_state` can be meant.
    pdev.state = 'STOPPED';
    pdev.op = 'NONE';
    return;
  }
  if (state === 'NEW' && isEndpoint(name))
    pdev.certificate = content === 'OTHER_DEVICE' ? 'OTHER_DEVICE' : 'GENUINE';
  pdev.state = pdevLifecycle.next(state, isEndpoint(name) ? 'COMPLETE' : 'PORT_COMPLETE') ?? state;
  pdev.op = isStreamOp(op) && s.feat.streams === 'OBJECTS' ? 'STREAM_COMPLETE' : 'NONE';
}

/** B4.5.26 `error`, and A9.2.3.2.3 for a stop that the device did not answer. */
export function failPdev(s: State, name: PdevName): void {
  const pdev = s.pdevs[name];
  const stopping = pdev.op === 'STOP';
  if (isEndpoint(name)) clearExchange(s, name);
  pdev.comm = stopping ? 'IDLE' : 'ERROR';
  pdev.state = stopping ? 'STOPPED' : 'ERROR';
  if (stopping) pdev.op = 'NONE';
}

/**
 * B4.5.80 draws a lock nonce and leaves the other two, and both digests, as they were. Evidence of the epoch before then
 * still verifies in this one, whatever was done to the device in between: see counterexamples/evidence-outlives-lock.
 * 2.0-bet2 (as derived) resets the counters at LOCK; the hardened rules do so, and forget the digests with them, without
 * which a guest that takes a counter of zero for fresh would still find them matching.
 */
export function beginLockEpoch(s: State, name: VdevName): void {
  const vdev = s.vdevs[name];
  vdev.lockNonce = s.$draw('lock');
  vdev.measNonce = NO_NONCE;
  vdev.reportNonce = NO_NONCE;
  vdev.measDigest = 'NONE';
  vdev.reportDigest = 'NONE';
}

/** B4.5.80 success conditions with DEV_COMM_IDLE. */
export function completeVdev(s: State, name: VdevName): void {
  const vdev = s.vdevs[name];
  const { op, state } = vdev;
  const content = s.exchanges[vdev.pdev].content;
  clearExchange(s, vdev.pdev);
  if (op === 'LOCK') beginLockEpoch(s, name);
  if (op === 'GET_MEAS') {
    vdev.measNonce = s.$draw('meas');
    vdev.measDigest = content;
  }
  if (op === 'GET_REPORT') {
    vdev.reportNonce = s.$draw('report');
    vdev.reportDigest = content;
  }
  if (op !== 'NONE') vdev.state = vdevLifecycle.next(state, op) ?? state;
  vdev.op = 'NONE';
  vdev.comm = 'IDLE';
}

/** B4.5.80 `error`. DMA stays as it is: only UNLOCK and the realm turn it off (A9.4.4.2). */
export function failVdev(s: State, name: VdevName): void {
  clearExchange(s, s.vdevs[name].pdev);
  s.vdevs[name].comm = 'ERROR';
  s.vdevs[name].state = 'ERROR';
}
