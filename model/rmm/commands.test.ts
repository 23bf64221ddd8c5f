/**
 * Every command against its section of DEN0137, written down a second time by hand: where it succeeds and what that
 * changes, and for each failing condition what meets it alone. States are put together field by field, so that a
 * condition can be met alone even where no run of the model would get there.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Input } from '../../checker/contract.ts';
import type { Field, FieldValue } from '../../checker/fields.ts';
import { makeCatalogue } from '../evidence/catalogue.ts';
import { attempt, type Command } from '../rule.ts';
import { layout, type Seen } from '../state.ts';
import { type CommandName, makeCommands, withoutRefusal } from './commands.ts';

type Fields = Readonly<Record<string, FieldValue>>;

interface Success {
  readonly where: string;
  readonly state: Fields;
  readonly input?: Input;
  /** Every field that differs afterwards, and its value then. */
  readonly changes: Fields;
}

interface Section {
  /** A state in which the command succeeds, and the input with which it does. Refusals start from here. */
  readonly good: Fields;
  readonly input?: Input;
  readonly changes: Fields;
  /** Other successes. */
  readonly also?: readonly Success[];
  /** In the order in which they are checked: the status, and all that can meet the condition. */
  readonly refusals: Readonly<Record<string, readonly [status: string, ...met: Fields[]]>>;
  /** Conditions that another one implies, so that they are never met alone: [condition, the one it implies]. */
  readonly implied?: readonly (readonly [string, string])[];
  /** Pairs that the text orders, the earlier first. */
  readonly ordered?: readonly (readonly [string, string])[];
}

const pdev: Fields = { 'granules.ep': 'PDEV', 'pdevs.ep.state': 'READY', 'pdevs.ep.certificate': 'GENUINE' };
const connected: Fields = {
  ...pdev,
  'pdevs.ep.key': 'GENUINE',
  'streams.ep.state': 'CONNECTED',
  'devices.ep.ide': true,
};
const vdev: Fields = { ...connected, 'granules.v0': 'VDEV', 'vdevs.v0.state': 'UNLOCKED' };
const locked: Fields = { ...vdev, 'vdevs.v0.state': 'LOCKED', 'vdevs.v0.lockNonce': 1 };
const verified: Fields = {
  ...locked,
  'vdevs.v0.measNonce': 1,
  'vdevs.v0.reportNonce': 1,
  'guest.lockNonce': 1,
  'guest.measNonce': 1,
  'guest.reportNonce': 1,
  'rec.pending': 'VDEV_COMPLETE',
};
const mapped: Fields = { 'pages[1].output': 2 };

const each = (path: string, ...values: readonly FieldValue[]): Fields[] =>
  values.map((value) => ({ [path]: value }));
const NOT_PDEV = each('granules.ep', 'UNDELEGATED', 'DELEGATED');
const NOT_VDEV = each('granules.v0', 'UNDELEGATED', 'DELEGATED');
const BUSY_VDEV = each('vdevs.v0.comm', 'PENDING', 'ACTIVE', 'ERROR');
const BUSY_PDEV = each('pdevs.ep.comm', 'PENDING', 'ACTIVE', 'ERROR');
const INPUT = 'RMI_ERROR_INPUT';
const DEVICE = 'RMI_ERROR_DEVICE';

const pdevState = (...allowed: readonly string[]): Fields[] =>
  each(
    'pdevs.ep.state',
    ...['NONE', 'NEW', 'NEEDS_KEY', 'HAS_KEY', 'READY', 'STOPPED', 'ERROR'].filter(
      (s) => !allowed.includes(s),
    ),
  );
const vdevState = (...allowed: readonly string[]): Fields[] =>
  each(
    'vdevs.v0.state',
    ...['NONE', 'NEW', 'UNLOCKED', 'LOCKED', 'STARTED', 'ERROR'].filter((s) => !allowed.includes(s)),
  );

/** Granule states come before what is read from the granule (reference 1.4, 2.7). */
const granulesFirst = (...later: readonly string[]): (readonly [string, string])[] =>
  later.flatMap((id): [string, string][] => [
    ['pdev_gran_state', id],
    ['vdev_gran_state', id],
  ]);

const response = (op: string, state: string, more: Fields = {}): Fields => ({
  ...vdev,
  'vdevs.v0.state': state,
  'vdevs.v0.op': op,
  'vdevs.v0.comm': 'ACTIVE',
  'exchanges.ep.at': 'RESPONSE',
  ...more,
});
const done: Fields = { 'vdevs.v0.op': 'NONE', 'vdevs.v0.comm': 'IDLE', 'exchanges.ep.at': 'NONE' };
const RESPONSE = { status: 'RESPONSE' };

const NOT_COMPLETED = each('rec.pending', 'NONE', 'VDEV_REQUEST', 'DEV_MEM', 'RIPAS');
/** For calls that ask nothing else of the VDEV, one that is gone meets `vdev_id` alone. */
const vdevIdOnly: Section['refusals'] = {
  vdev_id: ['RSI_ERROR_INPUT', ...NOT_COMPLETED, { 'vdevs.v0.state': 'NONE' }],
};
const STALE_NONCES = ['lockNonce', 'measNonce', 'reportNonce'].map(
  (nonce): Fields => ({ [`guest.${nonce}`]: 2 }),
);

