import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

/**
 * The bytes of two entries of the catalogue never share a digest (a test of the catalogue), so equal names are equal
 * digests. Measurements must be of the RMM's latest refresh, whose nonce the context then holds.
 */
export const publishedEvidenceIsTheRmms: ModelProperty = {
  id: 'published-evidence-is-the-rmms',
  kind: 'step',
  claim:
    'Evidence that the guest publishes has, object by object, the digest that the RMM holds at that instant.',
  cites: [cite.guest('08 cca_verify_digests'), cite.rmm('B5.4.19 RsiVdevInfo')],
  worlds: inWorlds.guest,
  when: (before, _step, after) => before.guest.context === 'NONE' && after.guest.context === 'LOCKED',
  holds: (before, _step, { guest, pdevs: { ep: pdev }, vdevs: { v0: vdev } }) =>
    !guest.forged &&
    guest.certificate === pdev.certificate &&
    guest.vca === pdev.certificate &&
    guest.report === vdev.reportDigest &&
    guest.measurements === vdev.measDigest &&
    before.guest.measurementsOf === before.vdevs.v0.measNonce &&
    guest.measNonce === vdev.measNonce &&
    guest.lockNonce === vdev.lockNonce,
};
