/**
 * Values that can no longer make a difference, written over with one. Each reduction says why nobody can tell. They
 * lean on the hardened rules, so a machine with changes is searched without them; a test compares all verdicts.
 */

import type { Fresh } from '../checker/fields.ts';
import { type Seen, type State, VDEVS, type VdevName } from './state.ts';

const NO_NONCE = 0 as Fresh;

/** What holds whoever the realm is. */
export function normalizeRmm(s: State): void {
  for (const name in s.vdevs) {
    const vdev = s.vdevs[name as VdevName];
    // RMI_VDEV_ABORT and a fault leave `op` as it was. While the VDEV is idle or in error nothing reads it: every
    // command that makes it PENDING again writes it first.
    if (vdev.comm === 'IDLE' || vdev.comm === 'ERROR') vdev.op = 'NONE';
    // No hardened rule asks where in a granule a range begins.
    if (vdev.ranges === 'UNALIGNED') vdev.ranges = 'DEV';
  }
  normalizeCall(s);
}

/**
 * A realm that is no particular guest can pass zeros whatever it knows, so that a call with stale freshness is one with none:
 * a nonce that has been replaced never comes back, and a VDEV whose own is zero was never locked and does nothing.
 */
export function normalizeRealm(s: State): void {
  normalizeRmm(s);
  const { rec } = s;
  const vdev = s.vdevs.v0;
  if (rec.lockNonce !== vdev.lockNonce) rec.lockNonce = NO_NONCE;
  if (rec.lockNonce === NO_NONCE || rec.measNonce !== vdev.measNonce) rec.measNonce = NO_NONCE;
  if (rec.lockNonce === NO_NONCE || rec.reportNonce !== vdev.reportNonce) rec.reportNonce = NO_NONCE;
}

/** `approved` is the relying party's judgement of the published evidence. */
export function normalizer(approved: (s: Seen) => boolean): (s: State) => void {
  return (s) => {
    normalizeRmm(s);
    if (s.guest.context === 'NONE') normalizeLock(s);
    else normalizeContext(s, approved);
  };
}

/** The copies of the nonces that a call under way holds are compared all three, like the guest's own. */
function normalizeCall(s: State): void {
  const { rec } = s;
  // Only one VDEV can bear the id that the call names.
  const vdev = s.vdevs[VDEVS[rec.id] as VdevName];
  if (rec.lockNonce !== vdev.lockNonce) rec.measNonce = NO_NONCE;
  if (rec.measNonce !== vdev.measNonce || rec.lockNonce !== vdev.lockNonce) rec.reportNonce = NO_NONCE;
}

function forgetObjects(s: State): void {
  s.guest.certificate = 'NONE';
  s.guest.vca = 'NONE';
  s.guest.report = 'NONE';
  s.guest.measurements = 'NONE';
  s.guest.measurementsOf = NO_NONCE;
}

/**
 * A lock in progress can only fail at its second snapshot if its first is of another lock epoch, if it read
 * measurements of an older refresh (nonces never recur), or if it read the chain or VCA of a device that the PDEV is
 * not with (a PDEV keeps both for longer than a lock epoch lasts). What else it read is never looked at again.
 */
function normalizeLock(s: State): void {
  const { guest } = s;
  const vdev = s.vdevs.v0;
  const pdev = s.pdevs.ep;
  if (!guest.pc.startsWith('lock/') || guest.pc.startsWith('lock/undo')) return;
  const otherEpoch = guest.firstLockNonce !== NO_NONCE && guest.firstLockNonce !== vdev.lockNonce;
  const cannotMatch =
    (guest.measurements !== 'NONE' && guest.measurementsOf !== vdev.measNonce) ||
    (guest.certificate !== 'NONE' && guest.certificate !== pdev.certificate) ||
    (guest.vca !== 'NONE' && guest.vca !== pdev.certificate);
  if (!guest.forged && !otherEpoch && !cannotMatch) return;
  guest.forged = true;
  if (otherEpoch) guest.firstLockNonce = NO_NONCE;
  forgetObjects(s);
}

/**
 * Evidence that the relying party does not approve is never accepted, so neither its bytes nor its nonces are used
 * again. Otherwise VdevAttestInfoEqual compares all three nonces: once one differs from the VDEV's it differs for ever,
 * and the others no longer matter to anybody.
 */
function normalizeContext(s: State, approved: (s: Seen) => boolean): void {
  const { guest } = s;
  const vdev = s.vdevs.v0;
  if (guest.context === 'LOCKED' && guest.pc === 'IDLE' && !approved(s)) {
    forgetObjects(s);
    guest.lockNonce = NO_NONCE;
  }
  if (guest.lockNonce !== vdev.lockNonce) guest.measNonce = NO_NONCE;
  if (guest.measNonce !== vdev.measNonce || guest.lockNonce !== vdev.lockNonce) guest.reportNonce = NO_NONCE;
}