const sections: Readonly<Record<CommandName, Section>> = {
  RMI_GRANULE_RANGE_DELEGATE: {
    good: {},
    input: { granule: 'pdev' },
    changes: { 'granules.ep': 'DELEGATED' },
    also: [
      {
        where: 'the other granule',
        state: connected,
        input: { granule: 'vdev' },
        changes: { 'granules.v0': 'DELEGATED' },
      },
    ],
    refusals: { gran_state: [INPUT, ...each('granules.ep', 'DELEGATED', 'PDEV')] },
  },
  RMI_GRANULE_RANGE_UNDELEGATE: {
    good: { 'granules.ep': 'DELEGATED' },
    input: { granule: 'pdev' },
    changes: { 'granules.ep': 'UNDELEGATED' },
    also: [
      {
        where: 'the other granule',
        state: { ...connected, 'granules.v0': 'DELEGATED' },
        input: { granule: 'vdev' },
        changes: { 'granules.v0': 'UNDELEGATED' },
      },
    ],
    refusals: { gran_state: [INPUT, ...each('granules.ep', 'UNDELEGATED', 'PDEV')] },
  },
  RMI_PDEV_CREATE: {
    good: { 'granules.ep': 'DELEGATED' },
    changes: { 'granules.ep': 'PDEV', 'pdevs.ep.state': 'NEW', 'pdevs.ep.comm': 'PENDING' },
    refusals: { pdev_gran_state: [INPUT, ...each('granules.ep', 'UNDELEGATED', 'PDEV')] },
  },
  RMI_PDEV_COMMUNICATE: {
    good: { ...pdev, 'pdevs.ep.state': 'NEW', 'pdevs.ep.comm': 'PENDING' },
    input: { status: 'NONE' },
    changes: { 'pdevs.ep.comm': 'ACTIVE', 'exchanges.ep.at': 'REQUEST' },
    also: [
      ...(['GENUINE', 'OTHER_DEVICE'] as const).map((whose) => ({
        where: `NEW, the chain of ${whose} received`,
        state: {
          'granules.ep': 'PDEV',
          'pdevs.ep.state': 'NEW',
          'pdevs.ep.comm': 'ACTIVE',
          'exchanges.ep.at': 'RESPONSE',
          'exchanges.ep.content': whose,
        },
        input: RESPONSE,
        changes: {
          'pdevs.ep.state': 'NEEDS_KEY',
          'pdevs.ep.comm': 'IDLE',
          'pdevs.ep.certificate': whose,
          'exchanges.ep.at': 'NONE',
          'exchanges.ep.content': 'NONE',
        },
      })),
      {
        where: 'HAS_KEY, the session established',
        state: {
          ...pdev,
          'pdevs.ep.state': 'HAS_KEY',
          'pdevs.ep.comm': 'ACTIVE',
          'exchanges.ep.at': 'RESPONSE',
        },
        input: RESPONSE,
        changes: { 'pdevs.ep.state': 'READY', 'pdevs.ep.comm': 'IDLE', 'exchanges.ep.at': 'NONE' },
      },
      ...(['CONNECT', 'DISCONNECT'] as const).map((op) => ({
        where: `READY, ${op} answered`,
        state: { ...pdev, 'pdevs.ep.op': op, 'pdevs.ep.comm': 'ACTIVE', 'exchanges.ep.at': 'RESPONSE' },
        input: RESPONSE,
        changes: { 'pdevs.ep.op': 'STREAM_COMPLETE', 'pdevs.ep.comm': 'IDLE', 'exchanges.ep.at': 'NONE' },
      })),
      ...(['NEW', 'NEEDS_KEY', 'HAS_KEY', 'READY', 'ERROR'] as const).flatMap((state) =>
        [RESPONSE, { status: 'ERROR' }].map((input) => ({
          where: `${state}, stopping, ${input.status}`,
          state: {
            ...pdev,
            'pdevs.ep.state': state,
            'pdevs.ep.op': 'STOP',
            'pdevs.ep.comm': 'ACTIVE',
            'exchanges.ep.at': 'RESPONSE',
          },
          input,
          changes: {
            'pdevs.ep.state': 'STOPPED',
            'pdevs.ep.op': 'NONE',
            'pdevs.ep.comm': 'IDLE',
            'exchanges.ep.at': 'NONE',
          },
        })),
      ),
      ...(['REQUEST', 'REFUSED'] as const).map((at) => ({
        where: `HAS_KEY, a fault with ${at} under way`,
        state: { ...pdev, 'pdevs.ep.state': 'HAS_KEY', 'pdevs.ep.comm': 'ACTIVE', 'exchanges.ep.at': at },
        input: { status: at === 'REFUSED' ? 'RESPONSE' : 'ERROR' },
        changes: { 'pdevs.ep.state': 'ERROR', 'pdevs.ep.comm': 'ERROR', 'exchanges.ep.at': 'NONE' },
      })),
    ],
    refusals: {
      pdev_gran_state: [INPUT, ...NOT_PDEV],
      comm_state: [DEVICE, ...each('pdevs.ep.comm', 'IDLE', 'ERROR')],
    },
    ordered: [['pdev_gran_state', 'comm_state']],
  },
  RMI_PDEV_SET_PUBKEY: {
    good: { ...pdev, 'pdevs.ep.state': 'NEEDS_KEY' },
    input: { key: 'GENUINE' },
    changes: { 'pdevs.ep.state': 'HAS_KEY', 'pdevs.ep.comm': 'PENDING', 'pdevs.ep.key': 'GENUINE' },
    also: [
      {
        where: "the other device's chain and key",
        state: { ...pdev, 'pdevs.ep.state': 'NEEDS_KEY', 'pdevs.ep.certificate': 'OTHER_DEVICE' },
        input: { key: 'OTHER_DEVICE' },
        changes: { 'pdevs.ep.state': 'HAS_KEY', 'pdevs.ep.comm': 'PENDING', 'pdevs.ep.key': 'OTHER_DEVICE' },
      },
    ],
    refusals: {
      pdev_gran_state: [INPUT, ...NOT_PDEV],
      pdev_state: [DEVICE, ...pdevState('NEEDS_KEY')],
      comm_state: [DEVICE, ...BUSY_PDEV],
      key_match: [DEVICE, ...each('pdevs.ep.certificate', 'OTHER_DEVICE', 'NONE')],
    },
    ordered: [
      ['pdev_gran_state', 'pdev_state'],
      ['pdev_gran_state', 'comm_state'],
      ['pdev_gran_state', 'key_match'],
      ['pdev_state', 'key_match'],
    ],
  },
  RMI_PDEV_ABORT: {
    good: { ...pdev, 'pdevs.ep.comm': 'ACTIVE', 'exchanges.ep.at': 'REQUEST' },
    changes: { 'pdevs.ep.comm': 'IDLE', 'exchanges.ep.at': 'NONE' },
    also: [
      {
        where: 'ERROR',
        state: { ...pdev, 'pdevs.ep.state': 'ERROR', 'pdevs.ep.comm': 'ERROR' },
        changes: { 'pdevs.ep.comm': 'IDLE' },
      },
      {
        where: 'a queued operation, which stays',
        state: { ...pdev, 'pdevs.ep.op': 'CONNECT', 'pdevs.ep.comm': 'PENDING' },
        changes: { 'pdevs.ep.comm': 'IDLE' },
      },
    ],
    refusals: {
      pdev_gran_state: [INPUT, ...NOT_PDEV],
      comm_state: [DEVICE, { 'pdevs.ep.comm': 'IDLE', 'exchanges.ep.at': 'NONE' }],
    },
    ordered: [['pdev_gran_state', 'comm_state']],
  },
  RMI_PDEV_STOP: {
    good: pdev,
    changes: { 'pdevs.ep.op': 'STOP', 'pdevs.ep.comm': 'PENDING' },
    also: (['NEW', 'NEEDS_KEY', 'HAS_KEY', 'STOPPED', 'ERROR'] as const).map((state) => ({
      where: state,
      state: { ...pdev, 'pdevs.ep.state': state },
      changes: { 'pdevs.ep.op': 'STOP', 'pdevs.ep.comm': 'PENDING' },
    })),
    refusals: {
      pdev_gran_state: [INPUT, ...NOT_PDEV],
      comm_state: [DEVICE, ...BUSY_PDEV],
      num_vdevs: [DEVICE, ...vdevState('NONE')],
      pdev_stream_live: [DEVICE, { 'streams.ep.state': 'CONNECTED' }],
    },
    ordered: [
      ['pdev_gran_state', 'comm_state'],
      ['pdev_gran_state', 'num_vdevs'],
      ['pdev_gran_state', 'pdev_stream_live'],
    ],
  },
  RMI_PDEV_DESTROY: {
    good: {
      ...pdev,
      'pdevs.ep.state': 'STOPPED',
      'pdevs.ep.key': 'GENUINE',
      'pdevs.ep.op': 'STOP',
      'pdevs.ep.comm': 'PENDING',
    },
    changes: {
      'granules.ep': 'DELEGATED',
      'pdevs.ep.state': 'NONE',
      'pdevs.ep.op': 'NONE',
      'pdevs.ep.comm': 'IDLE',
      'pdevs.ep.certificate': 'NONE',
      'pdevs.ep.key': 'NONE',
    },
    also: (['CONNECTING', 'DISCONNECTING'] as const).map((stream) => ({
      where: `a stream that is ${stream}, which goes with it`,
      state: { 'granules.ep': 'PDEV', 'pdevs.ep.state': 'STOPPED', 'streams.ep.state': stream },
      changes: { 'granules.ep': 'DELEGATED', 'pdevs.ep.state': 'NONE', 'streams.ep.state': 'DISCONNECTED' },
    })),
    refusals: {
      pdev_gran_state: [INPUT, ...NOT_PDEV],
      pdev_state: [DEVICE, ...pdevState('STOPPED')],
      pdev_stream_live: [DEVICE, { 'streams.ep.state': 'CONNECTED' }],
    },
    ordered: [
      ['pdev_gran_state', 'pdev_state'],
      ['pdev_gran_state', 'pdev_stream_live'],
    ],
  },
  RMI_PDEV_STREAM_CONNECT: {
    good: pdev,
    changes: { 'streams.ep.state': 'CONNECTING', 'pdevs.ep.op': 'CONNECT', 'pdevs.ep.comm': 'PENDING' },
    refusals: {
      pdev_gran_state: [INPUT, ...NOT_PDEV],
      pdev_1_state: [INPUT, ...pdevState('READY')],
      pdev_1_op: [INPUT, ...each('pdevs.ep.op', 'CONNECT', 'DISCONNECT', 'STREAM_COMPLETE', 'STOP')],
      pdev_1_comm_state: [INPUT, ...BUSY_PDEV],
      stream_type_exists: [INPUT, ...each('streams.ep.state', 'CONNECTING', 'CONNECTED', 'DISCONNECTING')],
    },
  },
  RMI_PDEV_STREAM_COMPLETE: {
    good: { ...pdev, 'streams.ep.state': 'CONNECTING', 'pdevs.ep.op': 'STREAM_COMPLETE' },
    changes: { 'streams.ep.state': 'CONNECTED', 'pdevs.ep.op': 'NONE' },
    also: [
      {
        where: 'DISCONNECTING',
        state: { ...pdev, 'streams.ep.state': 'DISCONNECTING', 'pdevs.ep.op': 'STREAM_COMPLETE' },
        changes: { 'streams.ep.state': 'DISCONNECTED', 'pdevs.ep.op': 'NONE' },
      },
    ],
    refusals: {
      pdev_gran_state: [INPUT, ...NOT_PDEV],
      stream_valid: [INPUT, { 'streams.ep.state': 'DISCONNECTED' }],
      stream_state: [DEVICE, { 'streams.ep.state': 'CONNECTED' }],
      pdev_1_state: [INPUT, ...pdevState('READY')],
      pdev_1_comm_state: [INPUT, ...BUSY_PDEV],
      complete: [DEVICE, ...each('pdevs.ep.op', 'NONE', 'CONNECT', 'DISCONNECT', 'STOP')],
    },
    ordered: [
      ['pdev_gran_state', 'stream_state'],
      ['pdev_gran_state', 'complete'],
    ],
  },
  RMI_PDEV_STREAM_DISCONNECT: {
    good: connected,
    changes: { 'streams.ep.state': 'DISCONNECTING', 'pdevs.ep.op': 'DISCONNECT', 'pdevs.ep.comm': 'PENDING' },
    also: [
      {
        where: 'a PDEV in ERROR, once its transaction was aborted',
        state: { ...connected, 'pdevs.ep.state': 'ERROR' },
        changes: {
          'streams.ep.state': 'DISCONNECTING',
          'pdevs.ep.op': 'DISCONNECT',
          'pdevs.ep.comm': 'PENDING',
        },
      },
    ],
    refusals: {
      pdev_gran_state: [INPUT, ...NOT_PDEV],
      stream_valid: [INPUT, { 'streams.ep.state': 'DISCONNECTED' }],
      stream_state: [DEVICE, ...each('streams.ep.state', 'CONNECTING', 'DISCONNECTING')],
      pdev_1_state: [INPUT, ...pdevState('READY', 'ERROR')],
      pdev_1_comm_state: [INPUT, ...BUSY_PDEV],
      num_vdevs: [DEVICE, ...vdevState('NONE')],
    },
    implied: [['stream_valid', 'stream_state']],
    ordered: [
      ['pdev_gran_state', 'stream_state'],
      ['pdev_gran_state', 'num_vdevs'],
    ],
  },
  RMI_VDEV_CREATE: {
    good: { ...connected, 'granules.v0': 'DELEGATED' },
    changes: {
      'granules.v0': 'VDEV',
      'vdevs.v0.state': 'NEW',
      'vdevs.v0.op': 'UNLOCK',
      'vdevs.v0.comm': 'PENDING',
    },
    refusals: {
      pdev_gran_state: [INPUT, ...NOT_PDEV],
      pdev_state: [DEVICE, ...pdevState('READY')],
      pdev_streams: [DEVICE, ...each('streams.ep.state', 'DISCONNECTED', 'CONNECTING', 'DISCONNECTING')],
      vdev_gran_state: [INPUT, ...each('granules.v0', 'UNDELEGATED', 'VDEV')],
    },
    ordered: [
      ['pdev_gran_state', 'pdev_state'],
      ['pdev_gran_state', 'pdev_streams'],
    ],
  },
  RMI_VDEV_COMMUNICATE: {
    good: { ...vdev, 'vdevs.v0.state': 'NEW', 'vdevs.v0.op': 'UNLOCK', 'vdevs.v0.comm': 'PENDING' },
    input: { status: 'NONE' },
    changes: { 'vdevs.v0.comm': 'ACTIVE', 'exchanges.ep.at': 'REQUEST' },
    also: [
      ...(['NEW', 'LOCKED', 'STARTED', 'ERROR'] as const).map((from) => ({
        where: `${from}, UNLOCK answered`,
        state: response('UNLOCK', from, { 'vdevs.v0.lockNonce': 1 }),
        input: RESPONSE,
        changes: { ...done, 'vdevs.v0.state': 'UNLOCKED' },
      })),
      {
        where: 'LOCK answered: a lock nonce that is new even to the guest, and no evidence of before',
        state: response('LOCK', 'UNLOCKED', {
          'vdevs.v0.lockNonce': 1,
          'guest.lockNonce': 2,
          'vdevs.v0.measNonce': 1,
          'vdevs.v0.measDigest': 'GENUINE',
          'vdevs.v0.reportNonce': 1,
          'vdevs.v0.reportDigest': 'ALTERED',
        }),
        input: RESPONSE,
        changes: {
          ...done,
          'vdevs.v0.state': 'LOCKED',
          'vdevs.v0.lockNonce': 3,
          'vdevs.v0.measNonce': 0,
          'vdevs.v0.measDigest': 'NONE',
          'vdevs.v0.reportNonce': 0,
          'vdevs.v0.reportDigest': 'NONE',
        },
      },
      {
        where: 'LOCKED, START answered',
        state: response('START', 'LOCKED'),
        input: RESPONSE,
        changes: { ...done, 'vdevs.v0.state': 'STARTED' },
      },
      ...(['UNLOCKED', 'LOCKED', 'STARTED', 'ERROR'] as const).map((state) => ({
        where: `${state}, GET_MEAS answered`,
        state: response('GET_MEAS', state, {
          'exchanges.ep.content': 'ALTERED',
          'vdevs.v0.measNonce': 1,
          'guest.measNonce': 1,
        }),
        input: RESPONSE,
        changes: {
          ...done,
          'exchanges.ep.content': 'NONE',
          'vdevs.v0.measNonce': 2,
          'vdevs.v0.measDigest': 'ALTERED',
        },
      })),
      ...(['LOCKED', 'STARTED'] as const).map((state) => ({
        where: `${state}, GET_REPORT answered`,
        state: response('GET_REPORT', state, {
          'exchanges.ep.content': 'GENUINE',
          'vdevs.v0.reportNonce': 1,
        }),
        input: RESPONSE,
        changes: {
          ...done,
          'exchanges.ep.content': 'NONE',
          'vdevs.v0.reportNonce': 2,
          'vdevs.v0.reportDigest': 'GENUINE',
        },
      })),
      {
        where: 'STARTED with DMA, a fault: DMA stays as it was',
        state: { ...response('GET_MEAS', 'STARTED'), 'vdevs.v0.dma': 'ENABLED' },
        input: { status: 'ERROR' },
        changes: { 'vdevs.v0.state': 'ERROR', 'vdevs.v0.comm': 'ERROR', 'exchanges.ep.at': 'NONE' },
      },
      {
        where: 'LOCK refused by the device',
        state: response('LOCK', 'UNLOCKED', { 'exchanges.ep.at': 'REFUSED' }),
        input: RESPONSE,
        changes: { 'vdevs.v0.state': 'ERROR', 'vdevs.v0.comm': 'ERROR', 'exchanges.ep.at': 'NONE' },
      },
    ],
    refusals: {
      pdev_gran_state: [INPUT, ...NOT_PDEV],
      vdev_gran_state: [INPUT, ...NOT_VDEV],
      comm_state: [DEVICE, ...each('vdevs.v0.comm', 'IDLE', 'ERROR')],
      busy: ['RMI_BUSY', { 'pdevs.ep.comm': 'ACTIVE' }],
    },
    ordered: granulesFirst('comm_state'),
  },
  RMI_VDEV_LOCK: {
    good: vdev,
    changes: { 'vdevs.v0.op': 'LOCK', 'vdevs.v0.comm': 'PENDING' },
    refusals: {
      pdev_gran_state: [INPUT, ...NOT_PDEV],
      vdev_gran_state: [INPUT, ...NOT_VDEV],
      vdev_state: [DEVICE, ...vdevState('UNLOCKED')],
      comm_state: [DEVICE, ...BUSY_VDEV],
    },
    ordered: granulesFirst('vdev_state', 'comm_state'),
  },
  RMI_VDEV_START: {
    good: locked,
    changes: { 'vdevs.v0.op': 'START', 'vdevs.v0.comm': 'PENDING' },
    refusals: {
      pdev_gran_state: [INPUT, ...NOT_PDEV],
      vdev_gran_state: [INPUT, ...NOT_VDEV],
      vdev_state: [DEVICE, ...vdevState('LOCKED')],
      comm_state: [DEVICE, ...BUSY_VDEV],
    },
    ordered: granulesFirst('vdev_state', 'comm_state'),
  },
  RMI_VDEV_UNLOCK: {
    good: { ...locked, 'vdevs.v0.state': 'STARTED', 'vdevs.v0.dma': 'ENABLED' },
    changes: { 'vdevs.v0.dma': 'DISABLED', 'vdevs.v0.op': 'UNLOCK', 'vdevs.v0.comm': 'PENDING' },
    also: (['LOCKED', 'ERROR'] as const).map((state) => ({
      where: state,
      state: { ...locked, 'vdevs.v0.state': state },
      changes: { 'vdevs.v0.op': 'UNLOCK', 'vdevs.v0.comm': 'PENDING' },
    })),
    refusals: {
      pdev_gran_state: [INPUT, ...NOT_PDEV],
      vdev_gran_state: [INPUT, ...NOT_VDEV],
      vdev_state: [DEVICE, ...vdevState('LOCKED', 'STARTED', 'ERROR')],
      comm_state: [DEVICE, ...BUSY_VDEV],
      gran_mapped: ['RMI_ERROR_GRANULE', mapped, { 'pages[0].output': 2 }],
    },
    ordered: granulesFirst('vdev_state', 'comm_state', 'gran_mapped'),
  },
  RMI_VDEV_GET_MEASUREMENTS: {
    good: vdev,
    changes: { 'vdevs.v0.op': 'GET_MEAS', 'vdevs.v0.comm': 'PENDING' },
    also: (['NEW', 'LOCKED', 'STARTED', 'ERROR'] as const).map((state) => ({
      where: state,
      state: { ...vdev, 'vdevs.v0.state': state },
      changes: { 'vdevs.v0.op': 'GET_MEAS', 'vdevs.v0.comm': 'PENDING' },
    })),
    refusals: {
      pdev_gran_state: [INPUT, ...NOT_PDEV],
      vdev_gran_state: [INPUT, ...NOT_VDEV],
      comm_state: [DEVICE, ...BUSY_VDEV],
    },
    ordered: granulesFirst('comm_state'),
  },
  RMI_VDEV_GET_INTERFACE_REPORT: {
    good: locked,
    changes: { 'vdevs.v0.op': 'GET_REPORT', 'vdevs.v0.comm': 'PENDING' },
    also: [
      {
        where: 'STARTED',
        state: { ...locked, 'vdevs.v0.state': 'STARTED' },
        changes: { 'vdevs.v0.op': 'GET_REPORT', 'vdevs.v0.comm': 'PENDING' },
      },
    ],
    refusals: {
      pdev_gran_state: [INPUT, ...NOT_PDEV],
      vdev_gran_state: [INPUT, ...NOT_VDEV],
      vdev_state: [DEVICE, ...vdevState('LOCKED', 'STARTED')],
      comm_state: [DEVICE, ...BUSY_VDEV],
    },
    ordered: granulesFirst('vdev_state', 'comm_state'),
  },
  RMI_VDEV_ABORT: {
    good: {
      ...locked,
      'vdevs.v0.op': 'START',
      'vdevs.v0.comm': 'ACTIVE',
      'exchanges.ep.at': 'REQUEST',
      'vdevs.v0.dma': 'ENABLED',
    },
    changes: { 'vdevs.v0.state': 'ERROR', 'vdevs.v0.comm': 'IDLE', 'exchanges.ep.at': 'NONE' },
    also: (['NEW', 'UNLOCKED', 'STARTED'] as const).map((state) => ({
      where: state,
      state: { ...vdev, 'vdevs.v0.state': state, 'vdevs.v0.comm': 'PENDING' },
      changes: { 'vdevs.v0.state': 'ERROR', 'vdevs.v0.comm': 'IDLE' },
    })),
    refusals: {
      pdev_gran_state: [INPUT, ...NOT_PDEV],
      vdev_gran_state: [INPUT, ...NOT_VDEV],
      comm_state: [DEVICE, { 'vdevs.v0.comm': 'IDLE', 'exchanges.ep.at': 'NONE' }],
    },
    ordered: granulesFirst('comm_state'),
  },
  RMI_VDEV_DESTROY: {
    good: {
      ...vdev,
      'vdevs.v0.state': 'ERROR',
      'vdevs.v0.op': 'LOCK',
      'vdevs.v0.comm': 'ACTIVE',
      'exchanges.ep.at': 'REQUEST',
      'vdevs.v0.dma': 'ENABLED',
      'vdevs.v0.lockNonce': 1,
      'vdevs.v0.measNonce': 1,
      'vdevs.v0.reportNonce': 1,
      'vdevs.v0.measDigest': 'GENUINE',
      'vdevs.v0.reportDigest': 'GENUINE',
    },
    changes: {
      'granules.v0': 'DELEGATED',
      'vdevs.v0.state': 'NONE',
      'vdevs.v0.op': 'NONE',
      'vdevs.v0.comm': 'IDLE',
      'vdevs.v0.dma': 'DISABLED',
      'vdevs.v0.lockNonce': 0,
      'vdevs.v0.measNonce': 0,
      'vdevs.v0.reportNonce': 0,
      'vdevs.v0.measDigest': 'NONE',
      'vdevs.v0.reportDigest': 'NONE',
      'exchanges.ep.at': 'NONE',
    },
    also: [
      {
        where: 'NEW, its first transaction pending',
        state: { ...vdev, 'vdevs.v0.state': 'NEW', 'vdevs.v0.op': 'UNLOCK', 'vdevs.v0.comm': 'PENDING' },
        changes: {
          'granules.v0': 'DELEGATED',
          'vdevs.v0.state': 'NONE',
          'vdevs.v0.op': 'NONE',
          'vdevs.v0.comm': 'IDLE',
        },
      },
      {
        where: "UNLOCKED, while the message under way is the PDEV's",
        state: { ...vdev, 'pdevs.ep.comm': 'ACTIVE', 'exchanges.ep.at': 'REQUEST' },
        changes: { 'granules.v0': 'DELEGATED', 'vdevs.v0.state': 'NONE' },
      },
    ],
    refusals: {
      pdev_gran_state: [INPUT, ...NOT_PDEV],
      vdev_gran_state: [INPUT, ...NOT_VDEV],
      vdev_state: [DEVICE, ...vdevState('NEW', 'UNLOCKED', 'ERROR')],
      gran_mapped: ['RMI_ERROR_GRANULE', mapped, { 'pages[0].output': 2 }],
    },
    ordered: granulesFirst('vdev_state', 'gran_mapped'),
  },
  RMI_VDEV_COMPLETE: {
    good: { ...vdev, 'rec.pending': 'VDEV_REQUEST' },
    changes: { 'rec.pending': 'VDEV_COMPLETE' },
    refusals: {
      vdev_gran_state: [INPUT, ...NOT_VDEV],
      pending: [INPUT, ...each('rec.pending', 'NONE', 'VDEV_COMPLETE', 'DEV_MEM', 'RIPAS')],
      comm_state: [DEVICE, ...BUSY_VDEV],
    },
    ordered: [
      ['vdev_gran_state', 'pending'],
      ['vdev_gran_state', 'comm_state'],
      ['pending', 'comm_state'],
    ],
  },
  RMI_RTT_DEV_MAP: {
    good: vdev,
    input: { page: 0, granule: 1 },
    changes: { 'pages[0].output': 2 },
    also: [
      {
        where: 'beside another page',
        state: { ...locked, ...mapped },
        input: { page: 0, granule: 0 },
        changes: { 'pages[0].output': 1 },
      },
    ],
    refusals: {
      vdev_gran_state: [INPUT, ...NOT_VDEV],
      rtte_state: ['RMI_ERROR_RTT', { 'pages[0].output': 1 }],
      gran_state: [INPUT, { 'pages[1].output': 2 }],
    },
    ordered: [['vdev_gran_state', 'rtte_state']],
  },
  RMI_RTT_DEV_VALIDATE: {
    good: {
      ...locked,
      'guest.report': 'GENUINE',
      'rec.pending': 'DEV_MEM',
      'pages[0].output': 1,
      'pages[1].output': 2,
    },
    input: { page: 0 },
    changes: { 'pages[0].ripas': 'DEV', 'rec.progress': 1 },
    also: [
      {
        where: 'the second page, STARTED',
        state: {
          ...locked,
          'vdevs.v0.state': 'STARTED',
          'guest.report': 'GENUINE',
          'rec.pending': 'DEV_MEM',
          'rec.progress': 1,
          'pages[1].output': 2,
        },
        input: { page: 1 },
        changes: { 'pages[1].ripas': 'DEV', 'rec.progress': 2 },
      },
    ],
    refusals: {
      pdev_gran_state: [INPUT, ...NOT_PDEV],
      vdev_gran_state: [INPUT, ...NOT_VDEV],
      base_bound: [
        INPUT,
        ...each('rec.pending', 'NONE', 'VDEV_REQUEST', 'VDEV_COMPLETE', 'RIPAS'),
        ...each('rec.progress', 1, 2),
      ],
      vdev_state: [DEVICE, ...vdevState('LOCKED', 'STARTED'), ...BUSY_VDEV],
      no_progress: ['RMI_ERROR_RTT', ...each('pages[0].ripas', 'DEV', 'DESTROYED')],
      linear_map: [
        'RMI_ERROR_RTT',
        ...each('pages[0].output', 0, 2),
        ...each('guest.report', 'NONE', 'ALTERED', 'OTHER_DEVICE'),
      ],
    },
    ordered: granulesFirst('vdev_state', 'linear_map'),
  },
  RMI_RTT_DEV_UNMAP: {
    good: { ...locked, 'pages[0].output': 2, 'pages[0].ripas': 'DEV' },
    input: { page: 0 },
    changes: { 'pages[0].output': 0, 'pages[0].ripas': 'DESTROYED' },
    also: (['EMPTY', 'DESTROYED'] as const).map((ripas) => ({
      where: `an entry that is ${ripas}`,
      state: { ...locked, 'pages[1].output': 1, 'pages[1].ripas': ripas },
      input: { page: 1 },
      changes: { 'pages[1].output': 0 },
    })),
    refusals: { rtte_state: ['RMI_ERROR_RTT', { 'pages[0].output': 0 }] },
  },
  RMI_RTT_SET_RIPAS: {
    good: { 'rec.pending': 'RIPAS', 'pages[0].ripas': 'DEV', 'pages[0].output': 1 },
    input: { page: 0 },
    changes: { 'pages[0].ripas': 'EMPTY', 'rec.progress': 1 },
    also: [
      {
        where: 'the second page, destroyed',
        state: { 'rec.pending': 'RIPAS', 'rec.progress': 1, 'pages[1].ripas': 'DESTROYED' },
        input: { page: 1 },
        changes: { 'pages[1].ripas': 'EMPTY', 'rec.progress': 2 },
      },
    ],
    refusals: {
      base_bound: [
        INPUT,
        ...each('rec.pending', 'NONE', 'VDEV_REQUEST', 'VDEV_COMPLETE', 'DEV_MEM'),
        ...each('rec.progress', 1, 2),
      ],
    },
  },
  RSI_VDEV_GET_INFO: {
    good: verified,
    changes: {},
    refusals: vdevIdOnly,
  },
  RSI_VDEV_DMA_ENABLE: {
    good: { ...verified, 'vdevs.v0.state': 'STARTED' },
    changes: { 'vdevs.v0.dma': 'ENABLED' },
    refusals: {
      vdev_id: ['RSI_ERROR_INPUT', ...NOT_COMPLETED],
      attest_info: ['RSI_ERROR_DEVICE', ...STALE_NONCES],
      vdev_state: ['RSI_ERROR_DEVICE', ...each('vdevs.v0.state', 'NEW', 'UNLOCKED', 'LOCKED', 'ERROR')],
      comm_state: ['RSI_ERROR_DEVICE', ...BUSY_VDEV],
    },
    ordered: [
      ['vdev_id', 'attest_info'],
      ['vdev_id', 'vdev_state'],
      ['vdev_id', 'comm_state'],
    ],
  },
  RSI_VDEV_DMA_DISABLE: {
    good: { ...verified, 'vdevs.v0.state': 'STARTED', 'vdevs.v0.dma': 'ENABLED' },
    changes: { 'vdevs.v0.dma': 'DISABLED' },
    also: (['NEW', 'UNLOCKED', 'LOCKED', 'ERROR'] as const).map((state) => ({
      where: `${state}, whatever the nonces`,
      state: { ...verified, 'guest.lockNonce': 2, 'vdevs.v0.state': state, 'vdevs.v0.dma': 'ENABLED' },
      changes: { 'vdevs.v0.dma': 'DISABLED' },
    })),
    refusals: vdevIdOnly,
  },
  RSI_VDEV_VALIDATE_MAPPING: {
    good: { ...verified, 'guest.next': 1 },
    changes: { 'rec.pending': 'DEV_MEM', 'rec.progress': 1 },
    also: [
      {
        where: 'STARTED, from the first page',
        state: { ...verified, 'vdevs.v0.state': 'STARTED' },
        changes: { 'rec.pending': 'DEV_MEM' },
      },
    ],
    refusals: {
      vdev_id: ['RSI_ERROR_INPUT', ...NOT_COMPLETED],
      state: ['RSI_ERROR_INPUT', ...each('vdevs.v0.state', 'NEW', 'UNLOCKED', 'ERROR')],
      attest_info: ['RSI_ERROR_DEVICE', ...STALE_NONCES],
    },
    ordered: [
      ['vdev_id', 'state'],
      ['vdev_id', 'attest_info'],
      ['state', 'attest_info'],
    ],
  },
};

