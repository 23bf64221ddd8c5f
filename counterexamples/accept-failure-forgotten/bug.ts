import { postedGuest } from '../posted-guest.ts';

export const acceptFailureForgotten = postedGuest({
  slug: 'accept-failure-forgotten',
  title: 'A failed accept leaves validated pages and a running device behind',
  breaks: 'failed-accept-is-undone-or-kept',
  steps: 27,
});
