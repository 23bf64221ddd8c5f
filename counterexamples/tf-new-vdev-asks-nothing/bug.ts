import { cite } from '../../model/cite.ts';
import { vdevAt } from '../../model/rmm/arguments.ts';
import { withEffect } from '../../model/rmm/rewrite.ts';
import type { VdevCommunicateInput } from '../../model/rmm/rmi/vdev-communicate.ts';
import type { Bug } from '../bug.ts';

export const tfNewVdevAsksNothing: Bug = {
  slug: 'tf-new-vdev-asks-nothing',
  title: 'The first COMMUNICATE of a new VDEV completes without a message to the device',
  kind: 'observed',
  breaks: 'unlocked-only-by-tdisp-stop',
  world: 'rmm-siblings',
  steps: 3,
  cites: [cite.tfRmm('runtime/rmi/pdev.c vdev_dispatch_cmd, VDEV_OP_UNLOCK')],
  commands: (c) =>
    withEffect<VdevCommunicateInput>(c, 'RMI_VDEV_COMMUNICATE', (original, s, i) => {
      const vdev = vdevAt(s, i.vdev);
      if (vdev.state !== 'NEW' || vdev.op !== 'UNLOCK') return original(s, i);
      vdev.state = 'UNLOCKED';
      vdev.op = 'NONE';
      vdev.comm = 'IDLE';
      return 'RMI_SUCCESS';
    }),
};
