/** RMI_VDEV_GET_INTERFACE_REPORT: while the interface is locked or runs. */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { type VdevArguments, vdevArguments, vdevCommIdle, vdevPdev, vdevRealm } from '../conditions.ts';
import { queue, requestInputs, vdevStateIn } from '../requests.ts';
import type { Rmm } from '../version.ts';

export const rmiVdevGetInterfaceReport = ({ tries }: Rmm) =>
  rmi<VdevArguments>({
    name: 'RMI_VDEV_GET_INTERFACE_REPORT',
    cites: [cite.rmm('B4.5.84'), cite.acs('cmd_vdev_get_interface_report')],
    inputs: requestInputs(tries),
    refusals: [...vdevArguments, vdevRealm(tries), vdevPdev, vdevStateIn('LOCKED', 'STARTED'), vdevCommIdle],
    effect: (s, i) => queue(s, i.vdev, 'GET_REPORT'),
    footprint: ['vdevs'],
  });
