/** RMI_VDEV_GET_STATE: the state and nothing of what is under way. */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { argumentsOf, type VdevPointer, WRONG_POINTERS } from '../arguments.ts';
import { feat, vdevIsVdev } from '../conditions.ts';
import type { Rmm } from '../version.ts';

type Input = { readonly vdev: VdevPointer };

export const rmiVdevGetState = ({ tries }: Rmm) =>
  rmi<Input>({
    name: 'RMI_VDEV_GET_STATE',
    cites: [cite.rmm('B4.5.86'), cite.acs('cmd_vdev_get_state')],
    inputs: argumentsOf<Input>(tries, { vdev: tries.vdevs }, { vdev: WRONG_POINTERS }),
    refusals: [feat, ...vdevIsVdev],
    effect: () => {},
    footprint: [],
  });
