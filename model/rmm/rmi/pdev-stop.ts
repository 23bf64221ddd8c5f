/**
 * RMI_PDEV_STOP. 2.0-bet1 lets a PDEV with a connected stream be stopped, and then nothing can disconnect the stream
 * nor destroy the PDEV: see counterexamples/stop-with-live-stream. The condition `pdev_stream_live` is that of the
 * later text (2.0-bet2, as derived), taken into the hardened rules for that reason.
 */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { vdevExists } from '../../state.ts';
import { pdevGranState } from '../conditions.ts';

export const rmiPdevStop = rmi({
  name: 'RMI_PDEV_STOP',
  cites: [cite.rmm('B4.5.32'), cite.inferred('pdev_stream_live: 2.0-bet2, from derived predicates')],
  refusals: [
    pdevGranState,
    { id: 'comm_state', status: 'RMI_ERROR_DEVICE', when: (s) => s.pdev.comm !== 'IDLE' },
    { id: 'num_vdevs', status: 'RMI_ERROR_DEVICE', when: (s) => vdevExists(s) },
    {
      id: 'pdev_stream_live',
      status: 'RMI_ERROR_DEVICE',
      when: (s) => s.stream.state === 'CONNECTED',
    },
  ],
  effect: (s) => {
    s.pdev.op = 'STOP';
    s.pdev.comm = 'PENDING';
  },
  footprint: ['pdev.op', 'pdev.comm'],
});
