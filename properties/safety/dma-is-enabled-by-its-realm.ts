import { cite } from '../../model/cite.ts';
import { VDEVS } from '../../model/state.ts';
import type { ModelProperty } from '../property.ts';

/** The memory that a TDI reaches is that of the realm of its VDEV: one stream table entry, one stage 2 (A9.4.4.2). */
export const dmaIsEnabledByItsRealm: ModelProperty = {
  id: 'dma-is-enabled-by-its-realm',
  kind: 'step',
  claim:
    'DMA of a VDEV, which reaches the memory of the realm that the VDEV is of, is enabled by that realm alone.',
  cites: [cite.rmm('A9.4.4.2'), cite.rmm('B5.4.18')],
  worlds: ['two-realms'],
  on: ['RMI_REC_ENTER', 'other realm calls'],
  when: (before, _step, after) =>
    VDEVS.some((name) => before.vdevs[name].dma === 'DISABLED' && after.vdevs[name].dma === 'ENABLED'),
  holds: (before, { rule }, after) =>
    VDEVS.every(
      (name) =>
        before.vdevs[name].dma === after.vdevs[name].dma ||
        after.vdevs[name].realm === (rule === 'other realm calls' ? 'OTHER_REALM' : 'REALM'),
    ),
};
