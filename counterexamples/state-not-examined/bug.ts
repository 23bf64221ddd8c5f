import { postedGuest } from '../posted-guest.ts';

export const stateNotExamined = postedGuest({
  slug: 'state-not-examined',
  title: 'Evidence of an interface that is not locked is published',
  breaks: 'evidence-is-of-a-locked-interface',
  steps: 26,
});
