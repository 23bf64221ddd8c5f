import { postedGuest } from '../posted-guest.ts';

export const evidenceNotFreed = postedGuest({
  slug: 'evidence-not-freed',
  title: 'Unlock leaks the evidence that lock published',
  breaks: 'published-evidence-is-freed',
  steps: 32,
});
