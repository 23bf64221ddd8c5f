import { postedGuest } from '../posted-guest.ts';

export const unlockGivesUp = postedGuest({
  slug: 'unlock-gives-up',
  title: 'Unlock forgets a device that is still locked, because a page could not be taken back',
  breaks: 'unlock-leaves-nothing-behind',
  steps: 31,
});
