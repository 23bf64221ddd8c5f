/** RMI_VDEV_LOCK: from UNLOCKED; the device is asked to lock its interface. */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { type VdevArguments, vdevArguments, vdevCommIdle, vdevPdev, vdevRealm } from '../conditions.ts';
import { queue, requestInputs, vdevStateIn } from '../requests.ts';
import type { Rmm } from '../version.ts';

export const rmiVdevLock = ({ tries }: Rmm) =>
  rmi<VdevArguments>({
    name: 'RMI_VDEV_LOCK',
    cites: [cite.rmm('B4.5.87'), cite.acs('cmd_vdev_lock')],
    inputs: requestInputs(tries),
    refusals: [...vdevArguments, vdevRealm(tries), vdevPdev, vdevStateIn('UNLOCKED'), vdevCommIdle],
    effect: (s, i) => queue(s, i.vdev, 'LOCK'),
    footprint: ['vdevs'],
  });
