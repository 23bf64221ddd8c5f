/** RSI_VDEV_DMA_DISABLE: in every VDEV state, the realm can take back what it gave. */

import { cite } from '../../cite.ts';
import { rsi, rsiCall } from '../../rule.ts';
import { vdevId } from '../conditions.ts';
import { daState, exitToHost, type IdInput, idInUse } from '../rsi-call.ts';

export const rsiVdevDmaDisable = rsiCall<IdInput>({
  name: 'RSI_VDEV_DMA_DISABLE',
  cites: [cite.rmm('B5.4.17')],
  refusals: [daState, idInUse],
  effect: (s, i) => exitToHost(s, 'DMA_DISABLE', i.id),
  footprint: ['rec'],
});

export const rsiVdevDmaDisableReturns = rsi({
  name: 'RSI_VDEV_DMA_DISABLE returns',
  cites: [cite.rmm('B5.4.17'), cite.tfRmm('runtime/rsi/vdev.c')],
  refusals: [vdevId],
  effect: (s) => {
    s.vdevs[s.rec.vdev].dma = 'DISABLED';
  },
  footprint: ['vdevs'],
});
