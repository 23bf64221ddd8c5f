/**
 * What a completed or failed device transaction does to its object (DEN0137 A9.5, B4.5.26, B4.5.80). A transaction is
 * one request and one response here: the messages of one leg between them differ in nothing that a rule can see.
 */

import type { Fresh } from '../../checker/fields.ts';
import { pdevLifecycle } from '../lifecycle/pdev.ts';
import { vdevLifecycle } from '../lifecycle/vdev.ts';
import type { State } from '../state.ts';

const NO_NONCE = 0 as Fresh;

/** PENDING to ACTIVE: the RMM hands the host a request for the device. */
export function sendRequest(s: State): void {
  s.exchange.at = 'REQUEST';
  s.exchange.content = 'NONE';
}

export function clearExchange(s: State): void {
  s.exchange.at = 'NONE';
  s.exchange.content = 'NONE';
}

/** B4.5.26 success conditions with DEV_COMM_IDLE. */
export function completePdev(s: State): void {
  const { op, state } = s.pdev;
  const content = s.exchange.content;
  clearExchange(s);
  s.pdev.comm = 'IDLE';
  if (op === 'STOP') {
    // A stop out of NEW or HAS_KEY also meets the conditions `new` and `has_key`; only `stop_state` can be meant.
    s.pdev.state = 'STOPPED';
    s.pdev.op = 'NONE';
    return;
  }
  if (state === 'NEW') s.pdev.certificate = content === 'OTHER_DEVICE' ? 'OTHER_DEVICE' : 'GENUINE';
  s.pdev.state = pdevLifecycle.next(state, 'COMPLETE') ?? state;
  s.pdev.op = op === 'CONNECT' || op === 'DISCONNECT' ? 'STREAM_COMPLETE' : 'NONE';
}

/** B4.5.26 `error`, and A9.2.3.2.3 for a stop that the device did not answer. */
export function failPdev(s: State): void {
  const stopping = s.pdev.op === 'STOP';
  clearExchange(s);
  s.pdev.comm = stopping ? 'IDLE' : 'ERROR';
  s.pdev.state = stopping ? 'STOPPED' : 'ERROR';
  if (stopping) s.pdev.op = 'NONE';
}

/**
 * B4.5.80 draws a lock nonce and leaves the other two, and both digests, as they were. Evidence of the epoch before then
 * still verifies in this one, whatever was done to the device in between: see counterexamples/evidence-outlives-lock.
 * 2.0-bet2 (as derived) resets the counters at LOCK; the hardened rules do so, and forget the digests with them, without
 * which a guest that takes a counter of zero for fresh would still find them matching.
 */
export function beginLockEpoch(s: State): void {
  s.vdev.lockNonce = s.$draw('lock');
  s.vdev.measNonce = NO_NONCE;
  s.vdev.reportNonce = NO_NONCE;
  s.vdev.measDigest = 'NONE';
  s.vdev.reportDigest = 'NONE';
}

/** B4.5.80 success conditions with DEV_COMM_IDLE. */
export function completeVdev(s: State): void {
  const { op, state } = s.vdev;
  const content = s.exchange.content;
  clearExchange(s);
  if (op === 'LOCK') beginLockEpoch(s);
  if (op === 'GET_MEAS') {
    s.vdev.measNonce = s.$draw('meas');
    s.vdev.measDigest = content;
  }
  if (op === 'GET_REPORT') {
    s.vdev.reportNonce = s.$draw('report');
    s.vdev.reportDigest = content;
  }
  if (op !== 'NONE') s.vdev.state = vdevLifecycle.next(state, op) ?? state;
  s.vdev.op = 'NONE';
  s.vdev.comm = 'IDLE';
}

/** B4.5.80 `error`. DMA stays as it is: only UNLOCK and the realm turn it off (A9.4.4.2). */
export function failVdev(s: State): void {
  clearExchange(s);
  s.vdev.comm = 'ERROR';
  s.vdev.state = 'ERROR';
}
