/**
 * RMI_VDEV_ABORT: to ERROR from every state, NEW included (B4.5.79; the table of A9.4.3.2 would leave NEW alone). A
 * request that the host has not carried yet is lost with it: the session numbers its messages (inferred). 2.0-bet2
 * leaves the state alone where the operation can be undone, by a predicate of which only the name is known.
 */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { vdevAt } from '../arguments.ts';
import { clearExchange } from '../communicate.ts';
import { DEVICE, type VdevArguments, vdevArguments, vdevPdev, vdevRealm } from '../conditions.ts';
import { requestInputs } from '../requests.ts';
import type { Rmm } from '../version.ts';

/** VdevOperationCanRevert, of which the body was not to be had: what only reads from the device (inferred). */
const canRevert = (op: string): boolean => op === 'GET_MEAS' || op === 'GET_REPORT';

export const rmiVdevAbort = ({ version, tries }: Rmm) =>
  rmi<VdevArguments>({
    name: 'RMI_VDEV_ABORT',
    cites: [cite.rmm('B4.5.79'), cite.rmmBet2('VdevOperationCanRevert'), cite.acs('cmd_vdev_abort')],
    inputs: requestInputs(tries),
    refusals: [
      ...vdevArguments,
      vdevRealm(tries),
      vdevPdev,
      { id: 'comm_state', status: DEVICE, when: (s, i) => vdevAt(s, i.vdev).comm === 'IDLE' },
    ],
    effect: (s, i) => {
      const vdev = vdevAt(s, i.vdev);
      if (vdev.comm === 'ACTIVE') clearExchange(s, vdev.pdev);
      vdev.comm = 'IDLE';
      if (version === '2.0-bet2' && canRevert(vdev.op)) vdev.op = 'NONE';
      else vdev.state = 'ERROR';
    },
    footprint: ['vdevs', 'exchanges'],
  });
