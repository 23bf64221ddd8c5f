import { postedHost } from '../posted-host.ts';

export const enableNotChecked = postedHost({
  slug: 'enable-not-checked',
  title: 'connect returns 0 although the link is not Secure',
  breaks: 'connected-means-secure',
  steps: 29,
});
