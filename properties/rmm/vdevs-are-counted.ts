import { cite } from '../../model/cite.ts';
import { VDEVS } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const vdevsAreCounted: ModelProperty = {
  id: 'vdevs-are-counted',
  kind: 'always',
  claim: 'A PDEV counts its VDEVs, and has no more of them than its requester ids allow.',
  cites: [cite.rmm('A9.4.2'), cite.inferred('P4 of the candidate invariants')],
  worlds: inWorlds.vdevs,
  holds: (s) => {
    const count = VDEVS.filter((name) => (s.vdevs[name]?.state ?? 'NONE') !== 'NONE').length;
    return s.pdevs.ep.numVdevs === count && count <= s.pdevs.ep.maxNumVdevs;
  },
};
