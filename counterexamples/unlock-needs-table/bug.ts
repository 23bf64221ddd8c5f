import { postedGuest } from '../posted-guest.ts';

export const unlockNeedsTable = postedGuest({
  slug: 'unlock-needs-table',
  title: 'Unlocking a device that was never accepted follows a null pointer',
  breaks: 'kernel-does-not-oops',
  steps: 4,
});
