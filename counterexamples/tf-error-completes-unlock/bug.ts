import { cite } from '../../model/cite.ts';
import { vdevLifecycle } from '../../model/lifecycle/vdev.ts';
import { vdevAt } from '../../model/rmm/arguments.ts';
import { clearExchange } from '../../model/rmm/communicate.ts';
import { withEffect } from '../../model/rmm/rewrite.ts';
import type { VdevCommunicateInput } from '../../model/rmm/rmi/vdev-communicate.ts';
import type { Bug } from '../bug.ts';

export const tfErrorCompletesUnlock: Bug = {
  slug: 'tf-error-completes-unlock',
  title: 'A failure reported while UNLOCK is under way leaves the VDEV UNLOCKED',
  kind: 'observed',
  breaks: 'unlocked-only-by-tdisp-stop',
  world: 'rmm-siblings',
  steps: 4,
  cites: [cite.tfRmm('observed: STARTED, UNLOCK, one message, ERROR')],
  commands: (c) =>
    withEffect<VdevCommunicateInput>(c, 'RMI_VDEV_COMMUNICATE', (original, s, i) => {
      const vdev = vdevAt(s, i.vdev);
      if (i.status !== 'ERROR' || vdev.op !== 'UNLOCK' || vdev.comm !== 'ACTIVE') return original(s, i);
      clearExchange(s, vdev.pdev);
      vdev.state = vdevLifecycle.next(vdev.state, 'UNLOCK') ?? vdev.state;
      vdev.op = 'NONE';
      vdev.comm = 'IDLE';
      return 'RMI_SUCCESS';
    }),
};
