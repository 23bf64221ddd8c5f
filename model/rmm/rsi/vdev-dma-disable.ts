/** RSI_VDEV_DMA_DISABLE: in every VDEV state, the realm can take back what it gave. */

import { cite } from '../../cite.ts';
import { rsi, rsiCall } from '../../rule.ts';
import { recAt } from '../arguments.ts';
import { vdevId } from '../conditions.ts';
import { daState, type EnteredInput, exitToHost, type IdInput, idInUse } from '../rsi-call.ts';

export const rsiVdevDmaDisable = rsiCall<IdInput>({
  name: 'RSI_VDEV_DMA_DISABLE',
  cites: [cite.rmm('B5.4.17')],
  refusals: [daState, idInUse],
  effect: (s, i) => exitToHost(s, 'DMA_DISABLE', i),
  footprint: ['rec'],
});

export const rsiVdevDmaDisableReturns = rsi<EnteredInput>({
  name: 'RSI_VDEV_DMA_DISABLE returns',
  cites: [cite.rmm('B5.4.17'), cite.tfRmm('runtime/rsi/vdev.c')],
  refusals: [vdevId],
  effect: (s, i) => {
    s.vdevs[recAt(s, i.rec).vdev].dma = 'DISABLED';
  },
  footprint: ['vdevs'],
});
