import { postedGuest } from '../posted-guest.ts';

export const undoNotChecked = postedGuest({
  slug: 'undo-not-checked',
  title: 'A lock that failed asks for an unlock that nobody checks',
  breaks: 'failed-lock-is-undone-or-kept',
  steps: 7,
});
