import { postedHost } from '../posted-host.ts';

export const unlockDestroysVdev = postedHost({
  slug: 'unlock-destroys-vdev',
  title: 'A guest that asks the RMM whether it is unlocked can never lock again',
  breaks: 'lock-can-succeed-again',
  world: 'cooperative',
  steps: 2,
});
