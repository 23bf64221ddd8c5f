/** RMI_PDEV_GET_STATE: the state and nothing of what is under way. */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { argumentsOf, type PdevInput, WRONG_POINTERS } from '../arguments.ts';
import { feat, pdevIsPdev } from '../conditions.ts';
import type { Rmm } from '../version.ts';

export const rmiPdevGetState = ({ tries }: Rmm) =>
  rmi<PdevInput>({
    name: 'RMI_PDEV_GET_STATE',
    cites: [cite.rmm('B4.5.29'), cite.acs('cmd_pdev_get_state')],
    inputs: argumentsOf<PdevInput>(tries, { pdev: tries.pdevs }, { pdev: WRONG_POINTERS }),
    refusals: [feat, ...pdevIsPdev],
    effect: () => {},
    footprint: [],
  });
