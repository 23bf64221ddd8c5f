import { cite } from '../../model/cite.ts';
import { vdevAt } from '../../model/rmm/arguments.ts';
import { withNewRefusal, withOffer } from '../../model/rmm/rewrite.ts';
import type { VdevCommunicateInput } from '../../model/rmm/rmi/vdev-communicate.ts';
import type { Bug } from '../bug.ts';
import { ASSERT, all } from '../tf-rmm.ts';

export const tfCommunicateWithoutAnswerAsserts: Bug = {
  slug: 'tf-communicate-without-answer-asserts',
  title: 'COMMUNICATE with status NONE while an answer is due meets an assertion',
  kind: 'observed',
  breaks: 'first-failing-condition-decides',
  world: 'rmm-siblings',
  steps: 4,
  cites: [cite.tfRmm('observed; app/device_assignment')],
  commands: all(
    (c) =>
      withNewRefusal<VdevCommunicateInput>(c, 'RMI_VDEV_COMMUNICATE', {
        id: 'answer_due',
        status: ASSERT,
        when: (s, i) => i.status === 'NONE' && vdevAt(s, i.vdev).comm === 'ACTIVE',
      }),
    (c) =>
      withOffer<VdevCommunicateInput>(
        c,
        'RMI_VDEV_COMMUNICATE',
        (s, i) => i.status === 'NONE' && vdevAt(s, i.vdev)?.comm === 'ACTIVE',
      ),
  ),
};
