import { postedHost } from '../posted-host.ts';

export const noIdeIsNoMemory = postedHost({
  slug: 'no-ide-is-no-memory',
  title: 'connect says ENOMEM of a device without IDE',
  breaks: 'connect-errno-names-its-cause',
  steps: 2,
});
