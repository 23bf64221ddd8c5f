/** RMI_PDEV_CREATE: an endpoint that speaks SPDM, category off-chip. Its memory donation is one step with it here. */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';

export const rmiPdevCreate = rmi({
  name: 'RMI_PDEV_CREATE',
  cites: [cite.rmm('B4.5.27')],
  refusals: [
    { id: 'pdev_gran_state', status: 'RMI_ERROR_INPUT', when: (s) => s.granules.pdev !== 'DELEGATED' },
  ],
  effect: (s) => {
    s.granules.pdev = 'PDEV';
    s.pdev.state = 'NEW';
    s.pdev.op = 'NONE';
    s.pdev.comm = 'PENDING';
  },
  footprint: ['granules.pdev', 'pdev'],
});
