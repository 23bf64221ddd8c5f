import { postedHost } from '../posted-host.ts';

export const stopGivesUp = postedHost({
  slug: 'stop-gives-up',
  title: 'A PDEV that did not stop is forgotten, and its device cannot be connected again',
  breaks: 'second-connect-succeeds',
  steps: 8,
  needs: ['error-not-aborted'],
});
