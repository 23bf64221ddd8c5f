/**
 * RSI_VDEV_DMA_ENABLE. RMI_VDEV_COMPLETE asked that no operation be under way, but the host can queue one before it enters
 * the REC. Without asking again, DMA that RMI_VDEV_UNLOCK has just disabled is enabled behind its back and outlives the
 * unlock: see counterexamples/dma-enable-during-unlock. B5.4.18 has no such condition; the hardened rules do.
 */

import { cite } from '../../cite.ts';
import { rsi, rsiCall } from '../../rule.ts';
import { recAt } from '../arguments.ts';
import { attestInfo, vdevId } from '../conditions.ts';
import {
  daState,
  type EnteredInput,
  exitToHost,
  type IdInput,
  idInUse,
  type Nonces,
  onRealmArguments,
  RSI_DEVICE,
} from '../rsi-call.ts';

export type DmaEnableInput = IdInput &
  Nonces & {
    /** A plane that does not exist, for a realm with auxiliary planes. */
    readonly nonAtsPlane?: 'WRONG';
  };

export const rsiVdevDmaEnable = rsiCall<DmaEnableInput>({
  name: 'RSI_VDEV_DMA_ENABLE',
  cites: [cite.rmm('B5.4.18')],
  refusals: [
    daState,
    idInUse,
    onRealmArguments<DmaEnableInput>('non_ats_plane', (i) => i.nonAtsPlane !== undefined),
  ],
  effect: (s, i) => exitToHost(s, 'DMA_ENABLE', i, i),
  footprint: ['rec'],
});

export const rsiVdevDmaEnableReturns = rsi<EnteredInput>({
  name: 'RSI_VDEV_DMA_ENABLE returns',
  cites: [cite.rmm('B5.4.18'), cite.inferred('comm_state: D3 of the candidate invariants')],
  refusals: [
    vdevId,
    attestInfo,
    {
      id: 'vdev_state',
      status: RSI_DEVICE,
      when: (s, i) => s.vdevs[recAt(s, i.rec).vdev].state !== 'STARTED',
    },
    { id: 'comm_state', status: RSI_DEVICE, when: (s, i) => s.vdevs[recAt(s, i.rec).vdev].comm !== 'IDLE' },
  ],
  effect: (s, i) => {
    s.vdevs[recAt(s, i.rec).vdev].dma = 'ENABLED';
  },
  footprint: ['vdevs'],
});
