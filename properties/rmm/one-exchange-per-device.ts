import { cite } from '../../model/cite.ts';
import { VDEVS } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const oneExchangePerDevice: ModelProperty = {
  id: 'one-exchange-per-device',
  kind: 'always',
  claim: 'No two objects of one device are in the middle of a message to it.',
  cites: [
    cite.rmm('B4.5.80 busy'),
    cite.acs('da_pdev_single_active_transaction'),
    cite.inferred('C3 of the candidate invariants'),
  ],
  worlds: inWorlds.vdevs,
  holds: (s) => {
    const vdevs = VDEVS.filter((name) => s.vdevs[name]?.comm === 'ACTIVE').length;
    return vdevs + (s.pdevs.ep.comm === 'ACTIVE' ? 1 : 0) <= 1;
  },
};
