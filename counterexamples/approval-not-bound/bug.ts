import { postedGuest } from '../posted-guest.ts';

export const approvalNotBound = postedGuest({
  slug: 'approval-not-bound',
  title: 'What is accepted is not what the relying party approved',
  breaks: 'accepted-generation-was-approved',
  steps: 72,
});
