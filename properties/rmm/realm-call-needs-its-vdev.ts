import { cite } from '../../model/cite.ts';
import type { ModelProperty } from '../property.ts';

export const realmCallNeedsItsVdev: ModelProperty = {
  id: 'realm-call-needs-its-vdev',
  kind: 'step',
  claim: 'An RSI call on a VDEV succeeds only if the host completed it with a VDEV that bears the id.',
  cites: [cite.rmm('B4.5.81'), cite.rmm('A9.4.4'), cite.inferred('R1 and R2 of the candidate invariants')],
  worlds: ['rmm-alone'],
  on: ['RMI_REC_ENTER'],
  when: (before, step) =>
    step.outcome === 'RSI_SUCCESS' && before.rec.call !== 'NONE' && before.rec.pending !== 'DEV_MEM',
  holds: (before) =>
    before.rec.pending === 'VDEV_COMPLETE' &&
    before.vdevs[before.rec.vdev].state !== 'NONE' &&
    before.vdevs[before.rec.vdev].id === before.rec.id,
};
