import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const lockBeginsWithoutEvidence: ModelProperty = {
  id: 'lock-begins-without-evidence',
  kind: 'step',
  claim: 'When a VDEV becomes LOCKED it holds the freshness of no earlier measurements or report.',
  cites: [
    cite.rmmBet2('LOCK resets meas_seq and report_seq'),
    cite.inferred('D6 of the candidate invariants'),
  ],
  worlds: inWorlds.realm,
  when: (before, _step, after) => before.vdevs.v0.state !== 'LOCKED' && after.vdevs.v0.state === 'LOCKED',
  holds: (_before, _step, { vdevs: { v0 } }) => v0.measNonce === 0 && v0.reportNonce === 0,
};
