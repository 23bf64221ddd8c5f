import { cite } from '../../model/cite.ts';
import { someRipasDev } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const devPagesNeedALockedVdev: ModelProperty = {
  id: 'dev-pages-need-a-locked-vdev',
  kind: 'always',
  claim:
    'While a page is RIPAS DEV, the VDEV behind it is locked or started, or was and has met an error since.',
  cites: [cite.rmm('A9.6.2, for the intent'), cite.inferred('M7 of the candidate invariants')],
  worlds: inWorlds.realm,
  when: someRipasDev,
  holds: (s) =>
    s.vdevs.v0.state === 'LOCKED' || s.vdevs.v0.state === 'STARTED' || s.vdevs.v0.state === 'ERROR',
};
