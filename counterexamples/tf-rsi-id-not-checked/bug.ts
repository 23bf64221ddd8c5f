import { cite } from '../../model/cite.ts';
import { withoutRefusal } from '../../model/rmm/rewrite.ts';
import type { Bug } from '../bug.ts';
import { onEach } from '../tf-rmm.ts';

export const tfRsiIdNotChecked: Bug = {
  slug: 'tf-rsi-id-not-checked',
  title:
    'The first half of an RSI call does not ask whether the id is one of a VDEV; the host cannot complete it',
  kind: 'observed',
  breaks: 'succeeds-exactly-when-nothing-refuses',
  world: 'rmm-alone',
  steps: 1,
  cites: [cite.tfRmm('observed; runtime/rsi/vdev.c: TODO')],
  commands: onEach(
    ['RSI_VDEV_GET_INFO', 'RSI_VDEV_DMA_ENABLE', 'RSI_VDEV_DMA_DISABLE', 'RSI_VDEV_VALIDATE_MAPPING'],
    (c, name) => withoutRefusal(c, name, 'vdev_id_free'),
  ),
};
