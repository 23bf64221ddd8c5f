import { cite } from '../../model/cite.ts';
import type { CommandName } from '../../model/rmm/commands.ts';
import { withRefusal } from '../../model/rmm/rewrite.ts';
import type { Bug } from '../bug.ts';
import { onEach } from '../tf-rmm.ts';

const WITH_FEAT: readonly CommandName[] = [
  'RMI_PDEV_CREATE',
  'RMI_PDEV_GET_STATE',
  'RMI_PDEV_COMMUNICATE',
  'RMI_PDEV_SET_PUBKEY',
  'RMI_PDEV_ABORT',
  'RMI_PDEV_STOP',
  'RMI_PDEV_DESTROY',
  'RMI_PDEV_STREAM_CONNECT',
  'RMI_PDEV_STREAM_COMPLETE',
  'RMI_PDEV_STREAM_DISCONNECT',
  'RMI_PDEV_STREAM_KEY_REFRESH',
  'RMI_VDEV_CREATE',
  'RMI_VDEV_GET_STATE',
  'RMI_VDEV_COMMUNICATE',
  'RMI_VDEV_LOCK',
  'RMI_VDEV_START',
  'RMI_VDEV_UNLOCK',
  'RMI_VDEV_GET_MEASUREMENTS',
  'RMI_VDEV_GET_INTERFACE_REPORT',
  'RMI_VDEV_ABORT',
  'RMI_VDEV_DESTROY',
  'RMI_VDEV_COMPLETE',
];

export const tfDaOffIsUnknownCall: Bug = {
  slug: 'tf-da-off-is-unknown-call',
  title: 'Without feature DA every command answers as the SMCCC does to an unknown call',
  kind: 'observed',
  breaks: 'first-failing-condition-decides',
  world: 'rmm-objects',
  steps: 1,
  cites: [cite.tfRmm('SMC_NOT_SUPPORTED')],
  commands: onEach(WITH_FEAT, (c, name) => withRefusal(c, name, 'feat', { status: 'SMC_NOT_SUPPORTED' })),
};
