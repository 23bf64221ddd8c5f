/**
 * RMI_VDEV_ABORT: to ERROR from every state, NEW included (B4.5.79; the table of A9.4.3.2 would leave NEW alone). A
 * request that the host has not carried yet is lost with it: the session numbers its messages (inferred).
 */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { clearExchange } from '../communicate.ts';
import { pdevGranState, vdevGranState } from '../conditions.ts';

export const rmiVdevAbort = rmi({
  name: 'RMI_VDEV_ABORT',
  cites: [cite.rmm('B4.5.79')],
  refusals: [
    pdevGranState,
    vdevGranState,
    { id: 'comm_state', status: 'RMI_ERROR_DEVICE', when: (s) => s.vdev.comm === 'IDLE' },
  ],
  effect: (s) => {
    s.vdev.state = 'ERROR';
    s.vdev.comm = 'IDLE';
    clearExchange(s);
  },
  footprint: ['vdev.state', 'vdev.comm', 'exchange'],
});
