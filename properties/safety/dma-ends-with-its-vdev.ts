import { cite } from '../../model/cite.ts';
import { VDEVS } from '../../model/state.ts';
import type { ModelProperty } from '../property.ts';

/** Otherwise a device that is another realm's by then would reach the memory of the first. */
export const dmaEndsWithItsVdev: ModelProperty = {
  id: 'dma-ends-with-its-vdev',
  kind: 'always',
  claim: 'Where there is no VDEV there is no DMA, and a VDEV begins without.',
  cites: [
    cite.rmm('B4.5.82 and B4.5.83: the stream table entry'),
    cite.inferred('D4 of the candidate invariants'),
  ],
  worlds: ['rmm-alone', 'two-realms'],
  holds: (s) =>
    VDEVS.every((name) => {
      const vdev = s.vdevs[name];
      return vdev === undefined || vdev.dma === 'DISABLED' || (vdev.state !== 'NONE' && vdev.state !== 'NEW');
    }),
};