const commands = makeCommands(makeCatalogue());
const names = Object.keys(sections) as CommandName[];
const commandOf = (name: CommandName): Command => commands[name] as unknown as Command;

/** Calls a command in a state and says what it answered and what is different. */
function call(name: CommandName, state: Fields, input: Input = {}) {
  const before = layout.fromObject(state);
  const after = before.slice();
  const status = attempt(commandOf(name), layout.view(after, before), input);
  return { status, changed: layout.diff(before, after) };
}

/** Every failing condition that a state meets, in the command's order. */
function met(name: CommandName, state: Fields, input: Input = {}): string[] {
  const view = layout.view(layout.fromObject(state)) as Seen;
  return (commandOf(name).refusals ?? []).filter((r) => r.when(view, input)).map((r) => r.id);
}

const words = (state: Fields): string =>
  Object.entries(state)
    .map(([path, value]) => `${path} ${String(value)}`)
    .join(', ');

const variants = (name: CommandName, id: string): readonly Fields[] =>
  sections[name].refusals[id]!.slice(1) as Fields[];
const statusOf = (name: CommandName, id: string): string => sections[name].refusals[id]![0];
const inFootprint = (name: CommandName, path: string): boolean =>
  commandOf(name).footprint.some(
    (part) => path === part || path.startsWith(`${part}.`) || path.startsWith(`${part}[`),
  );

