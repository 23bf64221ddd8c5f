import { postedGuest } from '../posted-guest.ts';

export const lockFailureNotUndone = postedGuest({
  slug: 'lock-failure-not-undone',
  title: 'A lock that failed leaves the device locked, and nobody to unlock it',
  breaks: 'failed-lock-is-undone-or-kept',
  steps: 6,
});
