import { cite } from '../../model/cite.ts';
import { ENDPOINTS, VDEVS } from '../../model/state.ts';
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
  holds: (s) =>
    ENDPOINTS.every((endpoint) => {
      const vdevs = VDEVS.filter((name) => {
        const vdev = s.vdevs[name];
        return vdev?.comm === 'ACTIVE' && vdev.pdev === endpoint;
      });
      return vdevs.length + (s.pdevs[endpoint]?.comm === 'ACTIVE' ? 1 : 0) <= 1;
    }),
};
