/** RMI_VDEV_COMPLETE: the host names the VDEV that the realm's pending RSI call is about (A9.4.4). */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { vdevCommIdle, vdevGranState } from '../conditions.ts';

export const rmiVdevComplete = rmi({
  name: 'RMI_VDEV_COMPLETE',
  cites: [cite.rmm('B4.5.81'), cite.rmm('A4.3.12')],
  refusals: [
    vdevGranState,
    { id: 'pending', status: 'RMI_ERROR_INPUT', when: (s) => s.rec.pending !== 'VDEV_REQUEST' },
    vdevCommIdle,
  ],
  effect: (s) => {
    s.rec.pending = 'VDEV_COMPLETE';
  },
  footprint: ['rec.pending'],
});
