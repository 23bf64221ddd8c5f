import { postedHost } from '../posted-host.ts';

export const ideReleasedFirst = postedHost({
  slug: 'ide-released-first',
  title: 'The IDE stream is released while its PDEV still uses it',
  breaks: 'stream-id-outlives-its-pdev',
  steps: 29,
});
