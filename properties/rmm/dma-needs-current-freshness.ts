import { cite } from '../../model/cite.ts';
import type { ModelProperty } from '../property.ts';

export const dmaNeedsCurrentFreshness: ModelProperty = {
  id: 'dma-needs-current-freshness',
  kind: 'step',
  claim:
    'DMA is enabled only for a realm that names the lock, the measurements and the report as they are by then.',
  cites: [cite.rmm('B5.4.18 attest_info'), cite.inferred('D5 of the candidate invariants')],
  worlds: ['rmm-alone'],
  when: (before, _step, after) => before.vdevs.v0.dma === 'DISABLED' && after.vdevs.v0.dma === 'ENABLED',
  holds: ({ rec, vdevs: { v0 } }) =>
    rec.lockNonce === v0.lockNonce && rec.measNonce === v0.measNonce && rec.reportNonce === v0.reportNonce,
};
