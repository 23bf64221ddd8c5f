import { postedHost } from '../posted-host.ts';

export const mismatchIsMinusOne = postedHost({
  slug: 'mismatch-is-minus-one',
  title: 'connect says EPERM where a device did not do its part',
  breaks: 'connect-errno-names-its-cause',
  steps: 14,
});
