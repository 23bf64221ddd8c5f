import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const evidenceGoesWithItsContext: ModelProperty = {
  id: 'evidence-goes-with-its-context',
  kind: 'always',
  claim: 'A guest that has no context for a device has no evidence of it either, and no freshness value.',
  cites: [cite.guest('08 cca_tsm_unlock'), cite.guest('08 cca_tsm_lock, error path')],
  worlds: inWorlds.guest,
  when: (s) => s.guest.context === 'NONE' && s.guest.pc === 'IDLE',
  holds: ({ guest }) =>
    guest.certificate === 'NONE' &&
    guest.vca === 'NONE' &&
    guest.report === 'NONE' &&
    guest.measurements === 'NONE' &&
    guest.firstLockNonce === 0 &&
    guest.lockNonce === 0 &&
    guest.measNonce === 0 &&
    guest.reportNonce === 0 &&
    guest.measurementsOf === 0,
};
