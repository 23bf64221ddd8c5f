import { cite } from '../../model/cite.ts';
import { pdevAt } from '../../model/rmm/arguments.ts';
import { withNewRefusal } from '../../model/rmm/rewrite.ts';
import type { PdevCommunicateInput } from '../../model/rmm/rmi/pdev-communicate.ts';
import type { Bug } from '../bug.ts';
import { ASSERT } from '../tf-rmm.ts';

export const tfStopAfterErrorAsserts: Bug = {
  slug: 'tf-stop-after-error-asserts',
  title: 'A PDEV that failed, was aborted and is stopped meets an assertion when it is to end its session',
  kind: 'observed',
  breaks: 'first-failing-condition-decides',
  world: 'rmm-objects',
  steps: 7,
  cites: [cite.tfRmm('observed: PDEV ERROR, ABORT, STOP, COMMUNICATE')],
  commands: (c) =>
    withNewRefusal<PdevCommunicateInput>(c, 'RMI_PDEV_COMMUNICATE', {
      id: 'session_in_error',
      status: ASSERT,
      when: (s, i) => {
        const { state, op, comm } = pdevAt(s, i.pdev);
        return i.pdev !== 'rp' && state === 'ERROR' && op === 'STOP' && comm === 'PENDING';
      },
    }),
};
