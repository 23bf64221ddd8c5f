import { postedGuest } from '../posted-guest.ts';

export const unregisterWithDriver = postedGuest({
  slug: 'unregister-with-driver',
  title: 'A TSM goes and leaves the context of a device behind',
  breaks: 'context-has-its-tsm',
  steps: 42,
});
