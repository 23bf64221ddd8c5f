import { postedGuest } from '../posted-guest.ts';

export const ioremapSharesDestroyed = postedGuest({
  slug: 'ioremap-shares-destroyed',
  kind: 'observed',
  title: 'The driver of an accepted device maps registers that the host emulates',
  breaks: 'accepted-driver-shares-no-registers',
  steps: 42,
});
