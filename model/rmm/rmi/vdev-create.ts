/** RMI_VDEV_CREATE for the one VDEV of this model: its ids are free and its ranges valid whenever it does not exist. */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { pdevGranState } from '../conditions.ts';

export const rmiVdevCreate = rmi({
  name: 'RMI_VDEV_CREATE',
  cites: [cite.rmm('B4.5.82')],
  refusals: [
    pdevGranState,
    { id: 'pdev_state', status: 'RMI_ERROR_DEVICE', when: (s) => s.pdev.state !== 'READY' },
    // The text has this condition without its negation; the streams must be sufficient.
    { id: 'pdev_streams', status: 'RMI_ERROR_DEVICE', when: (s) => s.stream.state !== 'CONNECTED' },
    { id: 'vdev_gran_state', status: 'RMI_ERROR_INPUT', when: (s) => s.granules.vdev !== 'DELEGATED' },
  ],
  effect: (s) => {
    s.granules.vdev = 'VDEV';
    s.vdev.state = 'NEW';
    s.vdev.op = 'UNLOCK';
    s.vdev.comm = 'PENDING';
    s.vdev.dma = 'DISABLED';
  },
  footprint: ['granules.vdev', 'vdev'],
});
