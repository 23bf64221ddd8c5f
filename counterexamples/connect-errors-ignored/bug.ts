import { postedHost } from '../posted-host.ts';

export const connectErrorsIgnored = postedHost({
  slug: 'connect-errors-ignored',
  title: 'connect returns 0 although it failed',
  breaks: 'connected-means-secure',
  steps: 5,
});
