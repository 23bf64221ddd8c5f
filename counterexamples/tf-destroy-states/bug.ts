import { cite } from '../../model/cite.ts';
import { withRefusal } from '../../model/rmm/rewrite.ts';
import type { VdevName } from '../../model/state.ts';
import type { Bug } from '../bug.ts';

type VdevInput = { readonly vdev: VdevName };

export const tfDestroyStates: Bug = {
  slug: 'tf-destroy-states',
  title:
    'A VDEV in ERROR has to be unlocked before it can be destroyed (S2), and an exchange under way is left there',
  kind: 'observed',
  breaks: 'first-failing-condition-decides',
  world: 'rmm-siblings',
  steps: 4,
  cites: [cite.tfRmm('observed; runtime/rmi/vdev.c smc_vdev_destroy')],
  commands: (c) =>
    withRefusal<VdevInput>(c, 'RMI_VDEV_DESTROY', 'vdev_state', {
      when: (s, i) => !['NEW', 'UNLOCKED'].includes(s.vdevs[i.vdev].state),
    }),
};
