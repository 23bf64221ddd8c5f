import { postedHost } from '../posted-host.ts';

export const stopFailureIgnored = postedHost({
  slug: 'stop-failure-ignored',
  title: 'A PDEV is destroyed that was not stopped',
  breaks: 'driver-calls-are-accepted',
  steps: 14,
  needs: ['busy-is-fatal'],
});
