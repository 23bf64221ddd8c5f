import { cite } from '../../model/cite.ts';
import { pdevLifecycle } from '../../model/lifecycle/pdev.ts';
import { type PdevInput, vdevAt } from '../../model/rmm/arguments.ts';
import { isStreamOp } from '../../model/rmm/communicate.ts';
import { withRefusal } from '../../model/rmm/rewrite.ts';
import type { PdevCommunicateInput } from '../../model/rmm/rmi/pdev-communicate.ts';
import type { VdevCommunicateInput } from '../../model/rmm/rmi/vdev-communicate.ts';
import { isEndpoint, type PdevName, type State } from '../../model/state.ts';
import type { Bug } from '../bug.ts';
import { all } from '../tf-rmm.ts';

/** What RMI_PDEV_COMMUNICATE does after it has found nothing to communicate. */
function applyPdevOperation(s: State, i: PdevInput): void {
  const name = i.pdev as PdevName;
  const pdev = s.pdevs[name];
  if (pdev.comm !== 'IDLE') return;
  if (pdev.op === 'STOP') {
    pdev.state = 'STOPPED';
    pdev.op = 'NONE';
    return;
  }
  pdev.state = pdevLifecycle.next(pdev.state, isEndpoint(name) ? 'COMPLETE' : 'PORT_COMPLETE') ?? pdev.state;
  pdev.op = isStreamOp(pdev.op) ? 'STREAM_COMPLETE' : 'NONE';
}

/** The same of RMI_VDEV_COMMUNICATE: new freshness, and no new digest, for nothing was read. */
function applyVdevOperation(s: State, i: VdevCommunicateInput): void {
  const vdev = vdevAt(s, i.vdev);
  if (vdev.comm !== 'IDLE') return;
  if (vdev.op === 'LOCK') vdev.lockNonce = s.$draw('lock');
  if (vdev.op === 'GET_MEAS') vdev.measNonce = s.$draw('meas');
  if (vdev.op === 'GET_REPORT') vdev.reportNonce = s.$draw('report');
  const to = { LOCK: 'LOCKED', START: 'STARTED', UNLOCK: 'UNLOCKED' } as const;
  vdev.state = to[vdev.op as keyof typeof to] ?? vdev.state;
  vdev.op = 'NONE';
}

export const tfRefusedCommunicateAppliesOperation: Bug = {
  slug: 'tf-refused-communicate-applies-operation',
  title:
    'COMMUNICATE on an idle object answers DEVICE, and applies the final transition of the operation that was aborted',
  kind: 'observed',
  breaks: 'ready-pdev-has-a-session',
  world: 'rmm-objects',
  steps: 8,
  cites: [
    cite.tfRmm('observed; runtime/rmi/pdev.c smc_pdev_communicate, runtime/rmi/vdev.c smc_vdev_communicate'),
  ],
  commands: all(
    (c) =>
      withRefusal<PdevCommunicateInput>(c, 'RMI_PDEV_COMMUNICATE', 'comm_state', {
        leaves: applyPdevOperation,
      }),
    (c) =>
      withRefusal<VdevCommunicateInput>(c, 'RMI_VDEV_COMMUNICATE', 'comm_state', {
        leaves: applyVdevOperation,
      }),
  ),
};
