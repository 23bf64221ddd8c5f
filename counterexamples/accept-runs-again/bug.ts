import { postedGuest } from '../posted-guest.ts';

export const acceptRunsAgain = postedGuest({
  slug: 'accept-runs-again',
  title: 'An accepted device is accepted a second time',
  breaks: 'accept-runs-once-per-lock',
  steps: 41,
});
