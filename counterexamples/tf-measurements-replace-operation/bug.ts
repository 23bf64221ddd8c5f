import { cite } from '../../model/cite.ts';
import { withRefusal } from '../../model/rmm/rewrite.ts';
import type { VdevName } from '../../model/state.ts';
import type { Bug } from '../bug.ts';

type VdevInput = { readonly vdev: VdevName };
const idle = (object: { readonly comm: string }): boolean => object.comm === 'IDLE';

export const tfMeasurementsReplaceOperation: Bug = {
  slug: 'tf-measurements-replace-operation',
  title: "GET_MEASUREMENTS tests the PDEV's communication state in place of the VDEV's",
  kind: 'observed',
  breaks: 'operation-is-not-replaced',
  world: 'rmm-siblings',
  steps: 3,
  cites: [cite.tfRmm('observed; runtime/rmi/vdev.c smc_vdev_get_measurements')],
  commands: (c) =>
    withRefusal<VdevInput>(c, 'RMI_VDEV_GET_MEASUREMENTS', 'comm_state', {
      when: (s, i) => !idle(s.pdevs[s.vdevs[i.vdev].pdev]),
    }),
};
