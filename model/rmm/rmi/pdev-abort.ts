/** RMI_PDEV_ABORT: ends the device transaction. State and operation stay: B4.5.25 has only comm_state in its footprint. */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { clearExchange } from '../communicate.ts';
import { pdevGranState } from '../conditions.ts';

export const rmiPdevAbort = rmi({
  name: 'RMI_PDEV_ABORT',
  cites: [cite.rmm('B4.5.25')],
  refusals: [
    pdevGranState,
    { id: 'comm_state', status: 'RMI_ERROR_DEVICE', when: (s) => s.pdev.comm === 'IDLE' },
  ],
  effect: (s) => {
    s.pdev.comm = 'IDLE';
    clearExchange(s);
  },
  footprint: ['pdev.comm', 'exchange'],
});
