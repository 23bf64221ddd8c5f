/** A property of this model: a claim, where it is written, and the worlds in which it has a meaning. */

import type { Property } from '../checker/contract.ts';
import type { State } from '../model/state.ts';
import type { WorldName } from '../model/world.ts';

export type ModelProperty = Property<State> & {
  readonly worlds: readonly WorldName[];
};

const ONE_DEVICE: readonly WorldName[] = ['one-device'];
const BOTH: readonly WorldName[] = ['one-device', 'connect-faults'];
const CONNECT_FAULTS: readonly WorldName[] = ['connect-faults'];
export const inWorlds = { oneDevice: ONE_DEVICE, connectFaults: CONNECT_FAULTS, both: BOTH } as const;
