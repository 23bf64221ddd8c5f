import { cite } from '../../model/cite.ts';
import { type PdevName, type Seen, type VdevName, vdevExists } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

/** Of the pages of all realms, two lead to one granule. */
function isMappedTwice({ pages, otherPages }: Seen): boolean {
  let seen = 0;
  for (const each of [pages, otherPages])
    for (let k = 0; k < (each?.length ?? 0); k++) {
      const { output } = each![k]!;
      if (output === 0) continue;
      if ((seen & (1 << output)) !== 0) return true;
      seen |= 1 << output;
    }
  return false;
}

export const granulesAreAccountedFor: ModelProperty = {
  id: 'granules-are-accounted-for',
  kind: 'always',
  claim: 'A granule is PDEV or VDEV exactly while that object exists, and no device granule is mapped twice.',
  cites: [cite.rmm('A2.3.6'), cite.rmm('B4.5.28, B4.5.69, B4.5.83 gran_state')],
  worlds: inWorlds.everywhere,
  holds: (s) => {
    for (const name in s.pdevs) {
      const pdev = name as PdevName;
      if ((s.granules[pdev] === 'PDEV') !== (s.pdevs[pdev].state !== 'NONE')) return false;
    }
    for (const name in s.vdevs) {
      const vdev = name as VdevName;
      if ((s.granules[vdev] === 'VDEV') !== vdevExists(s, vdev)) return false;
    }
    return !isMappedTwice(s);
  },
};
