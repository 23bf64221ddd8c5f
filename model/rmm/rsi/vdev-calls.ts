/**
 * The second halves of the RSI calls on a VDEV. The first half ends with a REC exit (`rec.pending` VDEV_REQUEST); the
 * host may then do anything, RMI_VDEV_COMPLETE included; these run at the next REC entry, against the VDEV as it is
 * by then. The realm's arguments are its own copies of the nonces.
 */

import { cite } from '../../cite.ts';
import { rsi } from '../../rule.ts';
import type { Seen } from '../../state.ts';
import { attestInfo, vdevId } from '../conditions.ts';

/**
 * RMI_VDEV_COMPLETE asked that no operation be under way, but the host can queue one before it enters the REC. Without
 * asking again, DMA that RMI_VDEV_UNLOCK has just disabled is enabled behind its back and outlives the unlock: see
 * counterexamples/dma-enable-during-unlock. B5.4.18 has no such condition; the hardened rules do.
 */
const operationUnderWay = {
  id: 'comm_state',
  status: 'RSI_ERROR_DEVICE',
  when: (s: Seen) => s.vdev.comm !== 'IDLE',
};

/** Writes RsiVdevInfo. What the guest takes from it is up to the guest. */
export const rsiVdevGetInfo = rsi({
  name: 'RSI_VDEV_GET_INFO',
  cites: [cite.rmm('B5.4.19'), cite.rmm('A9.4.4')],
  refusals: [vdevId],
  effect: () => {},
  footprint: [],
});

export const rsiVdevDmaEnable = rsi({
  name: 'RSI_VDEV_DMA_ENABLE',
  cites: [cite.rmm('B5.4.18'), cite.inferred('comm_state: D3 of the candidate invariants')],
  refusals: [
    vdevId,
    attestInfo,
    { id: 'vdev_state', status: 'RSI_ERROR_DEVICE', when: (s) => s.vdev.state !== 'STARTED' },
    operationUnderWay,
  ],
  effect: (s) => {
    s.vdev.dma = 'ENABLED';
  },
  footprint: ['vdev.dma'],
});

/** In every VDEV state: the realm can always take back what it gave. */
export const rsiVdevDmaDisable = rsi({
  name: 'RSI_VDEV_DMA_DISABLE',
  cites: [cite.rmm('B5.4.17'), cite.tfRmm('runtime/rsi/vdev.c')],
  refusals: [vdevId],
  effect: (s) => {
    s.vdev.dma = 'DISABLED';
  },
  footprint: ['vdev.dma'],
});

/** Passes the checks, and exits again so that the host can validate the range page by page. */
export const rsiVdevValidateMapping = rsi({
  name: 'RSI_VDEV_VALIDATE_MAPPING',
  cites: [cite.rmm('B5.4.21'), cite.rmm('A9.6.2')],
  refusals: [
    vdevId,
    {
      id: 'state',
      status: 'RSI_ERROR_INPUT',
      when: (s) => s.vdev.state !== 'LOCKED' && s.vdev.state !== 'STARTED',
    },
    attestInfo,
  ],
  effect: (s) => {
    s.rec.pending = 'DEV_MEM';
    s.rec.progress = s.guest.next;
  },
  footprint: ['rec'],
});
