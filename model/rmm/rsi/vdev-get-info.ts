/** RSI_VDEV_GET_INFO: writes RsiVdevInfo. What the realm takes from it is up to the realm. */

import { cite } from '../../cite.ts';
import { rsi, rsiCall } from '../../rule.ts';
import { vdevId } from '../conditions.ts';
import {
  daState,
  type EnteredInput,
  exitToHost,
  type IdInput,
  idInUse,
  onRealmArguments,
} from '../rsi-call.ts';

export type GetInfoInput = IdInput & {
  /** Where the 512 bytes go, if not to an aligned address of the realm's own RAM. */
  readonly addr?: 'UNALIGNED' | 'UNPROTECTED' | 'EMPTY';
};

export const rsiVdevGetInfo = rsiCall<GetInfoInput>({
  name: 'RSI_VDEV_GET_INFO',
  cites: [cite.rmm('B5.4.19'), cite.rmm('A9.4.4')],
  refusals: [
    daState,
    idInUse,
    onRealmArguments<GetInfoInput>('addr_align', (i) => i.addr === 'UNALIGNED'),
    onRealmArguments<GetInfoInput>('addr_bound', (i) => i.addr === 'UNPROTECTED'),
    onRealmArguments<GetInfoInput>('addr_ripas', (i) => i.addr === 'EMPTY'),
  ],
  effect: (s, i) => exitToHost(s, 'GET_INFO', i),
  footprint: ['rec'],
});

export const rsiVdevGetInfoReturns = rsi<EnteredInput>({
  name: 'RSI_VDEV_GET_INFO returns',
  cites: [cite.rmm('B5.4.19'), cite.rmm('A9.4.4')],
  refusals: [vdevId],
  effect: () => {},
  footprint: [],
});
