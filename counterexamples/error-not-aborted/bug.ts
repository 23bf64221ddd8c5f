import { postedHost } from '../posted-host.ts';

export const errorNotAborted = postedHost({
  slug: 'error-not-aborted',
  title: 'A PDEV in error is stopped, which the RMM refuses',
  breaks: 'driver-calls-are-accepted',
  steps: 10,
});
