/** RMI_PDEV_STREAM_CONNECT: both ends get a device transaction, and the caller a handle. */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import {
  argumentsOf,
  type Buffer,
  endpoints,
  type PdevPointer,
  WRONG_BUFFERS,
  WRONG_POINTERS,
} from '../arguments.ts';
import { buffer, INPUT, onArguments } from '../conditions.ts';
import {
  endsArePdevs,
  endsIdle,
  endsReady,
  endsWithoutOp,
  queueOnBoth,
  STREAM_FOOTPRINT,
  streamAt,
} from '../streams.ts';
import type { Rmm } from '../version.ts';

export type StreamConnectInput = {
  readonly pdev_1: PdevPointer;
  readonly pdev_2?: PdevPointer;
  /** NCOH, if absent. UNKNOWN: a type that the text does not have. */
  readonly type?: 'NON_TEE' | 'COH' | 'UNKNOWN';
  readonly params?: Buffer;
  /** NUM_ADDR_RANGE: more than 16. ADDR_RANGE: unaligned, overlapping, or not permitted by the system (B3.133). */
  readonly contents?: 'NUM_ADDR_RANGE' | 'ADDR_RANGE' | 'IDE_SID';
};

export const rmiPdevStreamConnect = ({ tries }: Rmm) =>
  rmi<StreamConnectInput>({
    name: 'RMI_PDEV_STREAM_CONNECT',
    cites: [cite.rmm('B4.5.34'), cite.rmm('A9.3.2'), cite.rmm('A9.3.3.2.1')],
    inputs: argumentsOf<StreamConnectInput>(
      tries,
      { pdev_1: endpoints(tries) },
      {
        pdev_1: ['rp', ...WRONG_POINTERS],
        pdev_2: ['ep', ...WRONG_POINTERS],
        type: ['NON_TEE', 'COH', 'UNKNOWN'],
        params: WRONG_BUFFERS,
        contents: ['NUM_ADDR_RANGE', 'ADDR_RANGE', 'IDE_SID'],
      },
    ),
    refusals: [
      endsArePdevs[0]!,
      ...buffer<StreamConnectInput>('params', (i) => i.params),
      onArguments('params_valid', INPUT, (i) => i.contents !== undefined || i.type === 'UNKNOWN'),
      // This platform has neither non-TEE nor coherent streams; the text names the condition of the former only.
      onArguments(
        'feat_non_tee_stream',
        'RMI_ERROR_NOT_SUPPORTED',
        (i) => i.type === 'NON_TEE' || i.type === 'COH',
      ),
      ...endsArePdevs.slice(1),
      onArguments('pdev_1_category', INPUT, (i) => i.pdev_1 === 'rp'),
      onArguments('pdev_2_category', INPUT, (i) => (i.pdev_2 ?? 'rp') !== 'rp'),
      ...endsReady,
      ...endsWithoutOp,
      ...endsIdle,
      { id: 'stream_type_exists', status: INPUT, when: (s, i) => streamAt(s, i).state !== 'DISCONNECTED' },
    ],
    effect: (s, i) => {
      streamAt(s, i).state = 'CONNECTING';
      queueOnBoth(s, i, 'CONNECT');
    },
    footprint: STREAM_FOOTPRINT,
  });
