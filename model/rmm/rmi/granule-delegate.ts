/** RMI_GRANULE_RANGE_DELEGATE / _UNDELEGATE for the two object granules, one at a time. */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';

const GRANULES = [{ granule: 'pdev' }, { granule: 'vdev' }] as const;
type Input = (typeof GRANULES)[number];

export const rmiGranuleDelegate = rmi<Input>({
  name: 'RMI_GRANULE_RANGE_DELEGATE',
  cites: [cite.rmm('A2.3.6.2, B4.5.17'), cite.tfRmm('observed: delegating twice is RMI_ERROR_INPUT')],
  inputs: GRANULES,
  refusals: [
    { id: 'gran_state', status: 'RMI_ERROR_INPUT', when: (s, i) => s.granules[i.granule] !== 'UNDELEGATED' },
  ],
  effect: (s, i) => {
    s.granules[i.granule] = 'DELEGATED';
  },
  footprint: ['granules'],
});

export const rmiGranuleUndelegate = rmi<Input>({
  name: 'RMI_GRANULE_RANGE_UNDELEGATE',
  cites: [
    cite.rmm('A2.3.6.2, B4.5.18'),
    cite.tfRmm('observed: undelegating a granule in use is RMI_ERROR_INPUT'),
  ],
  inputs: GRANULES,
  refusals: [
    { id: 'gran_state', status: 'RMI_ERROR_INPUT', when: (s, i) => s.granules[i.granule] !== 'DELEGATED' },
  ],
  effect: (s, i) => {
    s.granules[i.granule] = 'UNDELEGATED';
  },
  footprint: ['granules'],
});
