import { cite } from '../../model/cite.ts';
import { ENDPOINTS, VDEVS, vdevIsOf } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const vdevsAreCounted: ModelProperty = {
  id: 'vdevs-are-counted',
  kind: 'always',
  claim: 'A PDEV counts its VDEVs, and has no more of them than its requester ids allow.',
  cites: [cite.rmm('A9.4.2'), cite.inferred('P4 of the candidate invariants')],
  worlds: inWorlds.vdevs,
  holds: (s) =>
    ENDPOINTS.every((endpoint) => {
      const pdev = s.pdevs[endpoint];
      if (pdev === undefined) return true;
      const count = VDEVS.filter((name) => vdevIsOf(s, name, endpoint)).length;
      return pdev.numVdevs === count && count <= pdev.maxNumVdevs;
    }),
};
