/** RMI_VDEV_GET_MEASUREMENTS: in any state, whenever nothing else is under way. */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { argumentsOf, type Buffer, realmsOf, WRONG_BUFFERS } from '../arguments.ts';
import {
  buffer,
  type VdevArguments,
  vdevArguments,
  vdevCommIdle,
  vdevPdev,
  vdevRealm,
  wrongVdevArguments,
} from '../conditions.ts';
import { queue } from '../requests.ts';
import type { Rmm } from '../version.ts';

type Input = VdevArguments & { readonly params?: Buffer };

export const rmiVdevGetMeasurements = ({ tries }: Rmm) =>
  rmi<Input>({
    name: 'RMI_VDEV_GET_MEASUREMENTS',
    cites: [cite.rmm('B4.5.85'), cite.acs('cmd_vdev_get_measurements')],
    inputs: argumentsOf<Input>(
      tries,
      { vdev: tries.vdevs, ...realmsOf(tries) },
      { ...wrongVdevArguments, params: WRONG_BUFFERS },
    ),
    refusals: [
      ...vdevArguments,
      vdevRealm(tries),
      ...buffer<Input>('params', (i) => i.params),
      vdevPdev,
      vdevCommIdle,
    ],
    effect: (s, i) => queue(s, i.vdev, 'GET_MEAS'),
    footprint: ['vdevs'],
  });
