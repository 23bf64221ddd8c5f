import { cite } from '../../model/cite.ts';
import { vdevAt } from '../../model/rmm/arguments.ts';
import { withNewRefusal } from '../../model/rmm/rewrite.ts';
import type { VdevCommunicateInput } from '../../model/rmm/rmi/vdev-communicate.ts';
import type { Bug } from '../bug.ts';
import { ASSERT } from '../tf-rmm.ts';

const idle = (object: { readonly comm: string }): boolean => object.comm === 'IDLE';

export const tfCommunicateWithoutOperationAsserts: Bug = {
  slug: 'tf-communicate-without-operation-asserts',
  title: 'COMMUNICATE on an idle VDEV without an operation meets an assertion',
  kind: 'observed',
  breaks: 'first-failing-condition-decides',
  world: 'rmm-siblings',
  steps: 6,
  cites: [
    cite.tfRmm('observed; runtime/rmi/vdev.c smc_vdev_communicate, default of the switch over the operation'),
  ],
  commands: (c) =>
    withNewRefusal<VdevCommunicateInput>(
      c,
      'RMI_VDEV_COMMUNICATE',
      {
        id: 'no_operation',
        status: ASSERT,
        when: (s, i) => idle(vdevAt(s, i.vdev)) && vdevAt(s, i.vdev).op === 'NONE',
      },
      'comm_state',
    ),
};
