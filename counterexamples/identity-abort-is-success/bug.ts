import { postedHost } from '../posted-host.ts';

export const identityAbortIsSuccess = postedHost({
  slug: 'identity-abort-is-success',
  title: 'connect goes on with a device whose identity it did not get',
  breaks: 'driver-calls-are-accepted',
  steps: 17,
});
