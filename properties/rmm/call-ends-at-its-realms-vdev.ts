import { cite } from '../../model/cite.ts';
import type { ModelProperty } from '../property.ts';

/**
 * What a realm reads as digests and freshness comes from there, and what it enables or disables is there. The VDEV that the
 * host named may be gone by the time the REC is entered, and its granule another realm's.
 */
export const callEndsAtItsRealmsVdev: ModelProperty = {
  id: 'call-ends-at-its-realms-vdev',
  kind: 'step',
  claim: "A realm's call on a VDEV succeeds only on one that is that realm's when the call ends.",
  cites: [
    cite.rmm('A9.4.4'),
    cite.rmm('B5.4.17 to B5.4.21 vdev_id'),
    cite.inferred('R1 of the candidate invariants'),
  ],
  worlds: ['two-realms'],
  on: ['RMI_REC_ENTER', 'other realm calls'],
  when: (before, { rule, outcome }) =>
    rule === 'other realm calls'
      ? outcome.endsWith('SUCCESS')
      : outcome === 'RSI_SUCCESS' && before.rec.call !== 'NONE' && before.rec.pending !== 'DEV_MEM',
  holds: (before, { rule, input }) =>
    rule === 'other realm calls'
      ? before.vdevs[input.vdev as 'v0' | 'v1'].realm === 'OTHER_REALM'
      : before.vdevs[before.rec.vdev].realm === 'REALM',
};
