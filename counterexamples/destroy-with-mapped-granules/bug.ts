import { cite } from '../../model/cite.ts';
import { withoutRefusal } from '../../model/rmm/rewrite.ts';
import type { Bug } from '../bug.ts';

/** RMI_VDEV_DESTROY as B4.5.83 lists it: mapped granules are no condition. */
export const destroyWithMappedGranules: Bug = {
  slug: 'destroy-with-mapped-granules',
  title: "A realm's mapping outlives the VDEV it was made for",
  kind: 'text',
  breaks: 'mappings-end-with-their-vdev',
  world: 'one-device',
  steps: 19,
  cites: [
    cite.rmm('B4.5.83'),
    cite.rmm('B4.5.91 gran_mapped'),
    cite.rmm('B4.5.69: no condition on the VDEV state'),
  ],
  reductionsHold: 'Mappings carry neither nonces nor evidence.',
  commands: (commands) => withoutRefusal(commands, 'RMI_VDEV_DESTROY', 'gran_mapped'),
};
