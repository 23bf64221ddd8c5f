/** RMI_PDEV_STREAM_KEY_REFRESH: new keys on both ends, while the stream goes on. */

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

export const rmiPdevStreamKeyRefresh = ({ tries }: Rmm) =>
  rmi<StreamInput>({
    name: 'RMI_PDEV_STREAM_KEY_REFRESH',
    cites: [cite.rmm('B4.5.37'), cite.rmm('A9.3.3.2.3')],
    inputs: streamInputs(tries),
    refusals: [...endsArePdevs, streamValid, ...endsReady, ...endsWithoutOp, ...endsIdle, streamConnected],
    effect: (s, i) => {
      streamAt(s, i).state = 'KEY_REFRESHING';
      queueOnBoth(s, i, 'KEY_REFRESH');
    },
    footprint: STREAM_FOOTPRINT,
  });
