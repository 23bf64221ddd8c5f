/** RMI_PDEV_DESTROY. PdevStreamLive is true of connected streams (B3.78); a stream of any other state goes with its PDEV. */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { pdevGranState } from '../conditions.ts';

export const rmiPdevDestroy = rmi({
  name: 'RMI_PDEV_DESTROY',
  cites: [cite.rmm('B4.5.28'), cite.rmm('B3.78')],
  refusals: [
    pdevGranState,
    { id: 'pdev_state', status: 'RMI_ERROR_DEVICE', when: (s) => s.pdev.state !== 'STOPPED' },
    { id: 'pdev_stream_live', status: 'RMI_ERROR_DEVICE', when: (s) => s.stream.state === 'CONNECTED' },
  ],
  effect: (s) => {
    s.granules.pdev = 'DELEGATED';
    s.pdev.state = 'NONE';
    s.pdev.op = 'NONE';
    s.pdev.comm = 'IDLE';
    s.pdev.certificate = 'NONE';
    s.pdev.key = 'NONE';
    s.stream.state = 'DISCONNECTED';
  },
  footprint: ['granules.pdev', 'pdev', 'stream'],
});
