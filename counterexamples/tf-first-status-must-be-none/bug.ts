import { cite } from '../../model/cite.ts';
import { pdevAt } from '../../model/rmm/arguments.ts';
import { withNewRefusal, withOffer, withRefusal } from '../../model/rmm/rewrite.ts';
import type { PdevCommunicateInput } from '../../model/rmm/rmi/pdev-communicate.ts';
import type { Bug } from '../bug.ts';
import { all, DEVICE, onEach } from '../tf-rmm.ts';

export const tfFirstStatusMustBeNone: Bug = {
  slug: 'tf-first-status-must-be-none',
  title: 'The first COMMUNICATE of a PDEV operation must say NONE; a response of no bytes is malformed',
  kind: 'observed',
  breaks: 'first-failing-condition-decides',
  world: 'rmm-objects',
  steps: 3,
  cites: [cite.tfRmm('observed; runtime/rmi/pdev.c copyin_and_validate_dev_comm_enter')],
  commands: all(
    (c) =>
      withOffer<PdevCommunicateInput>(
        c,
        'RMI_PDEV_COMMUNICATE',
        (s, i) => i.status === 'ERROR' && pdevAt(s, i.pdev)?.comm === 'PENDING',
      ),
    (c) =>
      withNewRefusal<PdevCommunicateInput>(
        c,
        'RMI_PDEV_COMMUNICATE',
        {
          id: 'status',
          status: DEVICE,
          when: (s, i) => i.status !== 'NONE' && pdevAt(s, i.pdev).comm === 'PENDING',
        },
        'busy',
      ),
    onEach(['RMI_PDEV_COMMUNICATE', 'RMI_VDEV_COMMUNICATE'], (c, name) =>
      withRefusal<PdevCommunicateInput>(c, name, 'rsp_len', { when: (_s, i) => i.rspLen !== undefined }),
    ),
  ),
};
