/** RMI_PDEV_STREAM_KEY_PURGE: keys that are no longer used are removed from both ends. */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import {
  endsArePdevs,
  endsIdle,
  endsReady,
  endsWithoutOp,
  queueOnBoth,
  STREAM_FOOTPRINT,
  type StreamInput,
  streamAt,
  streamConnected,
  streamInputs,
  streamValid,
} from '../streams.ts';
import type { Rmm } from '../version.ts';

export const rmiPdevStreamKeyPurge = ({ tries }: Rmm) =>
  rmi<StreamInput>({
    name: 'RMI_PDEV_STREAM_KEY_PURGE',
    cites: [cite.rmm('B4.5.36'), cite.rmm('A9.3.3.2.4')],
    inputs: streamInputs(tries),
    refusals: [...endsArePdevs, streamValid, ...endsReady, ...endsWithoutOp, ...endsIdle, streamConnected],
    effect: (s, i) => {
      streamAt(s, i).state = 'KEY_PURGING';
      queueOnBoth(s, i, 'KEY_PURGE');
    },
    footprint: STREAM_FOOTPRINT,
  });
