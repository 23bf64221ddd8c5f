import { cite } from '../../model/cite.ts';
import { pdevAt, vdevAt } from '../../model/rmm/arguments.ts';
import { withEffect, withNewRefusal } from '../../model/rmm/rewrite.ts';
import type { PdevCommunicateInput } from '../../model/rmm/rmi/pdev-communicate.ts';
import type { VdevCommunicateInput } from '../../model/rmm/rmi/vdev-communicate.ts';
import { type EndpointName, isEndpoint, type PdevName, type Seen, type VdevName } from '../../model/state.ts';
import type { Bug } from '../bug.ts';
import { ASSERT, all } from '../tf-rmm.ts';

type VdevInput = { readonly vdev: VdevName };
/** The application that speaks to the device is in the middle of a message. */
const appYielded = (s: Seen, endpoint: EndpointName): boolean => s.exchanges[endpoint].at !== 'NONE';

export const tfAbortLeavesMessage: Bug = {
  slug: 'tf-abort-leaves-message',
  title:
    'ABORT of a VDEV leaves the message to the device under way, and the next transaction meets an assertion',
  kind: 'observed',
  breaks: 'does-as-the-rulebook-says',
  world: 'rmm-siblings',
  steps: 4,
  cites: [
    cite.tfRmm('observed; runtime/rmi/vdev.c smc_vdev_abort tests the communication state of the PDEV'),
  ],
  commands: all(
    (c) =>
      withEffect<VdevInput>(c, 'RMI_VDEV_ABORT', (original, s, i) => {
        const exchange = s.exchanges[s.vdevs[i.vdev].pdev];
        const { at, content } = exchange;
        const status = original(s, i);
        exchange.at = at;
        exchange.content = content;
        return status;
      }),
    (c) =>
      withNewRefusal<VdevCommunicateInput>(c, 'RMI_VDEV_COMMUNICATE', {
        id: 'message_under_way',
        status: ASSERT,
        when: (s, i) => {
          const vdev = vdevAt(s, i.vdev);
          return vdev.comm === 'PENDING' && vdev.state !== 'NEW' && appYielded(s, vdev.pdev);
        },
      }),
    (c) =>
      withNewRefusal<PdevCommunicateInput>(c, 'RMI_PDEV_COMMUNICATE', {
        id: 'message_under_way',
        status: ASSERT,
        when: (s, i) =>
          isEndpoint(i.pdev as PdevName) &&
          pdevAt(s, i.pdev).comm === 'PENDING' &&
          appYielded(s, i.pdev as EndpointName),
      }),
  ),
};
