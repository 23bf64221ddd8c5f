import { cite } from '../../model/cite.ts';
import { type RecPointer, recAt } from '../../model/rmm/arguments.ts';
import { withRefusal } from '../../model/rmm/rewrite.ts';
import type { Seen } from '../../model/state.ts';
import type { Bug } from '../bug.ts';
import { onEach } from '../tf-rmm.ts';

/** The granule that the host named is no VDEV any more. */
const isGone = (s: Seen, { rec }: { readonly rec?: RecPointer }): boolean => {
  const { pending, vdev } = recAt(s, rec);
  return pending !== 'VDEV_COMPLETE' || s.vdevs[vdev].state === 'NONE';
};

export const tfOwnerNotAskedAgain: Bug = {
  slug: 'tf-owner-not-asked-again',
  title: 'A call of one realm ends at the VDEV of another, which has taken the granule since',
  kind: 'observed',
  breaks: 'call-ends-at-its-realms-vdev',
  world: 'two-realms',
  steps: 7,
  cites: [cite.tfRmm('runtime/rsi/vdev.c: finish_rsi_vdev_dma_disable, against finish_rsi_vdev_get_info')],
  commands: onEach(
    ['RSI_VDEV_DMA_DISABLE returns', 'RSI_VDEV_DMA_ENABLE returns', 'RSI_VDEV_VALIDATE_MAPPING returns'],
    (c, name) => withRefusal(c, name, 'vdev_id', { when: isGone }),
  ),
};
