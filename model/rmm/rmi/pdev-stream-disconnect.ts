/** RMI_PDEV_STREAM_DISCONNECT. The section's own text was not to be had: conditions from A9.3.3.2.2, derived predicates and TF-RMM. */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { pdevAt } from '../arguments.ts';
import { DEVICE } from '../conditions.ts';
import {
  eachEnd,
  endsArePdevs,
  endsIdle,
  queueOnBoth,
  STREAM_FOOTPRINT,
  type StreamInput,
  streamAt,
  streamConnected,
  streamInputs,
  streamValid,
} from '../streams.ts';
import type { Rmm } from '../version.ts';

export const rmiPdevStreamDisconnect = ({ tries }: Rmm) =>
  rmi<StreamInput>({
    name: 'RMI_PDEV_STREAM_DISCONNECT',
    cites: [cite.rmm('A9.3.3.2.2'), cite.tfRmm('runtime/rmi/pdev.c'), cite.inferred('B4.5.35 conditions')],
    inputs: streamInputs(tries),
    refusals: [
      ...endsArePdevs,
      streamValid,
      streamConnected,
      ...eachEnd('state', (pdev) => pdev.state !== 'READY' && pdev.state !== 'ERROR'),
      ...endsIdle,
      { id: 'num_vdevs', status: DEVICE, when: (s, i) => pdevAt(s, i.pdev_1).numVdevs !== 0 },
    ],
    effect: (s, i) => {
      streamAt(s, i).state = 'DISCONNECTING';
      queueOnBoth(s, i, 'DISCONNECT');
    },
    footprint: STREAM_FOOTPRINT,
  });
