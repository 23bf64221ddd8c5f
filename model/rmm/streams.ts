/**
 * What the five commands on a PDEV stream share: their arguments and the conditions on them. The one type modelled
 * is NCOH, between an endpoint and a root port; a platform without the others refuses them.
 */

import type { EndpointName, Seen, State } from '../state.ts';
import { argumentsOf, endpoints, type PdevPointer, pdevAt, WRONG_POINTERS } from './arguments.ts';
import { type Condition, DEVICE, feat, INPUT, pdevPointer } from './conditions.ts';
import type { Tries } from './version.ts';

export type StreamInput = {
  readonly pdev_1: PdevPointer;
  /** The root port, if absent. */
  readonly pdev_2?: PdevPointer;
  /** A handle that is not the one of this stream. */
  readonly handle?: 'WRONG';
};

export const streamInputs = (tries: Tries) =>
  argumentsOf<StreamInput>(
    tries,
    { pdev_1: endpoints(tries) },
    { pdev_1: ['rp', ...WRONG_POINTERS], pdev_2: ['ep', ...WRONG_POINTERS], handle: ['WRONG'] },
  );

type Ends = { readonly pdev_1: PdevPointer; readonly pdev_2?: PdevPointer };
export const streamAt = <S extends Seen | State>(s: S, i: Ends): S['streams'][EndpointName] =>
  s.streams[i.pdev_1 as EndpointName];

/** Both pointers lead to PDEVs. */
export const endsArePdevs: readonly Condition<Ends>[] = [
  feat,
  ...pdevPointer<Ends>((i) => i.pdev_1, 'pdev_1'),
  ...pdevPointer<Ends>((i) => i.pdev_2 ?? 'rp', 'pdev_2'),
];

/** PdevStreamFromHandle: the handle and both ends are those of a stream. */
export const streamValid: Condition<StreamInput> = {
  id: 'stream_valid',
  status: INPUT,
  when: (s, i) =>
    i.handle !== undefined ||
    i.pdev_1 === 'rp' ||
    (i.pdev_2 ?? 'rp') !== 'rp' ||
    streamAt(s, i).state === 'DISCONNECTED',
};

export const streamConnected: Condition<StreamInput> = {
  id: 'stream_state',
  status: DEVICE,
  when: (s, i) => streamAt(s, i).state !== 'CONNECTED',
};

/** The same condition on each end. */
export const eachEnd = (
  id: 'state' | 'op' | 'comm_state',
  when: (pdev: Seen['pdevs']['ep']) => boolean,
): readonly Condition<Ends>[] => [
  { id: `pdev_1_${id}`, status: INPUT, when: (s, i) => when(pdevAt(s, i.pdev_1)) },
  { id: `pdev_2_${id}`, status: INPUT, when: (s) => when(s.pdevs.rp) },
];
export const endsReady = eachEnd('state', (pdev) => pdev.state !== 'READY');
export const endsWithoutOp = eachEnd('op', (pdev) => pdev.op !== 'NONE');
export const endsIdle = eachEnd('comm_state', (pdev) => pdev.comm !== 'IDLE');

/** Queues a device transaction on each end. */
export function queueOnBoth(s: State, i: Ends, op: State['pdevs']['ep']['op']): void {
  for (const pdev of [pdevAt(s, i.pdev_1), s.pdevs.rp]) {
    pdev.op = op;
    pdev.comm = 'PENDING';
  }
}
export const STREAM_FOOTPRINT = ['streams', 'pdevs'] as const;
