/** What the guest's steps share: forgetting a context, calling the RMM, and the objects it can be handed. */

import type { Fresh } from '../../checker/fields.ts';
import type { Departs } from '../departures.ts';
import type { Catalogue, EvidenceId, EvidenceObject } from '../evidence/catalogue.ts';
import type { requestedOutput } from '../evidence/requested-output.ts';
import type { Commands } from '../rmm/commands.ts';
import { clearRec } from '../rmm/rsi-call.ts';
import { attempt } from '../rule.ts';
import { pagesInRange, type State } from '../state.ts';

/** What a program of this model is made from. */
export interface Setting {
  readonly commands: Commands;
  readonly catalogue: Catalogue;
  /** The output that the guest asks for, given whose report it verified and the page. */
  readonly requested: ReturnType<typeof requestedOutput>;
  /** Whether the guest does as the posted series does at this place. */
  readonly departs: Departs;
}

const NO_NONCE = 0 as Fresh;

/** Forgets what a lock learned: the evidence and the nonces of both snapshots. */
export function forgetEvidence(s: State): void {
  s.guest.firstLockNonce = NO_NONCE;
  s.guest.lockNonce = NO_NONCE;
  s.guest.measNonce = NO_NONCE;
  s.guest.reportNonce = NO_NONCE;
  s.guest.certificate = 'NONE';
  s.guest.vca = 'NONE';
  s.guest.report = 'NONE';
  s.guest.measurements = 'NONE';
  s.guest.measurementsOf = NO_NONCE;
  s.guest.forged = false;
  s.guest.next = 0;
}

/** Returns to user space without a context: `pdev->tsm` is NULL. */
export function freeContext(s: State): void {
  forgetEvidence(s);
  s.guest.table = false;
  s.guest.context = 'NONE';
  s.guest.pc = 'IDLE';
}

/**
 * Returns to user space with something left to undo. The posted series forgets it; the hardened guest keeps the
 * context, in which only unlock is possible (INF-07, INF-08, INF-09, DOC-06, DOC-07).
 */
export function keepForUnlock(s: State): void {
  s.guest.context = 'FAILED';
  s.guest.next = 0;
  s.guest.pc = 'IDLE';
}

/** The task dies in the kernel: the device lock and pci_tsm_rwsem are never released. */
export function oops(s: State): void {
  s.guest.pc = 'oops';
}

export type VdevCall =
  | 'RSI_VDEV_GET_INFO'
  | 'RSI_VDEV_DMA_ENABLE'
  | 'RSI_VDEV_DMA_DISABLE'
  | 'RSI_VDEV_VALIDATE_MAPPING';

/**
 * First half of an RSI call on the guest's one VDEV: with the nonces of its second snapshot, and over what is left of
 * the range. The REC exits to the host; where the RMM refuses at once, the second half gives the same status.
 */
export function callRsi(
  { commands, requested }: Setting,
  s: State,
  name: VdevCall,
  pc: State['guest']['pc'],
): void {
  const { guest } = s;
  guest.pc = pc;
  const nonces = { id: 0, lock: guest.lockNonce, meas: guest.measNonce, report: guest.reportNonce };
  switch (name) {
    case 'RSI_VDEV_DMA_ENABLE':
      attempt(commands.RSI_VDEV_DMA_ENABLE, s, nonces);
      break;
    case 'RSI_VDEV_VALIDATE_MAPPING':
      attempt(commands.RSI_VDEV_VALIDATE_MAPPING, s, {
        ...nonces,
        base: guest.next,
        top: pagesInRange(s),
        output: requested(guest.report, guest.next),
      });
      break;
    default:
      attempt<{ readonly id: number }>(commands[name], s, { id: 0 });
  }
}

/** Second half, at the next REC entry. */
export function finishRsi({ commands }: Setting, s: State, name: VdevCall): string {
  const status = attempt(commands[`${name} returns`], s, {});
  // The realm has yet to learn how far the host came with its mappings.
  if (s.rec.pending !== 'DEV_MEM') clearRec(s);
  return status;
}

/** Whether two sets of bytes have the same digest, by the bytes in the catalogue. */
export function sameDigest(catalogue: Catalogue, object: EvidenceObject): (a: string, b: string) => boolean {
  const digests = new Map(
    catalogue.ids(object).map((id) => [id as string, catalogue.entry(object, id)!.digest]),
  );
  return (a, b) => digests.has(a) && digests.get(a) === digests.get(b);
}

/** The bytes an RMM of this world can have hashed. All others compare equal to none of them. */
export const HASHED: readonly EvidenceId[] = ['GENUINE', 'ALTERED', 'OTHER_DEVICE'];
