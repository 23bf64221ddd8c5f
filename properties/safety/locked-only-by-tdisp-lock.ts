import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

/**
 * The TDI was CONFIG_LOCKED when it answered; by the time the answer is handed over the host may have disturbed it, so
 * the claim is about the answer, not about the TDI's state now (A9.4.4.1).
 */
export const lockedOnlyByTdispLock: ModelProperty = {
  id: 'locked-only-by-tdisp-lock',
  kind: 'step',
  claim:
    'A VDEV becomes LOCKED only by the device answering LOCK_INTERFACE, and with a lock nonce of its own.',
  cites: [cite.rmm('A9.4.4.1'), cite.rmm('B4.5.80 lock_state, lock_nonce')],
  worlds: inWorlds.vdevs,
  when: (before, _step, after) => before.vdevs.v0.state !== 'LOCKED' && after.vdevs.v0.state === 'LOCKED',
  holds: (before, _step, after) =>
    before.vdevs.v0.op === 'LOCK' &&
    before.exchanges[before.vdevs.v0.pdev].at === 'RESPONSE' &&
    before.vdevs.v0.state === 'UNLOCKED' &&
    after.vdevs.v0.lockNonce !== before.vdevs.v0.lockNonce,
};
