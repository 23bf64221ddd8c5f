import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const evidenceIsOfALockedInterface: ModelProperty = {
  id: 'evidence-is-of-a-locked-interface',
  kind: 'step',
  claim:
    'Evidence is published only while the VDEV is locked, in one lock epoch from the first snapshot to the second.',
  cites: [
    cite.guest('08 cca_tsm_lock'),
    cite.inferred('INF-10: the posted guest does not look at info.state'),
  ],
  worlds: inWorlds.guest,
  when: (before, _step, after) => before.guest.context === 'NONE' && after.guest.context === 'LOCKED',
  holds: (before, _step, after) =>
    after.vdevs.v0.state === 'LOCKED' && before.guest.firstLockNonce === after.vdevs.v0.lockNonce,
};
