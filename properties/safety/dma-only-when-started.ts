import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const dmaOnlyWhenStarted: ModelProperty = {
  id: 'dma-only-when-started',
  kind: 'always',
  claim: 'While the DMA state of a VDEV is enabled, the VDEV is started, or was and has met an error since.',
  cites: [
    cite.rmm('B5.4.18 vdev_state'),
    cite.rmm('A9.4.4.2'),
    cite.inferred('D1 of the candidate invariants'),
  ],
  worlds: inWorlds.realm,
  when: (s) => s.vdevs.v0.dma === 'ENABLED',
  holds: (s) => s.vdevs.v0.state === 'STARTED' || s.vdevs.v0.state === 'ERROR',
};
