/**
 * An RSI call on a VDEV has two halves (DEN0137 A9.4.4). The first tests the arguments and ends with a REC exit
 * (`rec.pending` VDEV_REQUEST). The host may then do anything, RMI_VDEV_COMPLETE included. The second runs at the next
 * REC entry, against the VDEV as it is by then.
 */

import type { Fresh } from '../../checker/fields.ts';
import type { Seen, State, VdevName } from '../state.ts';
import { isOf, ownerOf, type RdPointer, type RecPointer, recAt } from './arguments.ts';
import { NO_NONCE } from './communicate.ts';
import { type Condition, onArguments } from './conditions.ts';

/** The realm's copies of the VDEV's three freshness values: what it takes the evidence to be of. */
export type Nonces = { readonly lock: number; readonly meas: number; readonly report: number };
export type IdInput = { readonly id: number; readonly rec?: RecPointer };
/** Of the second half of a call: which REC is entered. */
export type EnteredInput = { readonly rec?: RecPointer };

export const RSI_INPUT = 'RSI_ERROR_INPUT';
export const RSI_DEVICE = 'RSI_ERROR_DEVICE';

export const daState: Condition<IdInput> = {
  id: 'da_state',
  status: 'RSI_ERROR_STATE',
  when: (s) => s.feat.realmDa === 'FALSE',
};

/** The VDEV that is known under this id to the realm. */
export function vdevOfId(s: Seen, id: number, rd: RdPointer = 'REALM'): VdevName | undefined {
  for (const name in s.vdevs) {
    const vdev = s.vdevs[name as VdevName];
    if (vdev.state !== 'NONE' && vdev.id === id && isOf(vdev, rd)) return name as VdevName;
  }
  return undefined;
}

/** The id is one under which no VDEV of this realm is known. */
export const idInUse: Condition<IdInput> = {
  id: 'vdev_id_free',
  status: RSI_INPUT,
  when: (s, i) => vdevOfId(s, i.id, ownerOf(i.rec)) === undefined,
};

export const onRealmArguments = <I extends IdInput>(id: string, when: (i: I) => boolean): Condition<I> =>
  onArguments(id, RSI_INPUT, when);

/** Exits to the host with the call and its arguments. */
export function exitToHost(
  s: State,
  call: State['rec']['call'],
  { id, rec: at }: IdInput,
  nonces?: Nonces,
): void {
  const rec = recAt(s, at);
  rec.pending = 'VDEV_REQUEST';
  rec.call = call;
  rec.id = id;
  rec.lockNonce = (nonces?.lock ?? 0) as Fresh;
  rec.measNonce = (nonces?.meas ?? 0) as Fresh;
  rec.reportNonce = (nonces?.report ?? 0) as Fresh;
}

/** The call is over, and the REC waits for nothing. */
export function clearRec(s: State, at?: RecPointer): void {
  const rec = recAt(s, at);
  rec.pending = 'NONE';
  rec.call = 'NONE';
  rec.id = 0;
  rec.vdev = 'v0';
  rec.lockNonce = NO_NONCE;
  rec.measNonce = NO_NONCE;
  rec.reportNonce = NO_NONCE;
  rec.base = 0;
  rec.top = 0;
  rec.output = 0;
  rec.progress = 0;
}
