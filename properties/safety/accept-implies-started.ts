import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const acceptImpliesStarted: ModelProperty = {
  id: 'accept-implies-started',
  kind: 'step',
  claim:
    'When a device becomes accepted, its VDEV is started, its DMA enabled and all three nonces are the verified ones.',
  cites: [cite.guest('09 cca_tsm_accept'), cite.guest('11 rsi_vdev_enable_dma'), cite.rmm('B5.4.18')],
  worlds: inWorlds.guest,
  when: (before, _step, after) => !before.guest.accepted && after.guest.accepted,
  holds: (_before, _step, { guest, vdevs: { v0: vdev } }) =>
    vdev.state === 'STARTED' &&
    vdev.dma === 'ENABLED' &&
    guest.lockNonce === vdev.lockNonce &&
    guest.measNonce === vdev.measNonce &&
    guest.reportNonce === vdev.reportNonce,
};
