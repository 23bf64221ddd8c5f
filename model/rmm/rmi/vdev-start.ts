/** RMI_VDEV_START: from LOCKED; the device is asked to run. */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { type VdevArguments, vdevArguments, vdevCommIdle, vdevPdev, vdevRealm } from '../conditions.ts';
import { queue, requestInputs, vdevStateIn } from '../requests.ts';
import type { Rmm } from '../version.ts';

export const rmiVdevStart = ({ tries }: Rmm) =>
  rmi<VdevArguments>({
    name: 'RMI_VDEV_START',
    cites: [cite.rmm('B4.5.90'), cite.acs('cmd_vdev_start')],
    inputs: requestInputs(tries),
    refusals: [...vdevArguments, vdevRealm(tries), vdevPdev, vdevStateIn('LOCKED'), vdevCommIdle],
    effect: (s, i) => queue(s, i.vdev, 'START'),
    footprint: ['vdevs'],
  });
