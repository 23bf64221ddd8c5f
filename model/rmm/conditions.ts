/**
 * Failure conditions that several commands share, under the identifiers of DEN0137. A granule that does not hold the
 * object stands for every wrong pointer: the conditions on alignment, tracking and PAS all come earlier, give
 * RMI_ERROR_INPUT too, and no rule of this model can tell them apart.
 */

import type { Refusal } from '../../checker/contract.ts';
import { type State, vdevExists } from '../state.ts';

type Condition = Refusal<State>;

export const pdevGranState: Condition = {
  id: 'pdev_gran_state',
  status: 'RMI_ERROR_INPUT',
  when: (s) => s.granules.pdev !== 'PDEV',
};

export const vdevGranState: Condition = {
  id: 'vdev_gran_state',
  status: 'RMI_ERROR_INPUT',
  when: (s) => s.granules.vdev !== 'VDEV',
};

export const vdevCommIdle: Condition = {
  id: 'comm_state',
  status: 'RMI_ERROR_DEVICE',
  when: (s) => s.vdev.comm !== 'IDLE',
};

/** RSI: the host completed the request with a VDEV of this realm and this id, and it is still there. */
export const vdevId: Condition = {
  id: 'vdev_id',
  status: 'RSI_ERROR_INPUT',
  when: (s) => s.rec.pending !== 'VDEV_COMPLETE' || !vdevExists(s),
};

/** RSI: the realm's three nonces are the VDEV's (DEN0137 VdevAttestInfoEqual). */
export const attestInfo: Condition = {
  id: 'attest_info',
  status: 'RSI_ERROR_DEVICE',
  when: (s) =>
    s.guest.lockNonce !== s.vdev.lockNonce ||
    s.guest.measNonce !== s.vdev.measNonce ||
    s.guest.reportNonce !== s.vdev.reportNonce,
};
