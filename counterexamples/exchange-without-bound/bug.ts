import { postedHost } from '../posted-host.ts';

export const exchangeWithoutBound = postedHost({
  slug: 'exchange-without-bound',
  title: 'A device that always asks for more keeps connect from ending',
  breaks: 'connect-and-disconnect-end',
  steps: 9,
});
