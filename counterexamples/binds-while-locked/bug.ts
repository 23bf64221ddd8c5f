import { postedGuest } from '../posted-guest.ts';

export const bindsWhileLocked = postedGuest({
  slug: 'binds-while-locked',
  title: 'A driver binds to a device that is locked and not accepted',
  breaks: 'no-driver-while-locked',
  steps: 4,
});
