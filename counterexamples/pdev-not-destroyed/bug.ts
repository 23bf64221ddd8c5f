import { postedHost } from '../posted-host.ts';

export const pdevNotDestroyed = postedHost({
  slug: 'pdev-not-destroyed',
  title: 'A disconnected device keeps its PDEV and its page',
  breaks: 'unconnected-host-holds-nothing',
  steps: 15,
});
