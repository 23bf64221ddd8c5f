import { cite } from '../../model/cite.ts';
import type { CommandName } from '../../model/rmm/commands.ts';
import { withRefusal } from '../../model/rmm/rewrite.ts';
import type { Bug } from '../bug.ts';
import { DEVICE, onEach } from '../tf-rmm.ts';

const LINKS: readonly CommandName[] = [
  'RMI_VDEV_UNLOCK',
  'RMI_VDEV_GET_MEASUREMENTS',
  'RMI_VDEV_GET_INTERFACE_REPORT',
  'RMI_VDEV_ABORT',
];

export const tfOtherRealmIsDevice: Bug = {
  slug: 'tf-other-realm-is-device',
  title: 'The RD of another realm gets DEVICE where the text has INPUT (S6), and ABORT asks for it last',
  kind: 'observed',
  breaks: 'first-failing-condition-decides',
  world: 'rmm-siblings',
  steps: 3,
  cites: [cite.tfRmm('observed; runtime/rmi/vdev.c')],
  commands: onEach(LINKS, (c, name) => withRefusal(c, name, 'vdev_realm', { status: DEVICE })),
};
