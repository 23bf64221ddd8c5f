import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const cachedEvidenceIsReplacedOrFreed: ModelProperty = {
  id: 'cached-evidence-is-replaced-or-freed',
  kind: 'step',
  claim: 'What the host has cached of a bound device goes only when there is newer, or with the binding.',
  cites: [cite.host('v4v-10 vdev_fetch_object_workfn'), cite.inferred('S9 of the host candidates; B52')],
  worlds: inWorlds.servingHost,
  when: (before, _step, after) =>
    after.host.tdi.bound && (before.host.tdi.report !== 'NONE' || before.host.tdi.measurements !== 'NONE'),
  holds: (before, _step, after) =>
    (before.host.tdi.report === 'NONE' || after.host.tdi.report !== 'NONE') &&
    (before.host.tdi.measurements === 'NONE' || after.host.tdi.measurements !== 'NONE'),
};
