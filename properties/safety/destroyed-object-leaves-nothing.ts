import { cite } from '../../model/cite.ts';
import type { PdevName, Seen, VdevName } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

const isClean = (pdev: Seen['pdevs']['ep']): boolean =>
  pdev.op === 'NONE' &&
  pdev.comm === 'IDLE' &&
  pdev.numVdevs === 0 &&
  pdev.maxNumVdevs === 0 &&
  pdev.certificate === 'NONE' &&
  pdev.key === 'NONE';

const isCleanVdev = (vdev: Seen['vdevs']['v0']): boolean =>
  vdev.op === 'NONE' &&
  vdev.comm === 'IDLE' &&
  vdev.dma === 'DISABLED' &&
  vdev.lockNonce === 0 &&
  vdev.measNonce === 0 &&
  vdev.reportNonce === 0 &&
  vdev.measDigest === 'NONE' &&
  vdev.reportDigest === 'NONE';

export const destroyedObjectLeavesNothing: ModelProperty = {
  id: 'destroyed-object-leaves-nothing',
  kind: 'always',
  claim:
    'Of a PDEV or VDEV that is not there the RMM has no operation, key, digest or freshness value, and no DMA goes through it.',
  cites: [
    cite.rmm('B4.5.28: the PDEV is gone, its granules DELEGATED'),
    cite.rmm('B4.5.83'),
    cite.rmm('A9.4.4.2'),
  ],
  // There all objects stay.
  worlds: inWorlds.everywhere.filter((world) => world !== 'two-devices'),
  when: (s) => {
    for (const name in s.pdevs) if (s.pdevs[name as PdevName].state === 'NONE') return true;
    for (const name in s.vdevs) if (s.vdevs[name as VdevName].state === 'NONE') return true;
    return false;
  },
  holds: (s) => {
    for (const name in s.pdevs) {
      const pdev = s.pdevs[name as PdevName];
      if (pdev.state === 'NONE' && !isClean(pdev)) return false;
    }
    for (const name in s.vdevs) {
      const vdev = s.vdevs[name as VdevName];
      if (vdev.state === 'NONE' && !isCleanVdev(vdev)) return false;
    }
    return true;
  },
};
