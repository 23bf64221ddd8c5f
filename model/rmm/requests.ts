/**
 * What the commands share that queue an operation on a VDEV: LOCK, START, UNLOCK, GET_MEASUREMENTS and
 * GET_INTERFACE_REPORT. The state changes only when a later RMI_VDEV_COMMUNICATE completes the transaction.
 */

import type { State } from '../state.ts';
import { argumentsOf, realmsOf, type VdevPointer, vdevAt } from './arguments.ts';
import { type Condition, DEVICE, type VdevArguments, wrongVdevArguments } from './conditions.ts';
import type { Tries } from './version.ts';

export const requestInputs = (tries: Tries) =>
  argumentsOf<VdevArguments>(tries, { vdev: tries.vdevs, ...realmsOf(tries) }, wrongVdevArguments);

export function queue(s: State, vdev: VdevPointer, op: State['vdevs']['v0']['op']): void {
  vdevAt(s, vdev).op = op;
  vdevAt(s, vdev).comm = 'PENDING';
}

export const vdevStateIn = (
  ...states: readonly State['vdevs']['v0']['state'][]
): Condition<{ readonly vdev: VdevPointer }> => ({
  id: 'vdev_state',
  status: DEVICE,
  when: (s, i) => !states.includes(vdevAt(s, i.vdev).state),
});
