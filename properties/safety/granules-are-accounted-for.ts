import { cite } from '../../model/cite.ts';
import type { PdevName } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const granulesAreAccountedFor: ModelProperty = {
  id: 'granules-are-accounted-for',
  kind: 'always',
  claim: 'A granule is PDEV or VDEV exactly while that object exists, and no device granule is mapped twice.',
  cites: [cite.rmm('A2.3.6'), cite.rmm('B4.5.28, B4.5.69, B4.5.83 gran_state')],
  worlds: inWorlds.everywhere,
  holds: (s) => {
    // Two pages of one realm, or one of each.
    const [first, second = s.otherPages?.[0]] = s.pages;
    const mappedTwice = first!.output !== 0 && first!.output === second?.output;
    for (const name in s.pdevs) {
      const pdev = name as PdevName;
      if ((s.granules[pdev] === 'PDEV') !== (s.pdevs[pdev].state !== 'NONE')) return false;
    }
    return (s.granules.v0 === 'VDEV') === (s.vdevs.v0.state !== 'NONE') && !mappedTwice;
  },
};
