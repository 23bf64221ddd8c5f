import { postedHost } from '../posted-host.ts';

export const bindNotChecked = postedHost({
  slug: 'bind-not-checked',
  title: 'bind returns 0 for a VDEV that is not locked',
  breaks: 'bind-means-locked',
  world: 'bind-faults',
  steps: 8,
});
