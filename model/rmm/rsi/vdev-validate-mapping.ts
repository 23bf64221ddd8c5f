/**
 * RSI_VDEV_VALIDATE_MAPPING. Its second half passes the checks and exits again (DEV_MEM_MAP), so that the host can validate
 * the range page by page; at the entry after that the realm learns how far it came. 2.0-bet2 is given the lock
 * freshness alone, and answers another status to a VDEV that is not locked.
 */

import { cite } from '../../cite.ts';
import { rsi, rsiCall } from '../../rule.ts';
import { recAt } from '../arguments.ts';
import { attestInfo, vdevId } from '../conditions.ts';
import {
  daState,
  type EnteredInput,
  exitToHost,
  type IdInput,
  idInUse,
  type Nonces,
  onRealmArguments,
  RSI_DEVICE,
  RSI_INPUT,
} from '../rsi-call.ts';
import type { Rmm } from '../version.ts';

export type ValidateMappingInput = IdInput &
  Nonces & {
    /** Pages, from `base` to before `top`, and the output asked for `base`: k for device granule k - 1. */
    readonly base: number;
    readonly top: number;
    readonly output: number;
    readonly fault?: 'BASE_UNALIGNED' | 'TOP_UNALIGNED' | 'PA_UNALIGNED' | 'SIZE' | 'UNPROTECTED';
  };

export const rsiVdevValidateMapping = rsiCall<ValidateMappingInput>({
  name: 'RSI_VDEV_VALIDATE_MAPPING',
  cites: [cite.rmm('B5.4.21'), cite.rmm('A9.6.2'), cite.acs('cmd_rsi_vdev_validate_mapping')],
  refusals: [
    daState,
    idInUse,
    onRealmArguments<ValidateMappingInput>('base_align', (i) => i.fault === 'BASE_UNALIGNED'),
    onRealmArguments<ValidateMappingInput>('top_align', (i) => i.fault === 'TOP_UNALIGNED'),
    onRealmArguments<ValidateMappingInput>('pa_align', (i) => i.fault === 'PA_UNALIGNED'),
    onRealmArguments<ValidateMappingInput>('size_valid', (i) => i.fault === 'SIZE'),
    onRealmArguments<ValidateMappingInput>('ipa_bound', (i) => i.fault === 'UNPROTECTED'),
  ],
  effect: (s, i) => {
    exitToHost(s, 'VALIDATE_MAPPING', i, i);
    const rec = recAt(s, i.rec);
    rec.base = i.base;
    rec.top = i.top;
    rec.output = i.output;
    rec.progress = i.base;
  },
  footprint: ['rec'],
});

export const rsiVdevValidateMappingReturns = ({ version }: Rmm) => {
  const bet2 = version === '2.0-bet2';
  return rsi<EnteredInput>({
    name: 'RSI_VDEV_VALIDATE_MAPPING returns',
    cites: [cite.rmm('B5.4.21'), cite.rmm('A9.6.2'), cite.rmmBet2('lock_seq alone; state: DEVICE')],
    refusals: [
      vdevId,
      {
        id: 'state',
        status: bet2 ? RSI_DEVICE : RSI_INPUT,
        when: (s, i) => {
          const { state } = s.vdevs[recAt(s, i.rec).vdev];
          return state !== 'LOCKED' && state !== 'STARTED';
        },
      },
      bet2
        ? {
            id: 'attest_info',
            status: RSI_DEVICE,
            when: (s, i) => {
              const rec = recAt(s, i.rec);
              return rec.lockNonce !== s.vdevs[rec.vdev].lockNonce;
            },
          }
        : attestInfo,
    ],
    effect: (s, i) => {
      recAt(s, i.rec).pending = 'DEV_MEM';
    },
    footprint: ['rec'],
  });
};
