import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const unboundHostHoldsNothing: ModelProperty = {
  id: 'unbound-host-holds-nothing',
  kind: 'always',
  claim: 'After a failed bind, and after unbind, no VDEV and no granule of one is left.',
  cites: [
    cite.host('v3v-03, v4v-08 cca_tsm_unbind'),
    cite.inferred('S1, S2 and L3 of the host candidates; B41, B42'),
  ],
  worlds: inWorlds.servingHost,
  when: (s) => s.host.pc === 'IDLE' && !s.host.tdi.bound,
  holds: (s) => s.vdevs.v0.state === 'NONE' && s.granules.v0 === 'UNDELEGATED' && s.host.tdi.page === 'NONE',
};
