import { cite } from '../../model/cite.ts';
import { withoutRefusal, withRefusal } from '../../model/rmm/rewrite.ts';
import type { Bug } from '../bug.ts';
import { all, DEVICE } from '../tf-rmm.ts';

export const tfVdevIdsNotChecked: Bug = {
  slug: 'tf-vdev-ids-not-checked',
  title:
    'VDEV_CREATE does not ask whether the id or the TDI is taken; a taken stream table entry gets DEVICE',
  kind: 'observed',
  breaks: 'succeeds-exactly-when-nothing-refuses',
  world: 'rmm-siblings',
  steps: 4,
  cites: [cite.tfRmm('observed; runtime/rmi/vdev.c smc_vdev_create: TODO')],
  commands: all(
    (c) => withoutRefusal(c, 'RMI_VDEV_CREATE', 'vdev_id_free'),
    (c) => withRefusal(c, 'RMI_VDEV_CREATE', 'tdi_id_free', { status: DEVICE }),
    (c) => withRefusal(c, 'RMI_VDEV_CREATE', 'psmmu_st_l2', { status: DEVICE }),
  ),
};
