import { cite } from '../../model/cite.ts';
import { withoutRefusal } from '../../model/rmm/rewrite.ts';
import type { Bug } from '../bug.ts';
import { onEach } from '../tf-rmm.ts';

export const tfNoBusy: Bug = {
  slug: 'tf-no-busy',
  title: 'Nothing asks whether another object has a message under way with the same device',
  kind: 'observed',
  breaks: 'one-exchange-per-device',
  world: 'rmm-siblings',
  steps: 6,
  cites: [cite.tfRmm('runtime/rmi/pdev.c and vdev.c: TODO at the test of PdevIsBusy')],
  commands: onEach(['RMI_PDEV_COMMUNICATE', 'RMI_VDEV_COMMUNICATE'], (c, name) =>
    withoutRefusal(c, name, 'busy'),
  ),
};
