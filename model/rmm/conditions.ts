/**
 * Failure conditions that commands share, under the identifiers of DEN0137. A condition on arguments alone is marked
 * as such: a world in which no input meets it need not test it.
 */

import type { Input, Refusal } from '../../checker/contract.ts';
import type { EndpointName, PdevName, Seen, State, VdevName } from '../state.ts';
import {
  type Buffer,
  type CommBuffers,
  granuleAt,
  isOf,
  ownerOf,
  type PdevInput,
  type PdevPointer,
  type RdPointer,
  type RecPointer,
  recAt,
  type VdevPointer,
  vdevAt,
  WRONG_POINTERS,
} from './arguments.ts';
import type { Tries } from './version.ts';

export type Condition<I extends Input> = Refusal<State, I>;

export const INPUT = 'RMI_ERROR_INPUT';
export const DEVICE = 'RMI_ERROR_DEVICE';

/** A condition on the arguments alone. */
export const onArguments = <I extends Input>(
  id: string,
  status: string,
  when: (i: I) => boolean,
): Condition<I> => ({ id, status, when: (_s, i) => when(i), argumentsOnly: true });

export const feat: Condition<Input> = {
  id: 'feat',
  status: 'RMI_ERROR_NOT_SUPPORTED',
  when: (s) => s.feat.da === 'FALSE',
};

/** `x_align` and `x_bound`, then the granule state, under the name that the command's section gives it. */
function pointer<I extends Input>(
  name: string,
  of: (i: I) => string,
  state: { readonly id: string; readonly when: (s: Seen, i: I) => boolean },
): readonly Condition<I>[] {
  return [
    onArguments(`${name}_align`, INPUT, (i) => of(i) === 'UNALIGNED'),
    onArguments(`${name}_bound`, INPUT, (i) => of(i) === 'OUTSIDE_PA' || of(i) === 'MMIO'),
    { ...state, status: INPUT },
  ];
}

type HasVdev = { readonly vdev: VdevPointer };
/** Arguments that have one right value are left out of an input that has it. */
type HasRd = { readonly rd?: RdPointer };
export type HasRec = { readonly rec?: RecPointer };

/** The PDEV argument `of` the input, in the state that the command needs its granule in. */
export const pdevPointer = <I extends Input>(
  of: (i: I) => PdevPointer | undefined,
  name = 'pdev',
  id = `${name}_gran_state`,
  kind = 'PDEV',
): readonly Condition<I>[] =>
  pointer(name, (i) => of(i) ?? '', {
    id,
    when: (s, i) => {
      const at = of(i);
      return at !== undefined && granuleAt(s, at) !== kind;
    },
  });

export const pdevIsPdev = pdevPointer<PdevInput>((i) => i.pdev);
export const vdevIsVdev = pointer<HasVdev>('vdev', (i) => i.vdev, {
  id: 'vdev_gran_state',
  when: (s, i) => granuleAt(s, i.vdev) !== 'VDEV',
});
export const vdevIsDelegated = pointer<HasVdev>('vdev', (i) => i.vdev, {
  id: 'vdev_gran_state',
  when: (s, i) => granuleAt(s, i.vdev) !== 'DELEGATED',
});
export const rdIsRd = pointer<HasRd>('rd', (i) => i.rd ?? 'REALM', {
  id: 'rd_state',
  when: (_s, { rd = 'REALM' }) => rd !== 'REALM' && rd !== 'OTHER_REALM',
});
export const recIsRec = pointer<HasRec>('rec', (i) => i.rec ?? 'REC', {
  id: 'rec_gran_state',
  when: (_s, { rec = 'REC' }) => rec !== 'REC' && rec !== 'OTHER_REC' && rec !== 'RUNNING',
});

/** NonSecureAccessPermitted and alignment of a buffer that the host shares. */
export const buffer = <I extends Input>(
  name: string,
  of: (i: I) => Buffer | undefined,
): readonly Condition<I>[] => [
  onArguments(`${name}_align`, INPUT, (i) => of(i) === 'UNALIGNED'),
  onArguments(`${name}_pas`, INPUT, (i) => (of(i) ?? 'NS') !== 'NS' && of(i) !== 'UNALIGNED'),
];

