import { postedGuest } from '../posted-guest.ts';

export const dmaNotDisabled = postedGuest({
  slug: 'dma-not-disabled',
  title: 'Unlock takes pages back while the device still does DMA',
  breaks: 'dma-is-off-before-unlock-asks',
  steps: 41,
});
