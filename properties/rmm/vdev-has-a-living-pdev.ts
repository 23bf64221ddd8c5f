import { cite } from '../../model/cite.ts';
import { ENDPOINTS, type EndpointName, type Seen, VDEVS, vdevIsOf } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

const hasVdev = (s: Seen, endpoint: EndpointName): boolean =>
  VDEVS.some((name) => vdevIsOf(s, name, endpoint));

export const vdevHasALivingPdev: ModelProperty = {
  id: 'vdev-has-a-living-pdev',
  kind: 'always',
  claim:
    'As long as a VDEV exists its PDEV is READY or in error, or in 1.1-alp17 communicating; and where streams are objects, it has one.',
  cites: [
    cite.rmm('B4.5.32 num_vdevs'),
    cite.rmm('A9.3.3.2.2'),
    cite.inferred('P3 and V6 of the candidate invariants'),
  ],
  worlds: inWorlds.vdevs,
  when: (s) => ENDPOINTS.some((endpoint) => hasVdev(s, endpoint)),
  holds: (s) =>
    ENDPOINTS.every(
      (endpoint) =>
        !hasVdev(s, endpoint) ||
        (['READY', 'ERROR', 'COMMUNICATING'].includes(s.pdevs[endpoint].state) &&
          (s.feat.streams === 'OF_PDEV' ||
            ['CONNECTED', 'KEY_REFRESHING', 'KEY_PURGING'].includes(s.streams[endpoint].state))),
    ),
};
