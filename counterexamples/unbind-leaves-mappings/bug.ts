import { postedHost } from '../posted-host.ts';

export const unbindLeavesMappings = postedHost({
  slug: 'unbind-leaves-mappings',
  title: 'A VM that is gone keeps its device: the VDEV cannot be unlocked while its pages are mapped',
  breaks: 'second-connect-succeeds',
  world: 'bind-faults',
  steps: 23,
});