/** RmiDevCommEnter and the buffers it names (B4.5.26, B4.5.80). */
export const commBuffers: readonly Condition<CommBuffers>[] = [
  ...buffer<CommBuffers>('data', (i) => i.data),
  ...buffer<CommBuffers>('req', (i) => i.req),
  ...buffer<CommBuffers>('resp', (i) => i.rsp),
  onArguments('rsp_len', INPUT, (i) => i.rspLen === 'TOO_LONG'),
];

/** PdevStreamLive (B3.78): a connected stream has the PDEV at one of its ends. */
export const streamLive: Condition<PdevInput> = {
  id: 'pdev_stream_live',
  status: DEVICE,
  when: (s, i) => {
    for (const name in s.streams)
      if ((name === i.pdev || i.pdev === 'rp') && s.streams[name as EndpointName].state === 'CONNECTED')
        return true;
    return false;
  },
};

/** The VDEV is of the realm. Where there is one realm, every VDEV is of that. */
export const vdevRealm = ({ realms }: Tries, status = INPUT): Condition<HasRd & HasVdev> =>
  realms === 2
    ? { id: 'vdev_realm', status, when: (s, i) => !isOf(vdevAt(s, i.vdev), i.rd) }
    : onArguments('vdev_realm', status, (i) => i.rd === 'OTHER_REALM');
export const vdevPdev: Condition<VdevArguments> = {
  id: 'vdev_pdev',
  status: DEVICE,
  when: (s, i) => i.pdev !== undefined && vdevAt(s, i.vdev).pdev !== i.pdev,
};
export const vdevCommIdle: Condition<HasVdev> = {
  id: 'comm_state',
  status: DEVICE,
  when: (s, i) => vdevAt(s, i.vdev).comm !== 'IDLE',
};

/** The arguments of most VDEV commands. `pdev` is left out where it is the VDEV's own. */
export type VdevArguments = HasRd & HasVdev & { readonly pdev?: PdevPointer };

/** The conditions on them up to the granule states, in the order of the table. */
export const vdevArguments: readonly Condition<VdevArguments>[] = [
  feat,
  ...rdIsRd,
  ...pdevPointer<VdevArguments>((i) => i.pdev),
  ...vdevIsVdev,
];

/** Wrong values to try for them. */
export const wrongVdevArguments = {
  rd: ['OTHER_REALM', ...WRONG_POINTERS],
  pdev: ['rp', ...WRONG_POINTERS],
  vdev: WRONG_POINTERS,
} as const;

/** The stream's far end, and the other PDEV and VDEVs that share the device's one exchange. */
export function isBusy(s: Seen, pdev: PdevName, besides: PdevName | VdevName): boolean {
  if (pdev !== besides && s.pdevs[pdev].comm === 'ACTIVE') return true;
  for (const name in s.vdevs) {
    const vdev = s.vdevs[name as VdevName];
    if (name !== besides && vdev.comm === 'ACTIVE' && vdev.pdev === pdev) return true;
  }
  return false;
}

/**
 * RSI: the host completed the request with a VDEV that is still there. The granule may have become another VDEV since, of
 * another realm even, so that the conditions of RMI_VDEV_COMPLETE are asked again.
 */
export const vdevId: Condition<HasRec> = {
  id: 'vdev_id',
  status: 'RSI_ERROR_INPUT',
  when: (s, i) => {
    const { pending, vdev: name, id } = recAt(s, i.rec);
    const vdev = s.vdevs[name];
    return (
      pending !== 'VDEV_COMPLETE' || vdev.state === 'NONE' || vdev.id !== id || !isOf(vdev, ownerOf(i.rec))
    );
  },
};

/** RSI: the realm's three nonces are the VDEV's (DEN0137 VdevAttestInfoEqual). */
export const attestInfo: Condition<HasRec> = {
  id: 'attest_info',
  status: 'RSI_ERROR_DEVICE',
  when: (s, i) => {
    const rec = recAt(s, i.rec);
    const vdev = s.vdevs[rec.vdev];
    return (
      rec.lockNonce !== vdev.lockNonce ||
      rec.measNonce !== vdev.measNonce ||
      rec.reportNonce !== vdev.reportNonce
    );
  },
};
