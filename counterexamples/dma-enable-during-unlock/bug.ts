import { cite } from '../../model/cite.ts';
import { withoutRefusal } from '../../model/rmm/rewrite.ts';
import type { Bug } from '../bug.ts';

/** RSI_VDEV_DMA_ENABLE as B5.4.18 lists it: an operation under way is no condition of its second half. */
export const dmaEnableDuringUnlock: Bug = {
  slug: 'dma-enable-during-unlock',
  title: 'DMA stays enabled through an unlock, into a lock epoch that nobody verified',
  kind: 'text',
  breaks: 'dma-only-when-started',
  world: 'one-device',
  steps: 65,
  cites: [
    cite.rmm('B5.4.18'),
    cite.rmm('B4.5.81 comm_state'),
    cite.rmm('B4.5.91 dma_state'),
    cite.rmm('A9.4.4.2'),
  ],
  reductionsHold: 'RSI_VDEV_DMA_ENABLE still compares all three nonces, and nothing else changes.',
  commands: (commands) => withoutRefusal(commands, 'RSI_VDEV_DMA_ENABLE returns', 'comm_state'),
};
