import { postedHost } from '../posted-host.ts';

export const connectDoesNothing = postedHost({
  slug: 'connect-does-nothing',
  title: 'connect returns 0 and has done nothing',
  breaks: 'connected-means-secure',
  steps: 1,
});
