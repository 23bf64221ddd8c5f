import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const lockBeginsWithoutDma: ModelProperty = {
  id: 'lock-begins-without-dma',
  kind: 'step',
  claim: 'When a VDEV becomes LOCKED its DMA is disabled: what enabled it for an earlier lock is over.',
  cites: [
    cite.rmm('A9.4.4.2'),
    cite.rmm('B4.5.91 dma_state'),
    cite.inferred('D2 and D3 of the candidate invariants'),
  ],
  worlds: inWorlds.realm,
  when: (before, _step, after) => before.vdevs.v0.state !== 'LOCKED' && after.vdevs.v0.state === 'LOCKED',
  holds: (_before, _step, after) => after.vdevs.v0.dma === 'DISABLED',
};
