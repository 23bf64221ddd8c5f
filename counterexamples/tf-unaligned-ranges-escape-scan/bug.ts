import { cite } from '../../model/cite.ts';
import { withRefusal } from '../../model/rmm/rewrite.ts';
import type { VdevName } from '../../model/state.ts';
import type { Bug } from '../bug.ts';

type VdevInput = { readonly vdev: VdevName };

export const tfUnalignedRangesEscapeScan: Bug = {
  slug: 'tf-unaligned-ranges-escape-scan',
  title:
    'UNLOCK looks for mapped granules in steps from the base of a range, and misses those of an unaligned one',
  kind: 'observed',
  breaks: 'succeeds-exactly-when-nothing-refuses',
  world: 'rmm-alone',
  steps: 5,
  cites: [cite.tfRmm('observed; runtime/rmi/vdev.c smc_vdev_unlock')],
  commands: (c) =>
    withRefusal<VdevInput>(c, 'RMI_VDEV_UNLOCK', 'gran_mapped', {
      when: (s, i) =>
        s.vdevs[i.vdev].ranges === 'DEV' && s.deviceGranules.some((g, k) => k < 8 && g.state === 'MAPPED'),
    }),
};