describe('the table of commands', () => {
  it('has a section here for every command, and for every failing condition in its order', () => {
    const conditions = (table: object) => Object.entries(table).sort(([a], [b]) => a.localeCompare(b));
    expect(conditions(Object.fromEntries(names.map((n) => [n, Object.keys(sections[n].refusals)])))).toEqual(
      conditions(
        Object.fromEntries(
          Object.entries(commands).map(([n, c]) => [n, (c.refusals ?? []).map((r: { id: string }) => r.id)]),
        ),
      ),
    );
    for (const name of names)
      for (const id of Object.keys(sections[name].refusals)) expect(variants(name, id)).not.toEqual([]);
  });

  it('calls every command by its own name and lets the host call RMI and the realm RSI', () => {
    for (const name of names) {
      expect(commandOf(name).name).toBe(name);
      expect(commandOf(name).actor).toBe(name.startsWith('RMI_') ? 'host' : 'guest');
      expect(commandOf(name).cites.length, name).toBeGreaterThan(0);
    }
  });

  it('lists every input with which a command succeeds here', () => {
    for (const name of names) {
      const { input = {}, also = [] } = sections[name];
      for (const i of [input, ...also.map((s) => s.input ?? {})])
        expect(commandOf(name).inputs, name).toContainEqual(i);
    }
  });

  it('says which command has no such condition when a bug leaves out one that is not there', () => {
    expect(() => withoutRefusal(commands, 'RMI_VDEV_LOCK', 'key_match')).toThrow(
      new RangeError('RMI_VDEV_LOCK has no failing condition key_match'),
    );
  });

  it('loses exactly the condition that a bug leaves out', () => {
    const table = withoutRefusal(commands, 'RMI_VDEV_LOCK', 'vdev_state');
    expect(table.RMI_VDEV_LOCK.refusals?.map((r) => r.id)).toEqual([
      'pdev_gran_state',
      'vdev_gran_state',
      'comm_state',
    ]);
    expect({ ...table, RMI_VDEV_LOCK: commands.RMI_VDEV_LOCK }).toEqual(commands);
  });
});

