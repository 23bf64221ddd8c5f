import { cite } from '../../model/cite.ts';
import { withoutRefusal } from '../../model/rmm/rewrite.ts';
import type { Bug } from '../bug.ts';

/** RSI_VDEV_DMA_ENABLE that compares nonces and nothing else, as TF-RMM did before it tested the state. */
export const dmaBeforeRun: Bug = {
  slug: 'dma-before-run',
  title: 'DMA is enabled for a device that was never started',
  kind: 'seeded',
  breaks: 'dma-only-when-started',
  world: 'one-device',
  steps: 55,
  cites: [cite.rmm('B5.4.18 vdev_state'), cite.inferred('DOC-08: an earlier TF-RMM checked only the nonces')],
  reductionsHold: 'RSI_VDEV_DMA_ENABLE still compares all three nonces, and nothing else changes.',
  commands: (commands) => withoutRefusal(commands, 'RSI_VDEV_DMA_ENABLE returns', 'vdev_state'),
};
