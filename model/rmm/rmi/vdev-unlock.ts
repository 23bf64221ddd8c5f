/** RMI_VDEV_UNLOCK: DMA is off from here, before the device has been told anything (A9.4.4.2). */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { someGranuleMapped, type VdevName } from '../../state.ts';
import { vdevAt } from '../arguments.ts';
import {
  DEVICE,
  type VdevArguments,
  vdevArguments,
  vdevCommIdle,
  vdevPdev,
  vdevRealm,
} from '../conditions.ts';
import { queue, requestInputs, vdevStateIn } from '../requests.ts';
import type { Rmm } from '../version.ts';

export const rmiVdevUnlock = ({ version, tries }: Rmm) =>
  rmi<VdevArguments>({
    name: 'RMI_VDEV_UNLOCK',
    cites: [cite.rmm('B4.5.91'), cite.rmm('A9.4.4.2'), cite.acs('cmd_vdev_unlock')],
    inputs: requestInputs(tries),
    refusals: [
      ...vdevArguments,
      vdevRealm(tries),
      vdevPdev,
      vdevStateIn('LOCKED', 'STARTED', 'ERROR'),
      vdevCommIdle,
      {
        id: 'gran_mapped',
        // 1.1-alp17 counts mappings; later texts look for them and name the first.
        status: version === '1.1-alp17' ? DEVICE : 'RMI_ERROR_GRANULE',
        when: (s, i) => someGranuleMapped(s, i.vdev as VdevName),
      },
    ],
    effect: (s, i) => {
      vdevAt(s, i.vdev).dma = 'DISABLED';
      queue(s, i.vdev, 'UNLOCK');
    },
    footprint: ['vdevs'],
  });
