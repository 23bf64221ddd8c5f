/** RMI_GRANULE_RANGE_DELEGATE, one granule at a time: of conventional memory by the object it is meant for, or of the device. */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import type { PdevName, Seen, State, VdevName } from '../../state.ts';
import { INPUT } from '../conditions.ts';
import type { Rmm } from '../version.ts';

/** A granule by the name of the object that the host means to make of it, or by its number within the device's memory. */
export type GranuleInput = { readonly granule: PdevName | VdevName | number };
export type DelegationState = 'UNDELEGATED' | 'DELEGATED';

export const stateOf = (s: Seen, { granule }: GranuleInput): string =>
  typeof granule === 'number' ? s.deviceGranules[granule]!.state : s.granules[granule];
export function setState(s: State, { granule }: GranuleInput, state: DelegationState): void {
  if (typeof granule === 'number') s.deviceGranules[granule]!.state = state;
  else s.granules[granule] = state;
}
export const granuleInputs = ({ tries }: Rmm): readonly GranuleInput[] =>
  tries.granules.map((granule) => ({ granule }));

export const rmiGranuleDelegate = (rmm: Rmm) =>
  rmi<GranuleInput>({
    name: 'RMI_GRANULE_RANGE_DELEGATE',
    cites: [cite.rmm('A2.3.6.2, B4.5.17'), cite.tfRmm('observed: delegating twice is RMI_ERROR_INPUT')],
    inputs: granuleInputs(rmm),
    refusals: [{ id: 'gran_state', status: INPUT, when: (s, i) => stateOf(s, i) !== 'UNDELEGATED' }],
    effect: (s, i) => setState(s, i, 'DELEGATED'),
    footprint: ['granules', 'deviceGranules'],
  });
