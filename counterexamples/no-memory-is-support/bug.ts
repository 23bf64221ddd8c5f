import { postedGuest } from '../posted-guest.ts';

export const noMemoryIsSupport = postedGuest({
  slug: 'no-memory-is-support',
  title: 'Out of memory, the guest takes a host without device assignment for one with it',
  breaks: 'registered-only-with-support',
  steps: 2,
});
