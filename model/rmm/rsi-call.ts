/**
 * An RSI call on a VDEV has two halves (DEN0137 A9.4.4). The first tests the arguments and ends with a REC exit
 * (`rec.pending` VDEV_REQUEST). The host may then do anything, RMI_VDEV_COMPLETE included. The second runs at the next
 * REC entry, against the VDEV as it is by then.
 */

import type { Fresh } from '../../checker/fields.ts';
import type { Seen, State, VdevName } from '../state.ts';
import { NO_NONCE } from './communicate.ts';
import { type Condition, onArguments } from './conditions.ts';

/** The realm's copies of the VDEV's three freshness values: what it takes the evidence to be of. */
export type Nonces = { readonly lock: number; readonly meas: number; readonly report: number };
export type IdInput = { readonly id: number };

export const RSI_INPUT = 'RSI_ERROR_INPUT';
export const RSI_DEVICE = 'RSI_ERROR_DEVICE';

export const daState: Condition<IdInput> = {
  id: 'da_state',
  status: 'RSI_ERROR_STATE',
  when: (s) => s.feat.realmDa === 'FALSE',
};

/** The VDEV that is known under this id to the one realm of this world. */
export function vdevOfId(s: Seen, id: number): VdevName | undefined {
  for (const name in s.vdevs) {
    const vdev = s.vdevs[name as VdevName];
    if (vdev.state !== 'NONE' && vdev.id === id) return name as VdevName;
  }
  return undefined;
}

/** The id is one under which no VDEV of this realm is known. */
export const idInUse: Condition<IdInput> = {
  id: 'vdev_id_free',
  status: RSI_INPUT,
  when: (s, i) => vdevOfId(s, i.id) === undefined,
};

export const onRealmArguments = <I extends IdInput>(id: string, when: (i: I) => boolean): Condition<I> =>
  onArguments(id, RSI_INPUT, when);

/** Exits to the host with the call and its arguments. */
export function exitToHost(s: State, call: State['rec']['call'], id: number, nonces?: Nonces): void {
  s.rec.pending = 'VDEV_REQUEST';
  s.rec.call = call;
  s.rec.id = id;
  s.rec.lockNonce = (nonces?.lock ?? 0) as Fresh;
  s.rec.measNonce = (nonces?.meas ?? 0) as Fresh;
  s.rec.reportNonce = (nonces?.report ?? 0) as Fresh;
}

/** The call is over, and the REC waits for nothing. */
export function clearRec(s: State): void {
  s.rec.pending = 'NONE';
  s.rec.call = 'NONE';
  s.rec.id = 0;
  s.rec.vdev = 'v0';
  s.rec.lockNonce = NO_NONCE;
  s.rec.measNonce = NO_NONCE;
  s.rec.reportNonce = NO_NONCE;
  s.rec.base = 0;
  s.rec.top = 0;
  s.rec.output = 0;
  s.rec.progress = 0;
}
