import { cite } from '../../model/cite.ts';
import { isInRanges, type Seen, type VdevName } from '../../model/state.ts';
import type { ModelProperty } from '../property.ts';

type Realm = Seen['vdevs']['v0']['realm'];

/** Whether some page leads to a granule that is in the address ranges of a VDEV of `realm`. */
function leadsInto(s: Seen, pages: Seen['pages'], realm: Realm): boolean {
  return pages.some(({ output }) =>
    Object.keys(s.vdevs).some((name) => {
      const vdev = s.vdevs[name as VdevName];
      return (
        output !== 0 &&
        vdev.state !== 'NONE' &&
        vdev.realm === realm &&
        isInRanges(s, name as VdevName, output - 1)
      );
    }),
  );
}

export const granulesAreMappedForTheirRealm: ModelProperty = {
  id: 'granules-are-mapped-for-their-realm',
  kind: 'always',
  claim: "No granule in the address ranges of one realm's VDEV is mapped for another realm.",
  cites: [cite.rmm('B4.5.69 vdev_realm, addr_range'), cite.rmm('A9.4.2: the ranges of VDEVs are apart')],
  worlds: ['two-realms'],
  holds: (s) => !leadsInto(s, s.pages, 'OTHER_REALM') && !leadsInto(s, s.otherPages, 'REALM'),
};
