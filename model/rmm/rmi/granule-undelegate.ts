/** RMI_GRANULE_RANGE_UNDELEGATE, one granule at a time. One that is an object, or mapped, stays delegated. */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { INPUT } from '../conditions.ts';
import type { Rmm } from '../version.ts';
import { type GranuleInput, granuleInputs, setState, stateOf } from './granule-delegate.ts';

export const rmiGranuleUndelegate = (rmm: Rmm) =>
  rmi<GranuleInput>({
    name: 'RMI_GRANULE_RANGE_UNDELEGATE',
    cites: [
      cite.rmm('A2.3.6.2, B4.5.18'),
      cite.tfRmm('observed: undelegating a granule in use is RMI_ERROR_INPUT'),
    ],
    inputs: granuleInputs(rmm),
    refusals: [{ id: 'gran_state', status: INPUT, when: (s, i) => stateOf(s, i) !== 'DELEGATED' }],
    effect: (s, i) => setState(s, i, 'UNDELEGATED'),
    footprint: ['granules', 'deviceGranules'],
  });
