import { postedGuest } from '../posted-guest.ts';

export const unlockNotChecked = postedGuest({
  slug: 'unlock-not-checked',
  title: 'Unlock succeeds whatever the host answers',
  breaks: 'unlock-leaves-nothing-behind',
  steps: 9,
});
