import { postedHost } from '../posted-host.ts';

export const unbindGoesOn = postedHost({
  slug: 'unbind-goes-on',
  title: 'A VDEV that could not be destroyed is forgotten',
  breaks: 'unbound-host-holds-nothing',
  world: 'bind-faults',
  steps: 27,
  needs: ['unbind-leaves-mappings'],
});
