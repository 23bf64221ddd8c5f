import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const bindMeansLocked: ModelProperty = {
  id: 'bind-means-locked',
  kind: 'step',
  claim: "When a bind returns 0 to the realm's request, its VDEV is LOCKED.",
  cites: [
    cite.host('v3v-03, v4v-08 cca_vdev_create'),
    cite.inferred('S12 and S16 of the host candidates; B67'),
  ],
  worlds: inWorlds.servingHost,
  when: (before, _step, after) =>
    (before.host.pc === 'bind/locked' || before.host.pc === 'bind/vdev-lock') &&
    after.host.tdi.answer === 'SUCCESS',
  holds: (_before, _step, after) => after.vdevs.v0.state === 'LOCKED',
};
