import { cite } from '../../model/cite.ts';
import { withoutRefusal } from '../../model/rmm/rewrite.ts';
import type { Bug } from '../bug.ts';

/** RMI_PDEV_STOP as B4.5.32 lists it: streams are no condition. */
export const stopWithLiveStream: Bug = {
  slug: 'stop-with-live-stream',
  title: 'A PDEV that was stopped with a connected stream can never be destroyed',
  kind: 'text',
  breaks: 'clean-is-reachable',
  world: 'one-device',
  steps: 18,
  cites: [cite.rmm('B4.5.32'), cite.rmm('B4.5.28 pdev_stream_live'), cite.rmm('B4.5.33 pdev_1_state')],
  reductionsHold: 'No VDEV exists while a PDEV is stopped.',
  commands: (commands) => withoutRefusal(commands, 'RMI_PDEV_STOP', 'pdev_stream_live'),
};
