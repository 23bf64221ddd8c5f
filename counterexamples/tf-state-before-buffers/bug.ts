import { cite } from '../../model/cite.ts';
import { withNewRefusal, withoutRefusal } from '../../model/rmm/rewrite.ts';
import type { Bug } from '../bug.ts';
import { onEach } from '../tf-rmm.ts';

export const tfStateBeforeBuffers: Bug = {
  slug: 'tf-state-before-buffers',
  title: 'COMMUNICATE asks for the communication state before it looks at the buffers that the data names',
  kind: 'observed',
  breaks: 'first-failing-condition-decides',
  world: 'rmm-objects',
  steps: 4,
  cites: [cite.tfRmm('runtime/rmi/pdev.c dev_communicate')],
  commands: onEach(['RMI_PDEV_COMMUNICATE', 'RMI_VDEV_COMMUNICATE'], (c, name) => {
    const state = (c[name].refusals as readonly { readonly id: string }[]).find(
      (r) => r.id === 'comm_state',
    )!;
    return withNewRefusal(withoutRefusal(c, name, 'comm_state'), name, state as never, 'req_align');
  }),
};
