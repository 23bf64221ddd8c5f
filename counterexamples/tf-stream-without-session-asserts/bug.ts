import { cite } from '../../model/cite.ts';
import { pdevAt } from '../../model/rmm/arguments.ts';
import { isStreamOp } from '../../model/rmm/communicate.ts';
import { withNewRefusal } from '../../model/rmm/rewrite.ts';
import type { PdevCommunicateInput } from '../../model/rmm/rmi/pdev-communicate.ts';
import type { EndpointName } from '../../model/state.ts';
import type { Bug } from '../bug.ts';
import { ASSERT } from '../tf-rmm.ts';

const idle = (object: { readonly comm: string }): boolean => object.comm === 'IDLE';

export const tfStreamWithoutSessionAsserts: Bug = {
  slug: 'tf-stream-without-session-asserts',
  title: 'A PDEV that became READY without a session meets an assertion when it is to program keys',
  kind: 'observed',
  breaks: 'first-failing-condition-decides',
  world: 'rmm-objects',
  steps: 14,
  needs: ['tf-refused-communicate-applies-operation', 'tf-stream-turns'],

  cites: [cite.tfRmm('observed: forge_pdev_haskey, STREAM_CONNECT, COMMUNICATE')],
  commands: (c) =>
    withNewRefusal<PdevCommunicateInput>(
      c,
      'RMI_PDEV_COMMUNICATE',
      {
        id: 'no_session',
        status: ASSERT,
        when: (s, i) =>
          i.pdev !== 'rp' &&
          isStreamOp(pdevAt(s, i.pdev).op) &&
          s.streams[i.pdev as EndpointName].turn === 'RP_READY' &&
          !s.devices[i.pdev as EndpointName].session &&
          s.exchanges[i.pdev as EndpointName].at === 'NONE' &&
          !idle(pdevAt(s, i.pdev)),
      },
      'comm_state',
    ),
};
