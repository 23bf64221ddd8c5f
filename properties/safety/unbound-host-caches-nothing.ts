import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const unboundHostCachesNothing: ModelProperty = {
  id: 'unbound-host-caches-nothing',
  kind: 'always',
  claim: 'The objects that the host caches for a TDI are freed when it is unbound.',
  cites: [cite.host('v3v-06, v4v-11 and v3v-07, v4v-12: cached objects'), cite.host('v4v-08 cca_tsm_unbind')],
  worlds: inWorlds.servingHost,
  when: (s) => !s.host.tdi.bound,
  holds: (s) => s.host.tdi.report === 'NONE' && s.host.tdi.measurements === 'NONE',
};
