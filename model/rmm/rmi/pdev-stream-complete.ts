/** RMI_PDEV_STREAM_COMPLETE: once both ends have done their part, the stream is what was asked for. */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { pdevAt } from '../arguments.ts';
import { DEVICE } from '../conditions.ts';
import {
  endsArePdevs,
  endsIdle,
  endsReady,
  STREAM_FOOTPRINT,
  type StreamInput,
  streamAt,
  streamInputs,
  streamValid,
} from '../streams.ts';
import type { Rmm } from '../version.ts';

export const rmiPdevStreamComplete = ({ tries }: Rmm) =>
  rmi<StreamInput>({
    name: 'RMI_PDEV_STREAM_COMPLETE',
    cites: [cite.rmm('B4.5.33')],
    inputs: streamInputs(tries),
    refusals: [
      ...endsArePdevs,
      streamValid,
      ...endsReady,
      ...endsIdle,
      {
        id: 'complete',
        status: DEVICE,
        when: (s, i) => pdevAt(s, i.pdev_1).op !== 'STREAM_COMPLETE' || s.pdevs.rp.op !== 'STREAM_COMPLETE',
      },
      { id: 'stream_state', status: DEVICE, when: (s, i) => streamAt(s, i).state === 'CONNECTED' },
    ],
    effect: (s, i) => {
      const stream = streamAt(s, i);
      stream.state = stream.state === 'DISCONNECTING' ? 'DISCONNECTED' : 'CONNECTED';
      stream.turn = 'NONE';
      pdevAt(s, i.pdev_1).op = 'NONE';
      s.pdevs.rp.op = 'NONE';
    },
    footprint: STREAM_FOOTPRINT,
  });