/** Anything that a field can hold. */
function anythingIn({ scalar }: Field): fc.Arbitrary<FieldValue> {
  switch (scalar.kind) {
    case 'one-of':
      return fc.constantFrom(...scalar.names);
    case 'flag':
      return fc.boolean();
    case 'int':
      return fc.nat({ max: scalar.max });
    case 'fresh':
      return fc.nat({ max: 2 });
  }
}

/** A state in which the command succeeds, but for a few fields that hold anything. Most such states are unreachable. */
const anyStateNear = (good: Fields): fc.Arbitrary<Fields> =>
  fc
    .array(
      fc.constantFrom(...layout.fields).chain((f) => fc.tuple(fc.constant(f.path), anythingIn(f))),
      { maxLength: 8 },
    )
    .map((changes) => ({ ...good, ...Object.fromEntries(changes) }));

describe.each(names)('%s', (name) => {
  const section = sections[name];
  const successes: readonly Success[] = [
    {
      where: 'the plain case',
      state: section.good,
      changes: section.changes,
      ...(section.input ? { input: section.input } : {}),
    },
    ...(section.also ?? []),
  ];

  it.each(successes)(
    'succeeds and changes what its section says, no more: $where',
    ({ state, input, changes }) => {
      const { status, changed } = call(name, state, input);
      expect(status).toBe(name.startsWith('RMI_') ? 'RMI_SUCCESS' : 'RSI_SUCCESS');
      const values = Object.fromEntries(Object.entries(changed).map(([path, [, now]]) => [path, now]));
      expect(values).toEqual(changes);
      expect(Object.keys(changed).filter((path) => !inFootprint(name, path))).toEqual([]);
    },
  );

  const refusals = Object.keys(section.refusals).flatMap((id) =>
    variants(name, id).map((met) => ({ id, status: statusOf(name, id), met, because: words(met) })),
  );
  it.each(refusals)(
    'refuses for $id alone with $status and changes nothing: $because',
    ({ id, status, met: change }) => {
      const state = { ...section.good, ...change };
      const implied = (section.implied ?? []).filter(([one]) => one === id).map(([, other]) => other);
      expect(met(name, state, section.input)).toEqual([id, ...implied]);
      expect(call(name, state, section.input)).toEqual({ status, changed: {} });
    },
  );

  const ordered = (section.ordered ?? []).flatMap(([earlier, later]) =>
    variants(name, earlier).flatMap((a) =>
      variants(name, later).map((b) => ({ earlier, later, state: { ...section.good, ...b, ...a } })),
    ),
  );
  it.each(ordered)('decides by $earlier where $later is met too', ({ earlier, later, state }) => {
    expect(met(name, state, section.input)).toEqual(expect.arrayContaining([earlier, later]));
    expect(call(name, state, section.input)).toEqual({ status: statusOf(name, earlier), changed: {} });
  });

  it('keeps the laws of all commands in any state: the first condition met decides, a refusal changes nothing, only the footprint changes', () => {
    const seen = { refused: 0, succeeded: 0 };
    const inputs = commandOf(name).inputs;
    fc.assert(
      fc.property(anyStateNear(section.good), fc.constantFrom(...inputs), (state, input) => {
        const [first] = met(name, state, input);
        const { status, changed } = call(name, state, input);
        if (first !== undefined) {
          seen.refused++;
          expect({ status, changed }).toEqual({ status: statusOf(name, first), changed: {} });
          return;
        }
        seen.succeeded++;
        expect(status).toBe(name.startsWith('RMI_') ? 'RMI_SUCCESS' : 'RSI_SUCCESS');
        expect(Object.keys(changed).filter((path) => !inFootprint(name, path))).toEqual([]);
      }),
      { numRuns: 400, seed: 9 },
    );
    // The laws were put to the test only if both kinds of call were made.
    expect(seen.refused).toBeGreaterThan(5);
    expect(seen.succeeded).toBeGreaterThan(5);
  });
});
