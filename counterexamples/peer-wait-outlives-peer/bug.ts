import { postedHost } from '../posted-host.ts';

export const peerWaitOutlivesPeer = postedHost({
  slug: 'peer-wait-outlives-peer',
  title: 'One end of a stream waits for ever for the other, which has left',
  breaks: 'connect-and-disconnect-end',
  steps: 26,
});
