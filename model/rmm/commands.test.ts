/**
 * Every command against its section of DEN0137, written down a second time by hand: where it succeeds and what that
 * changes, and for each failing condition what meets it alone. States are put together field by field, so that a
 * condition can be met alone even where no run of the model would get there.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Input } from '../../checker/contract.ts';
import type { Field, FieldValue } from '../../checker/fields.ts';
import { stopFromThreeStates } from '../../counterexamples/stop-from-three-states/bug.ts';
import { makeCatalogue } from '../evidence/catalogue.ts';
import { attempt } from '../rule.ts';
import { layoutFor, type Seen, type Size } from '../state.ts';
import { type CommandName, has, makeCommands, type RmiName } from './commands.ts';
import { commandOf, withoutRefusal } from './rewrite.ts';
import type { Rmm, Version } from './version.ts';

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
  /** In the order in which they are checked: the status, and all that can meet the condition; `i.x` is an argument. */
  readonly refusals: Readonly<Record<string, readonly [status: string, ...met: Fields[]]>>;
  /** Conditions that another one implies, so that they are never met alone: [condition, the one it implies]. */
  readonly implied?: readonly (readonly [string, string])[];
  /** Pairs that the text orders, the earlier first. */
  readonly ordered?: readonly (readonly [string, string])[];
}

const port: Fields = { 'granules.rp': 'PDEV', 'pdevs.rp.state': 'READY' };
const pdev: Fields = {
  ...port,
  'granules.ep': 'PDEV',
  'pdevs.ep.state': 'READY',
  'pdevs.ep.certificate': 'GENUINE',
  'pdevs.ep.maxNumVdevs': 2,
};
const connected: Fields = {
  ...pdev,
  'pdevs.ep.key': 'GENUINE',
  'streams.ep.state': 'CONNECTED',
  'devices.ep.ide': true,
};
const vdev: Fields = {
  ...connected,
  'granules.v0': 'VDEV',
  'vdevs.v0.state': 'UNLOCKED',
  'pdevs.ep.numVdevs': 1,
};
const locked: Fields = { ...vdev, 'vdevs.v0.state': 'LOCKED', 'vdevs.v0.lockNonce': 1 };
const verified: Fields = {
  ...locked,
  'vdevs.v0.measNonce': 1,
  'vdevs.v0.reportNonce': 1,
  'rec.lockNonce': 1,
  'rec.measNonce': 1,
  'rec.reportNonce': 1,
  'rec.pending': 'VDEV_COMPLETE',
};
const mapped: Fields = { 'pages[1].output': 2, 'deviceGranules[1].state': 'MAPPED' };

const each = (path: string, ...values: readonly FieldValue[]): Fields[] =>
  values.map((value) => ({ [path]: value }));
const WRONG_KINDS = ['UNDELEGATED', 'DELEGATED', 'OTHER_KIND'];
const NOT_PDEV = [...each('granules.ep', 'UNDELEGATED', 'DELEGATED'), ...each('i.pdev', ...WRONG_KINDS)];
const NOT_VDEV = [...each('granules.v0', 'UNDELEGATED', 'DELEGATED'), ...each('i.vdev', ...WRONG_KINDS)];
const BUSY_VDEV = each('vdevs.v0.comm', 'PENDING', 'ACTIVE', 'ERROR');
const BUSY_PDEV = each('pdevs.ep.comm', 'PENDING', 'ACTIVE', 'ERROR');
const INPUT = 'RMI_ERROR_INPUT';
const DEVICE = 'RMI_ERROR_DEVICE';

type Refusals = Section['refusals'];
const feat: Refusals = { feat: ['RMI_ERROR_NOT_SUPPORTED', { 'feat.da': 'FALSE' }] };
/** The conditions on a pointer, then the one on the granule that it leads to. */
const pointer = (name: string, argument: string, id: string, states: readonly Fields[]): Refusals => ({
  [`${name}_align`]: [INPUT, { [`i.${argument}`]: 'UNALIGNED' }],
  [`${name}_bound`]: [INPUT, ...each(`i.${argument}`, 'OUTSIDE_PA', 'MMIO')],
  [id]: [INPUT, ...states],
});
const aPdev = pointer('pdev', 'pdev', 'pdev_gran_state', NOT_PDEV);
const aVdev = pointer('vdev', 'vdev', 'vdev_gran_state', NOT_VDEV);
const anRd = pointer('rd', 'rd', 'rd_state', each('i.rd', ...WRONG_KINDS));
const aRec = pointer('rec', 'rec', 'rec_gran_state', each('i.rec', ...WRONG_KINDS));
const vdevRealm: Refusals = { vdev_realm: [INPUT, { 'i.rd': 'OTHER_REALM' }] };
const vdevPdev: Refusals = { vdev_pdev: [DEVICE, { 'i.pdev': 'rp' }] };
/** RD, PDEV and VDEV, where the PDEV is the VDEV's own unless it is named. */
const vdevArguments: Refusals = {
  ...feat,
  ...anRd,
  ...pointer('pdev', 'pdev', 'pdev_gran_state', each('i.pdev', ...WRONG_KINDS)),
  ...aVdev,
};
const buffer = (name: string, argument: string): Refusals => ({
  [`${name}_align`]: [INPUT, { [`i.${argument}`]: 'UNALIGNED' }],
  [`${name}_pas`]: [INPUT, ...each(`i.${argument}`, 'REALM_PAS', 'SECURE_PAS', 'UNTRACKED')],
});
const commBuffers: Refusals = {
  ...buffer('data', 'data'),
  ...buffer('req', 'req'),
  ...buffer('resp', 'rsp'),
  rsp_len: [INPUT, { 'i.rspLen': 'TOO_LONG' }],
};
const ends: Refusals = {
  ...feat,
  ...pointer('pdev_1', 'pdev_1', 'pdev_1_gran_state', [
    ...each('granules.ep', 'UNDELEGATED', 'DELEGATED'),
    ...each('i.pdev_1', ...WRONG_KINDS),
  ]),
  ...pointer('pdev_2', 'pdev_2', 'pdev_2_gran_state', [
    ...each('granules.rp', 'UNDELEGATED', 'DELEGATED'),
    ...each('i.pdev_2', ...WRONG_KINDS),
  ]),
};
const bothEnds = (id: string, field: string, ...values: readonly FieldValue[]): Refusals => ({
  [`pdev_1_${id}`]: [INPUT, ...each(`pdevs.ep.${field}`, ...values)],
  [`pdev_2_${id}`]: [INPUT, ...each(`pdevs.rp.${field}`, ...values)],
});
const NOT_READY = ['NONE', 'NEW', 'NEEDS_KEY', 'HAS_KEY', 'STOPPED', 'ERROR'];
const endsReady = bothEnds('state', 'state', ...NOT_READY);
const endsIdle = bothEnds('comm_state', 'comm', 'PENDING', 'ACTIVE', 'ERROR');
const STREAM_OPS = ['CONNECT', 'DISCONNECT', 'KEY_REFRESH', 'KEY_PURGE'];
const endsWithoutOp = bothEnds('op', 'op', ...STREAM_OPS, 'STREAM_COMPLETE', 'STOP');
const streamValid: Refusals = {
  stream_valid: [
    INPUT,
    { 'i.handle': 'WRONG' },
    { 'i.pdev_2': 'ep' },
    { 'streams.ep.state': 'DISCONNECTED' },
  ],
};
const streamConnected: Refusals = {
  stream_state: [
    DEVICE,
    ...each('streams.ep.state', 'CONNECTING', 'DISCONNECTING', 'KEY_REFRESHING', 'KEY_PURGING'),
  ],
};
const ipa: Refusals = {
  base_align: [INPUT, { 'i.ipa': 'UNALIGNED' }],
  base_bound: [INPUT, ...each('i.ipa', 'UNPROTECTED', 'OUTSIDE_IPA')],
};
const rttWalk: Refusals = {
  rtt_walk: ['RMI_ERROR_RTT(2)', { 'i.ipa': 'NO_TABLE' }],
  rtt_walk_root: ['RMI_ERROR_RTT(0)', { 'i.ipa': 'NO_ROOT_ENTRY' }],
};
const da: Refusals = { da_state: ['RSI_ERROR_STATE', { 'feat.realmDa': 'FALSE' }] };
const idInUse: Refusals = {
  vdev_id_free: ['RSI_ERROR_INPUT', { 'i.id': 1 }, { 'vdevs.v0.state': 'NONE' }, { 'vdevs.v0.id': 1 }],
};
const rsiArgument = (id: string, argument: string, ...values: readonly FieldValue[]): Refusals => ({
  [id]: ['RSI_ERROR_INPUT', ...each(`i.${argument}`, ...values)],
});
const NONCES = { lock: 1, meas: 1, report: 1 };

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
  (nonce): Fields => ({ [`rec.${nonce}`]: 2 }),
);

const sections = {
  RMI_GRANULE_RANGE_DELEGATE: {
    good: {},
    input: { granule: 'ep' },
    changes: { 'granules.ep': 'DELEGATED' },
    also: [
      {
        where: 'a granule of the device',
        state: { 'deviceGranules[0].state': 'UNDELEGATED' },
        input: { granule: 0 },
        changes: { 'deviceGranules[0].state': 'DELEGATED' },
      },
      {
        where: 'the other granule',
        state: connected,
        input: { granule: 'v0' },
        changes: { 'granules.v0': 'DELEGATED' },
      },
    ],
    refusals: { gran_state: [INPUT, ...each('granules.ep', 'DELEGATED', 'PDEV')] },
  },
  RMI_GRANULE_RANGE_UNDELEGATE: {
    good: { 'granules.ep': 'DELEGATED' },
    input: { granule: 'ep' },
    changes: { 'granules.ep': 'UNDELEGATED' },
    also: [
      {
        where: 'a granule of the device',
        state: { 'deviceGranules[0].state': 'DELEGATED' },
        input: { granule: 0 },
        changes: { 'deviceGranules[0].state': 'UNDELEGATED' },
      },
      {
        where: 'the other granule',
        state: { ...connected, 'granules.v0': 'DELEGATED' },
        input: { granule: 'v0' },
        changes: { 'granules.v0': 'UNDELEGATED' },
      },
    ],
    refusals: { gran_state: [INPUT, ...each('granules.ep', 'UNDELEGATED', 'PDEV')] },
  },
  RMI_PDEV_CREATE: {
    good: { 'granules.ep': 'DELEGATED' },
    input: { pdev: 'ep', rids: 2 },
    changes: {
      'granules.ep': 'PDEV',
      'pdevs.ep.state': 'NEW',
      'pdevs.ep.comm': 'PENDING',
      'pdevs.ep.maxNumVdevs': 2,
    },
    also: [
      {
        where: 'a root port, which has no VDEVs',
        state: { 'granules.rp': 'DELEGATED' },
        input: { pdev: 'rp' },
        changes: { 'granules.rp': 'PDEV', 'pdevs.rp.state': 'NEW', 'pdevs.rp.comm': 'PENDING' },
      },
    ],
    refusals: {
      ...feat,
      ...pointer('pdev', 'pdev', 'pdev_state', [
        ...each('granules.ep', 'UNDELEGATED', 'PDEV'),
        ...each('i.pdev', 'UNDELEGATED', 'OTHER_KIND'),
      ]),
      ...buffer('params', 'params'),
      params_valid: [
        INPUT,
        ...each(
          'i.contents',
          'RESERVED_FLAG',
          'PDEV_ID_OVER_16_BITS',
          'PDEV_ID_UNKNOWN',
          'HB_BASE_UNKNOWN',
          'RID_RANGE_EMPTY',
          'HASH_ALGO',
          'ROUTING_ID',
        ),
      ],
      flags_supp: [INPUT, ...each('i.contents', 'NOT_SPDM', 'ON_CHIP', 'CATEGORY_3')],
      max_num_vdevs: [INPUT, { 'i.contents': 'TOO_MANY_VDEVS' }],
    },
    ordered: [['feat', 'pdev_state']],
  },
  RMI_PDEV_COMMUNICATE: {
    good: { ...pdev, 'pdevs.ep.state': 'NEW', 'pdevs.ep.comm': 'PENDING' },
    input: { pdev: 'ep', status: 'NONE' },
    changes: { 'pdevs.ep.comm': 'ACTIVE', 'exchanges.ep.at': 'REQUEST' },
    also: [
      {
        where: 'NEW, another request',
        state: { ...pdev, 'pdevs.ep.state': 'NEW', 'pdevs.ep.comm': 'ACTIVE', 'exchanges.ep.at': 'RESPONSE' },
        input: { status: 'RESPONSE', more: true },
        changes: { 'exchanges.ep.at': 'REQUEST' },
      },
      {
        where: 'a queued transaction that the host gives up',
        state: { ...pdev, 'pdevs.ep.state': 'NEW', 'pdevs.ep.comm': 'PENDING' },
        input: { status: 'ERROR' },
        changes: { 'pdevs.ep.state': 'ERROR', 'pdevs.ep.comm': 'ERROR' },
      },
      {
        where: 'a root port, NEW',
        state: { 'granules.rp': 'PDEV', 'pdevs.rp.state': 'NEW', 'pdevs.rp.comm': 'PENDING' },
        input: { pdev: 'rp' },
        changes: { 'pdevs.rp.state': 'READY', 'pdevs.rp.comm': 'IDLE' },
      },
      {
        where: 'a root port that must wait for the other end',
        state: { ...port, 'pdevs.rp.op': 'CONNECT', 'pdevs.rp.comm': 'PENDING' },
        input: { pdev: 'rp', more: true },
        changes: { 'pdevs.rp.comm': 'ACTIVE' },
      },
      {
        where: 'a root port whose part in a stream is done',
        state: { ...port, 'pdevs.rp.op': 'CONNECT', 'pdevs.rp.comm': 'ACTIVE' },
        input: { pdev: 'rp', status: 'RESPONSE' },
        changes: { 'pdevs.rp.op': 'STREAM_COMPLETE', 'pdevs.rp.comm': 'IDLE' },
      },
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
      ...(['CONNECT', 'DISCONNECT', 'KEY_REFRESH', 'KEY_PURGE'] as const).map((op) => ({
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
      ...feat,
      ...aPdev,
      ...commBuffers,
      comm_state: [DEVICE, ...each('pdevs.ep.comm', 'IDLE', 'ERROR')],
      busy: ['RMI_BUSY', { 'granules.v0': 'VDEV', 'vdevs.v0.state': 'UNLOCKED', 'vdevs.v0.comm': 'ACTIVE' }],
    },
    ordered: [['pdev_gran_state', 'comm_state']],
  },
  RMI_PDEV_SET_PUBKEY: {
    good: { ...pdev, 'pdevs.ep.state': 'NEEDS_KEY' },
    input: { pdev: 'ep', key: 'GENUINE' },
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
      ...feat,
      ...aPdev,
      ...buffer('params', 'params'),
      params_valid: [INPUT, { 'i.contents': 'ALGO' }],
      key_len: [INPUT, { 'i.contents': 'KEY_LEN' }],
      metadata_len: [INPUT, { 'i.contents': 'METADATA_LEN' }],
      key_valid: [INPUT, { 'i.contents': 'KEY' }],
      pdev_state: [DEVICE, ...pdevState('NEEDS_KEY')],
      key_match: [DEVICE, ...each('pdevs.ep.certificate', 'OTHER_DEVICE', 'NONE')],
    },
    ordered: [
      ['pdev_gran_state', 'pdev_state'],
      ['pdev_gran_state', 'key_match'],
      ['pdev_state', 'key_match'],
    ],
  },
  RMI_PDEV_ABORT: {
    good: { ...pdev, 'pdevs.ep.comm': 'ACTIVE', 'exchanges.ep.at': 'REQUEST' },
    input: { pdev: 'ep' },
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
      ...feat,
      ...aPdev,
      comm_state: [DEVICE, { 'pdevs.ep.comm': 'IDLE', 'exchanges.ep.at': 'NONE' }],
    },
    ordered: [['pdev_gran_state', 'comm_state']],
  },
  RMI_PDEV_STOP: {
    good: pdev,
    input: { pdev: 'ep' },
    changes: { 'pdevs.ep.op': 'STOP', 'pdevs.ep.comm': 'PENDING' },
    also: (['NEW', 'NEEDS_KEY', 'HAS_KEY', 'STOPPED', 'ERROR'] as const).map((state) => ({
      where: state,
      state: { ...pdev, 'pdevs.ep.state': state },
      changes: { 'pdevs.ep.op': 'STOP', 'pdevs.ep.comm': 'PENDING' },
    })),
    refusals: {
      ...feat,
      ...aPdev,
      comm_state: [DEVICE, ...BUSY_PDEV],
      num_vdevs: [DEVICE, ...each('pdevs.ep.numVdevs', 1, 2)],
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
    input: { pdev: 'ep' },
    changes: {
      'pdevs.ep.maxNumVdevs': 0,
      'granules.ep': 'DELEGATED',
      'pdevs.ep.state': 'NONE',
      'pdevs.ep.op': 'NONE',
      'pdevs.ep.comm': 'IDLE',
      'pdevs.ep.certificate': 'NONE',
      'pdevs.ep.key': 'NONE',
    },
    also: (['CONNECTING', 'DISCONNECTING', 'KEY_REFRESHING', 'KEY_PURGING'] as const).map((stream) => ({
      where: `a stream that is ${stream}, which goes with it, as does the root port's part in it`,
      state: {
        ...port,
        'granules.ep': 'PDEV',
        'pdevs.ep.state': 'STOPPED',
        'streams.ep.state': stream,
        'pdevs.rp.op': 'CONNECT',
        'pdevs.rp.comm': 'PENDING',
      },
      changes: {
        'granules.ep': 'DELEGATED',
        'pdevs.ep.state': 'NONE',
        'streams.ep.state': 'DISCONNECTED',
        'pdevs.rp.op': 'NONE',
        'pdevs.rp.comm': 'IDLE',
      },
    })),
    refusals: {
      ...feat,
      ...aPdev,
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
    input: { pdev_1: 'ep' },
    changes: {
      'streams.ep.state': 'CONNECTING',
      'pdevs.ep.op': 'CONNECT',
      'pdevs.ep.comm': 'PENDING',
      'pdevs.rp.op': 'CONNECT',
      'pdevs.rp.comm': 'PENDING',
    },
    refusals: {
      ...feat,
      ...buffer('params', 'params'),
      params_valid: [
        INPUT,
        ...each('i.contents', 'NUM_ADDR_RANGE', 'ADDR_RANGE', 'IDE_SID'),
        { 'i.type': 'UNKNOWN' },
      ],
      feat_non_tee_stream: ['RMI_ERROR_NOT_SUPPORTED', ...each('i.type', 'NON_TEE', 'COH')],
      ...ends,
      pdev_1_category: [INPUT, { ...port, 'i.pdev_1': 'rp' }],
      pdev_2_category: [INPUT, { 'i.pdev_2': 'ep' }],
      ...endsReady,
      ...endsWithoutOp,
      ...endsIdle,
      stream_type_exists: [
        INPUT,
        ...each(
          'streams.ep.state',
          'CONNECTING',
          'CONNECTED',
          'DISCONNECTING',
          'KEY_REFRESHING',
          'KEY_PURGING',
        ),
      ],
    },
  },
  RMI_PDEV_STREAM_COMPLETE: {
    good: {
      ...pdev,
      'streams.ep.state': 'CONNECTING',
      'pdevs.ep.op': 'STREAM_COMPLETE',
      'pdevs.rp.op': 'STREAM_COMPLETE',
    },
    input: { pdev_1: 'ep' },
    changes: { 'streams.ep.state': 'CONNECTED', 'pdevs.ep.op': 'NONE', 'pdevs.rp.op': 'NONE' },
    also: (['DISCONNECTING', 'KEY_REFRESHING', 'KEY_PURGING'] as const).map((state) => ({
      where: state,
      state: {
        ...pdev,
        'streams.ep.state': state,
        'pdevs.ep.op': 'STREAM_COMPLETE',
        'pdevs.rp.op': 'STREAM_COMPLETE',
      },
      changes: {
        'streams.ep.state': state === 'DISCONNECTING' ? 'DISCONNECTED' : 'CONNECTED',
        'pdevs.ep.op': 'NONE',
        'pdevs.rp.op': 'NONE',
      },
    })),
    refusals: {
      ...ends,
      ...streamValid,
      ...endsReady,
      ...endsIdle,
      complete: [
        DEVICE,
        ...each('pdevs.ep.op', 'NONE', ...STREAM_OPS, 'STOP'),
        ...each('pdevs.rp.op', 'NONE', ...STREAM_OPS, 'STOP'),
      ],
      stream_state: [DEVICE, { 'streams.ep.state': 'CONNECTED' }],
    },
  },
  RMI_PDEV_STREAM_DISCONNECT: {
    good: connected,
    input: { pdev_1: 'ep' },
    changes: {
      'streams.ep.state': 'DISCONNECTING',
      'pdevs.ep.op': 'DISCONNECT',
      'pdevs.ep.comm': 'PENDING',
      'pdevs.rp.op': 'DISCONNECT',
      'pdevs.rp.comm': 'PENDING',
    },
    also: [
      {
        where: 'a PDEV in ERROR, once its transaction was aborted',
        state: { ...connected, 'pdevs.ep.state': 'ERROR' },
        changes: {
          'streams.ep.state': 'DISCONNECTING',
          'pdevs.ep.op': 'DISCONNECT',
          'pdevs.ep.comm': 'PENDING',
          'pdevs.rp.op': 'DISCONNECT',
          'pdevs.rp.comm': 'PENDING',
        },
      },
    ],
    refusals: {
      ...ends,
      ...streamValid,
      ...streamConnected,
      ...bothEnds('state', 'state', 'NONE', 'NEW', 'NEEDS_KEY', 'HAS_KEY', 'STOPPED'),
      ...endsIdle,
      num_vdevs: [DEVICE, ...each('pdevs.ep.numVdevs', 1, 2)],
    },
    implied: [['stream_valid', 'stream_state']],
  },
  ...Object.fromEntries(
    (['KEY_REFRESH', 'KEY_PURGE'] as const).map((op): [string, Section] => [
      `RMI_PDEV_STREAM_${op}`,
      {
        good: connected,
        input: { pdev_1: 'ep' },
        changes: {
          'streams.ep.state': `${op}ING`.replace('PURGEING', 'PURGING'),
          'pdevs.ep.op': op,
          'pdevs.ep.comm': 'PENDING',
          'pdevs.rp.op': op,
          'pdevs.rp.comm': 'PENDING',
        },
        refusals: {
          ...ends,
          ...streamValid,
          ...endsReady,
          ...endsWithoutOp,
          ...endsIdle,
          ...streamConnected,
        },
        implied: [['stream_valid', 'stream_state']],
      },
    ]),
  ),
  RMI_PDEV_GET_STATE: {
    good: pdev,
    input: { pdev: 'ep' },
    changes: {},
    refusals: { ...feat, ...aPdev },
  },
  RMI_VDEV_GET_STATE: {
    good: vdev,
    input: { vdev: 'v0' },
    changes: {},
    refusals: { ...feat, ...aVdev },
  },
  RMI_VDEV_CREATE: {
    good: { ...connected, 'granules.v0': 'DELEGATED' },
    input: { pdev: 'ep', vdev: 'v0' },
    changes: {
      'granules.v0': 'VDEV',
      'vdevs.v0.state': 'NEW',
      'vdevs.v0.op': 'UNLOCK',
      'vdevs.v0.comm': 'PENDING',
      'pdevs.ep.numVdevs': 1,
    },
    also: [
      {
        where: 'a second one, under the next id and TDI and without ranges',
        state: { ...vdev, 'granules.v1': 'DELEGATED' },
        input: { vdev: 'v1' },
        changes: {
          'granules.v1': 'VDEV',
          'vdevs.v1.state': 'NEW',
          'vdevs.v1.op': 'UNLOCK',
          'vdevs.v1.comm': 'PENDING',
          'vdevs.v1.id': 1,
          'vdevs.v1.tdi': 1,
          'vdevs.v1.ranges': 'NONE',
          'pdevs.ep.numVdevs': 2,
        },
      },
    ],
    refusals: {
      ...feat,
      ...pointer('rd', 'rd', 'rd_state', each('i.rd', ...WRONG_KINDS)),
      ...aPdev,
      ...pointer('vdev', 'vdev', 'vdev_gran_state', [
        ...each('granules.v0', 'UNDELEGATED', 'VDEV'),
        ...each('i.vdev', 'UNDELEGATED', 'OTHER_KIND'),
      ]),
      ...buffer('params', 'params'),
      params_valid: [INPUT, ...each('i.contents', 'NUM_ADDR_RANGE', 'FLAGS')],
      addr_range_valid: [INPUT, { 'i.contents': 'EMPTY_RANGE' }],
      vsmmu_state: [INPUT, { 'i.contents': 'VSMMU' }],
      da_en: ['RMI_ERROR_REALM', { 'feat.realmDa': 'FALSE' }],
      pdev_category: [DEVICE, { 'i.pdev': 'rp' }],
      pdev_state: [DEVICE, ...pdevState('READY')],
      pdev_streams: [
        DEVICE,
        ...each(
          'streams.ep.state',
          'DISCONNECTED',
          'CONNECTING',
          'DISCONNECTING',
          'KEY_REFRESHING',
          'KEY_PURGING',
        ),
      ],
      pdev_num_vdevs: [DEVICE, { 'pdevs.ep.numVdevs': 2 }],
      tdi_id_bound: [INPUT, { 'i.tdi': 2 }, { 'i.contents': 'TDI_BELOW_RANGE' }],
      vdev_id_free: [INPUT, { 'vdevs.v1.state': 'NEW', 'vdevs.v1.tdi': 1, 'vdevs.v1.ranges': 'NONE' }],
      tdi_id_free: [INPUT, { 'vdevs.v1.state': 'NEW', 'vdevs.v1.id': 1, 'vdevs.v1.ranges': 'NONE' }],
      addr_range_overlap: [INPUT, { 'vdevs.v1.state': 'NEW', 'vdevs.v1.id': 1, 'vdevs.v1.tdi': 1 }],
      psmmu_st_l2: [INPUT, { 'psmmu.l2': 'ABSENT' }],
    },
    // A root port has no VDEVs, nor TDIs.
    implied: [
      ['pdev_category', 'pdev_num_vdevs'],
      ['pdev_category', 'tdi_id_bound'],
    ],
    ordered: [
      ['pdev_gran_state', 'pdev_state'],
      ['pdev_gran_state', 'pdev_streams'],
      ['pdev_gran_state', 'pdev_num_vdevs'],
      ['rd_state', 'da_en'],
      ['feat', 'da_en'],
      ['feat', 'pdev_state'],
    ],
  },
  RMI_VDEV_COMMUNICATE: {
    good: { ...vdev, 'vdevs.v0.state': 'NEW', 'vdevs.v0.op': 'UNLOCK', 'vdevs.v0.comm': 'PENDING' },
    input: { vdev: 'v0', status: 'NONE' },
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
          'rec.lockNonce': 2,
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
          'rec.measNonce': 1,
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
      ...vdevArguments,
      ...vdevRealm,
      ...commBuffers,
      ...vdevPdev,
      comm_state: [DEVICE, ...each('vdevs.v0.comm', 'IDLE', 'ERROR')],
      busy: [
        'RMI_BUSY',
        { 'pdevs.ep.comm': 'ACTIVE' },
        { 'vdevs.v1.state': 'UNLOCKED', 'vdevs.v1.comm': 'ACTIVE' },
      ],
    },
    ordered: granulesFirst('comm_state'),
  },
  RMI_VDEV_LOCK: {
    good: vdev,
    input: { vdev: 'v0' },
    changes: { 'vdevs.v0.op': 'LOCK', 'vdevs.v0.comm': 'PENDING' },
    refusals: {
      ...vdevArguments,
      ...vdevRealm,
      ...vdevPdev,
      vdev_state: [DEVICE, ...vdevState('UNLOCKED')],
      comm_state: [DEVICE, ...BUSY_VDEV],
    },
    ordered: granulesFirst('vdev_state', 'comm_state'),
  },
  RMI_VDEV_START: {
    good: locked,
    input: { vdev: 'v0' },
    changes: { 'vdevs.v0.op': 'START', 'vdevs.v0.comm': 'PENDING' },
    refusals: {
      ...vdevArguments,
      ...vdevRealm,
      ...vdevPdev,
      vdev_state: [DEVICE, ...vdevState('LOCKED')],
      comm_state: [DEVICE, ...BUSY_VDEV],
    },
    ordered: granulesFirst('vdev_state', 'comm_state'),
  },
  RMI_VDEV_UNLOCK: {
    good: { ...locked, 'vdevs.v0.state': 'STARTED', 'vdevs.v0.dma': 'ENABLED' },
    input: { vdev: 'v0' },
    changes: { 'vdevs.v0.dma': 'DISABLED', 'vdevs.v0.op': 'UNLOCK', 'vdevs.v0.comm': 'PENDING' },
    also: (['LOCKED', 'ERROR'] as const).map((state) => ({
      where: state,
      state: { ...locked, 'vdevs.v0.state': state },
      changes: { 'vdevs.v0.op': 'UNLOCK', 'vdevs.v0.comm': 'PENDING' },
    })),
    refusals: {
      ...vdevArguments,
      ...vdevRealm,
      ...vdevPdev,
      vdev_state: [DEVICE, ...vdevState('LOCKED', 'STARTED', 'ERROR')],
      comm_state: [DEVICE, ...BUSY_VDEV],
      gran_mapped: ['RMI_ERROR_GRANULE', mapped, { 'deviceGranules[0].state': 'MAPPED' }],
    },
    ordered: granulesFirst('vdev_state', 'comm_state', 'gran_mapped'),
  },
  RMI_VDEV_GET_MEASUREMENTS: {
    good: vdev,
    input: { vdev: 'v0' },
    changes: { 'vdevs.v0.op': 'GET_MEAS', 'vdevs.v0.comm': 'PENDING' },
    also: (['NEW', 'LOCKED', 'STARTED', 'ERROR'] as const).map((state) => ({
      where: state,
      state: { ...vdev, 'vdevs.v0.state': state },
      changes: { 'vdevs.v0.op': 'GET_MEAS', 'vdevs.v0.comm': 'PENDING' },
    })),
    refusals: {
      ...vdevArguments,
      ...vdevRealm,
      ...buffer('params', 'params'),
      ...vdevPdev,
      comm_state: [DEVICE, ...BUSY_VDEV],
    },
    ordered: granulesFirst('comm_state'),
  },
  RMI_VDEV_GET_INTERFACE_REPORT: {
    good: locked,
    input: { vdev: 'v0' },
    changes: { 'vdevs.v0.op': 'GET_REPORT', 'vdevs.v0.comm': 'PENDING' },
    also: [
      {
        where: 'STARTED',
        state: { ...locked, 'vdevs.v0.state': 'STARTED' },
        changes: { 'vdevs.v0.op': 'GET_REPORT', 'vdevs.v0.comm': 'PENDING' },
      },
    ],
    refusals: {
      ...vdevArguments,
      ...vdevRealm,
      ...vdevPdev,
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
    input: { vdev: 'v0' },
    changes: { 'vdevs.v0.state': 'ERROR', 'vdevs.v0.comm': 'IDLE', 'exchanges.ep.at': 'NONE' },
    also: (['NEW', 'UNLOCKED', 'STARTED'] as const).map((state) => ({
      where: state,
      state: { ...vdev, 'vdevs.v0.state': state, 'vdevs.v0.comm': 'PENDING' },
      changes: { 'vdevs.v0.state': 'ERROR', 'vdevs.v0.comm': 'IDLE' },
    })),
    refusals: {
      ...vdevArguments,
      ...vdevRealm,
      ...vdevPdev,
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
    input: { vdev: 'v0' },
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
      'pdevs.ep.numVdevs': 0,
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
          'pdevs.ep.numVdevs': 0,
        },
      },
      {
        where: "UNLOCKED, while the message under way is the PDEV's",
        state: { ...vdev, 'pdevs.ep.comm': 'ACTIVE', 'exchanges.ep.at': 'REQUEST' },
        changes: { 'granules.v0': 'DELEGATED', 'vdevs.v0.state': 'NONE', 'pdevs.ep.numVdevs': 0 },
      },
    ],
    refusals: {
      ...vdevArguments,
      vdev_realm: [DEVICE, { 'i.rd': 'OTHER_REALM' }],
      ...vdevPdev,
      vdev_state: [DEVICE, ...vdevState('NEW', 'UNLOCKED', 'ERROR')],
      gran_mapped: ['RMI_ERROR_GRANULE', mapped, { 'deviceGranules[0].state': 'MAPPED' }],
    },
    ordered: granulesFirst('vdev_state', 'gran_mapped'),
  },
  RMI_VDEV_COMPLETE: {
    good: { ...vdev, 'rec.pending': 'VDEV_REQUEST' },
    input: { vdev: 'v0' },
    changes: { 'rec.pending': 'VDEV_COMPLETE' },
    refusals: {
      ...feat,
      ...aRec,
      ...aVdev,
      pending: [INPUT, ...each('rec.pending', 'NONE', 'VDEV_COMPLETE', 'DEV_MEM', 'RIPAS')],
      owner: [INPUT, { 'i.rec': 'OTHER_REC' }],
      vdev_id: [INPUT, { 'rec.id': 1 }, { 'vdevs.v0.id': 1 }],
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
    input: { vdev: 'v0', page: 0, granule: 1 },
    changes: { 'pages[0].output': 2, 'deviceGranules[1].state': 'MAPPED' },
    also: [
      {
        where: 'beside another page',
        state: { ...locked, ...mapped },
        input: { page: 0, granule: 0 },
        changes: { 'pages[0].output': 1, 'deviceGranules[0].state': 'MAPPED' },
      },
    ],
    refusals: {
      ...feat,
      ...anRd,
      ...aVdev,
      ...vdevRealm,
      ...ipa,
      addr_align: [INPUT, ...each('i.pa', 'UNALIGNED', 'OUTSIDE_PA')],
      ...rttWalk,
      addr_range: [INPUT, { 'vdevs.v0.ranges': 'NONE' }],
      rtte_state: [
        'RMI_ERROR_RTT(3)',
        { 'pages[0].output': 1 },
        { 'pages[0].ripas': 'RAM' },
        { 'i.ipa': 'RAM' },
      ],
      gran_state: [INPUT, mapped, { 'deviceGranules[1].state': 'UNDELEGATED' }],
    },
    ordered: [['vdev_gran_state', 'rtte_state']],
  },
  RMI_RTT_DEV_VALIDATE: {
    good: {
      ...locked,
      'rec.pending': 'DEV_MEM',
      'rec.top': 2,
      'rec.output': 1,
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
          'rec.pending': 'DEV_MEM',
          'rec.top': 2,
          'rec.output': 1,
          'rec.progress': 1,
          'pages[1].output': 2,
        },
        input: { page: 1 },
        changes: { 'pages[1].ripas': 'DEV', 'rec.progress': 2 },
      },
    ],
    refusals: {
      ...feat,
      ...anRd,
      ...aRec,
      size_valid: [INPUT, { 'i.top': 'BELOW_BASE' }],
      top_gran_align: [INPUT, { 'i.top': 'UNALIGNED' }],
      rec_state: ['RMI_ERROR_REC', { 'i.rec': 'RUNNING' }],
      rec_owner: ['RMI_ERROR_REC', { 'i.rec': 'OTHER_REC' }],
      base_bound: [
        INPUT,
        ...each('rec.pending', 'NONE', 'VDEV_REQUEST', 'VDEV_COMPLETE', 'RIPAS'),
        ...each('rec.progress', 1, 2),
        { 'rec.top': 0 },
        { 'i.rd': 'OTHER_REALM', 'i.rec': 'OTHER_REC' },
        ...each('i.ipa', 'UNALIGNED', 'UNPROTECTED', 'OUTSIDE_IPA', 'RAM'),
      ],
      top_bound: [INPUT, { 'i.top': 'ABOVE_REQUEST' }],
      vdev_state: [DEVICE, ...vdevState('LOCKED', 'STARTED'), ...BUSY_VDEV],
      ...rttWalk,
      no_progress: ['RMI_ERROR_RTT(3)', ...each('pages[0].ripas', 'RAM', 'DEV', 'DESTROYED')],
      linear_map: ['RMI_ERROR_RTT(3)', ...each('pages[0].output', 0, 2), ...each('rec.output', 0, 2)],
    },
  },
  RMI_RTT_DEV_UNMAP: {
    good: { ...locked, 'pages[0].output': 2, 'deviceGranules[1].state': 'MAPPED', 'pages[0].ripas': 'DEV' },
    input: { page: 0 },
    changes: { 'pages[0].output': 0, 'deviceGranules[1].state': 'DELEGATED', 'pages[0].ripas': 'DESTROYED' },
    also: (['EMPTY', 'DESTROYED'] as const).map((ripas) => ({
      where: `an entry that is ${ripas}`,
      state: {
        ...locked,
        'pages[1].output': 1,
        'deviceGranules[0].state': 'MAPPED',
        'pages[1].ripas': ripas,
      },
      input: { page: 1 },
      changes: { 'pages[1].output': 0, 'deviceGranules[0].state': 'DELEGATED' },
    })),
    refusals: {
      ...feat,
      ...anRd,
      ...ipa,
      ...rttWalk,
      rtte_state: [
        'RMI_ERROR_RTT(3)',
        { 'pages[0].output': 0 },
        { 'i.ipa': 'RAM' },
        { 'i.rd': 'OTHER_REALM' },
      ],
    },
  },
  RMI_RTT_SET_RIPAS: {
    good: { 'rec.pending': 'RIPAS', 'rec.top': 2, 'pages[0].ripas': 'DEV', 'pages[0].output': 1 },
    input: { page: 0 },
    changes: { 'pages[0].ripas': 'EMPTY', 'rec.progress': 1 },
    also: [
      {
        where: 'the second page, destroyed',
        state: { 'rec.pending': 'RIPAS', 'rec.top': 2, 'rec.progress': 1, 'pages[1].ripas': 'DESTROYED' },
        input: { page: 1 },
        changes: { 'pages[1].ripas': 'EMPTY', 'rec.progress': 2 },
      },
    ],
    refusals: {
      base_bound: [
        INPUT,
        ...each('rec.pending', 'NONE', 'VDEV_REQUEST', 'VDEV_COMPLETE', 'DEV_MEM'),
        ...each('rec.progress', 1, 2),
        { 'rec.top': 0 },
      ],
    },
  },
  RSI_VDEV_GET_INFO: {
    good: vdev,
    input: { id: 0 },
    changes: { 'rec.pending': 'VDEV_REQUEST', 'rec.call': 'GET_INFO' },
    refusals: {
      ...da,
      ...idInUse,
      ...rsiArgument('addr_align', 'addr', 'UNALIGNED'),
      ...rsiArgument('addr_bound', 'addr', 'UNPROTECTED'),
      ...rsiArgument('addr_ripas', 'addr', 'EMPTY'),
    },
  },
  'RSI_VDEV_GET_INFO returns': { good: verified, changes: {}, refusals: vdevIdOnly },
  RSI_VDEV_DMA_ENABLE: {
    good: verified,
    input: { id: 0, ...NONCES },
    changes: { 'rec.pending': 'VDEV_REQUEST', 'rec.call': 'DMA_ENABLE' },
    refusals: { ...da, ...idInUse, ...rsiArgument('non_ats_plane', 'nonAtsPlane', 'WRONG') },
  },
  'RSI_VDEV_DMA_ENABLE returns': {
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
    good: vdev,
    input: { id: 0 },
    changes: { 'rec.pending': 'VDEV_REQUEST', 'rec.call': 'DMA_DISABLE' },
    refusals: { ...da, ...idInUse },
  },
  'RSI_VDEV_DMA_DISABLE returns': {
    good: { ...verified, 'vdevs.v0.state': 'STARTED', 'vdevs.v0.dma': 'ENABLED' },
    changes: { 'vdevs.v0.dma': 'DISABLED' },
    also: (['NEW', 'UNLOCKED', 'LOCKED', 'ERROR'] as const).map((state) => ({
      where: `${state}, whatever the nonces`,
      state: { ...verified, 'rec.lockNonce': 2, 'vdevs.v0.state': state, 'vdevs.v0.dma': 'ENABLED' },
      changes: { 'vdevs.v0.dma': 'DISABLED' },
    })),
    refusals: vdevIdOnly,
  },
  RSI_VDEV_VALIDATE_MAPPING: {
    good: locked,
    input: { id: 0, ...NONCES, base: 1, top: 2, output: 2 },
    changes: {
      'rec.pending': 'VDEV_REQUEST',
      'rec.call': 'VALIDATE_MAPPING',
      'rec.lockNonce': 1,
      'rec.measNonce': 1,
      'rec.reportNonce': 1,
      'rec.base': 1,
      'rec.top': 2,
      'rec.output': 2,
      'rec.progress': 1,
    },
    refusals: {
      ...da,
      ...idInUse,
      ...rsiArgument('base_align', 'fault', 'BASE_UNALIGNED'),
      ...rsiArgument('top_align', 'fault', 'TOP_UNALIGNED'),
      ...rsiArgument('pa_align', 'fault', 'PA_UNALIGNED'),
      ...rsiArgument('size_valid', 'fault', 'SIZE'),
      ...rsiArgument('ipa_bound', 'fault', 'UNPROTECTED'),
    },
  },
  'RSI_VDEV_VALIDATE_MAPPING returns': {
    good: verified,
    changes: { 'rec.pending': 'DEV_MEM' },
    also: [
      {
        where: 'STARTED',
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
} as unknown as Readonly<Record<CommandName, Section>>;

const SIZE: Size = { pdevs: ['ep', 'rp'], vdevs: ['v0', 'v1'], pages: 2, deviceGranules: 2, with: [] };
const layout = layoutFor(SIZE);
const rmm = (version: Version): Rmm => ({
  version,
  catalogue: makeCatalogue(),
  tries: {
    ...SIZE,
    communicating: SIZE.pdevs,
    granules: ['ep', 'v0', 0],
    faults: ['objects', 'pages'],
    rounds: true,
  },
});
const commands = makeCommands(rmm('2.0-bet1'));
const names = (Object.keys(sections) as CommandName[]).filter(
  (name) => name.startsWith('RSI') || has('2.0-bet1', name as RmiName),
);

/** A state and an input out of what a section says, in which `i.x` is an argument. */
function split(fields: Fields, input: Input = {}): { readonly state: Fields; readonly input: Input } {
  const entries = Object.entries(fields);
  return {
    state: Object.fromEntries(entries.filter(([path]) => !path.startsWith('i.'))),
    input: {
      ...input,
      ...Object.fromEntries(
        entries.filter(([path]) => path.startsWith('i.')).map(([path, value]) => [path.slice(2), value]),
      ),
    },
  };
}

/** Calls a command in a state and says what it answered and what is different. */
function call(name: CommandName, fields: Fields, base?: Input, table = commands) {
  const { state, input } = split(fields, base);
  const before = layout.fromObject(state);
  const after = before.slice();
  const status = attempt(commandOf(table, name), layout.view(after, before), input);
  return { status, changed: layout.diff(before, after) };
}

/** Every failing condition that a state meets, in the command's order. One that asks about an object that is not there is not met. */
function met(name: CommandName, fields: Fields, base?: Input): string[] {
  const { state, input } = split(fields, base);
  const view = layout.view(layout.fromObject(state)) as Seen;
  const holds = (when: (s: Seen, i: Input) => boolean): boolean => {
    try {
      return when(view, input);
    } catch (error) {
      if (error instanceof TypeError) return false;
      throw error;
    }
  };
  return (commandOf(commands, name).refusals ?? []).filter((r) => holds(r.when)).map((r) => r.id);
}

const successOf = (name: CommandName): string => {
  if (name.startsWith('RMI_')) return 'RMI_SUCCESS';
  return name.endsWith('returns') ? 'RSI_SUCCESS' : 'REC exit, VDEV_REQUEST';
};
const words = (state: Fields): string =>
  Object.entries(state)
    .map(([path, value]) => `${path} ${String(value)}`)
    .join(', ');

const variants = (name: CommandName, id: string): readonly Fields[] =>
  sections[name].refusals[id]!.slice(1) as Fields[];
const statusOf = (name: CommandName, id: string): string => sections[name].refusals[id]![0];
const inFootprint = (name: CommandName, path: string): boolean =>
  commandOf(commands, name).footprint.some(
    (part) => path === part || path.startsWith(`${part}.`) || path.startsWith(`${part}[`),
  );

const isSubset = (some: Input, all: Input): boolean =>
  Object.entries(some).every(([key, value]) => all[key] === value);

describe('the table of commands', () => {
  it('has a section here for every command, and for every failing condition in its order', () => {
    const conditions = (table: object) => Object.entries(table).sort(([a], [b]) => a.localeCompare(b));
    expect(conditions(Object.fromEntries(names.map((n) => [n, Object.keys(sections[n].refusals)])))).toEqual(
      conditions(
        Object.fromEntries(
          Object.entries(commands)
            .filter(([n]) => n.startsWith('RSI') || has('2.0-bet1', n as RmiName))
            .map(([n, c]) => [n, (c.refusals ?? []).map((r: { id: string }) => r.id)]),
        ),
      ),
    );
    for (const name of names)
      for (const id of Object.keys(sections[name].refusals)) expect(variants(name, id)).not.toEqual([]);
  });

  it('calls every command by its own name and lets the host call RMI and the realm RSI', () => {
    for (const name of names) {
      expect(commandOf(commands, name).name).toBe(name);
      expect(commandOf(commands, name).actor).toBe(name.startsWith('RMI_') ? 'host' : 'guest');
      expect(commandOf(commands, name).cites.length, name).toBeGreaterThan(0);
    }
  });

  it('lists every input with which a command succeeds here', () => {
    for (const name of names) {
      const { input = {}, also = [] } = sections[name];
      // What a realm passes is its own: the first halves of its calls take any numbers.
      if (name.startsWith('RSI')) continue;
      for (const i of [input, ...also.map((s) => ({ ...input, ...s.input }))])
        expect(
          commandOf(commands, name).inputs.some((tried) => isSubset(i, tried)),
          `${name} ${JSON.stringify(i)}`,
        ).toBe(true);
    }
  });

  it('says which command has no such condition when a bug leaves out one that is not there', () => {
    expect(() => withoutRefusal(commands, 'RMI_VDEV_LOCK', 'key_match')).toThrow(
      new RangeError('RMI_VDEV_LOCK has no failing condition key_match'),
    );
  });

  it('loses exactly the condition that a bug leaves out', () => {
    const table = withoutRefusal(commands, 'RMI_VDEV_LOCK', 'vdev_state');
    expect(table.RMI_VDEV_LOCK.refusals?.map((r) => r.id)).toEqual(
      commands.RMI_VDEV_LOCK.refusals?.map((r) => r.id).filter((id) => id !== 'vdev_state'),
    );
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

/** What a VDEV was created with agrees with its PDEV, or no command could make sense of either. */
const loose = layout.fields.filter(({ path }) => !/\.(pdev|numVdevs)$/.test(path));

/** A state in which the command succeeds, but for a few fields that hold anything. Most such states are unreachable. */
const anyStateNear = (good: Fields): fc.Arbitrary<Fields> =>
  fc
    .array(
      fc.constantFrom(...loose).chain((f) => fc.tuple(fc.constant(f.path), anythingIn(f))),
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
      const { status, changed } = call(name, state, { ...section.input, ...input });
      expect(status).toBe(successOf(name));
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
      const ids = met(name, state, section.input);
      // An argument that leads nowhere is all that later conditions see; they only must come later.
      if (Object.keys(change).some((path) => path.startsWith('i.'))) expect(ids[0]).toBe(id);
      else {
        const implied = (section.implied ?? []).filter(([one]) => one === id).map(([, other]) => other);
        expect(ids).toEqual([id, ...implied]);
      }
      expect(call(name, state, section.input)).toEqual({ status, changed: {} });
    },
  );

  const ordered = (section.ordered ?? []).flatMap(([earlier, later]) =>
    variants(name, earlier).flatMap((a) =>
      variants(name, later).map((b) => ({ earlier, later, state: { ...section.good, ...b, ...a } })),
    ),
  );
  const together = ordered.filter(({ earlier, later, state }) => {
    const ids = met(name, state, section.input);
    return ids.includes(earlier) && ids.includes(later);
  });
  it('meets every two conditions that the text orders in one state', () => {
    for (const [earlier, later] of section.ordered ?? [])
      expect(
        together.some((t) => t.earlier === earlier && t.later === later),
        `${earlier} ${later}`,
      ).toBe(true);
  });
  it.each(together)('decides by $earlier where $later is met too', ({ earlier, later, state }) => {
    expect(met(name, state, section.input)).toEqual(expect.arrayContaining([earlier, later]));
    expect(call(name, state, section.input)).toEqual({ status: statusOf(name, earlier), changed: {} });
  });

  it('keeps the laws of all commands in any state: the first condition met decides, a refusal changes nothing, only the footprint changes', () => {
    const seen = { refused: 0, succeeded: 0 };
    const inputs =
      name.startsWith('RSI') && section.input !== undefined
        ? [section.input]
        : commandOf(commands, name).inputs;
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
        expect(status).toBe(successOf(name));
        expect(Object.keys(changed).filter((path) => !inFootprint(name, path))).toEqual([]);
      }),
      { numRuns: 400, seed: 9 },
    );
    // The laws were put to the test only if both kinds of call were made.
    expect(seen.refused).toBeGreaterThan(5);
    expect(seen.succeeded).toBeGreaterThan(5);
  });
});

/** Where the other texts say otherwise: the command, where it is called, and its answer in 1.1-alp17, 2.0-bet1, 2.0-bet2. */
const DIFFERENCES: readonly (readonly [CommandName, Fields, Input, string, string, string])[] = [
  [
    'RMI_PDEV_STOP',
    { ...pdev, 'pdevs.ep.state': 'NEW' },
    { pdev: 'ep' },
    'RMI_SUCCESS',
    'RMI_SUCCESS',
    DEVICE,
  ],
  [
    'RMI_PDEV_STOP',
    { ...pdev, 'pdevs.ep.state': 'HAS_KEY' },
    { pdev: 'ep' },
    'RMI_SUCCESS',
    'RMI_SUCCESS',
    DEVICE,
  ],
  [
    'RMI_PDEV_STOP',
    { ...pdev, 'pdevs.ep.state': 'NEW', 'pdevs.ep.comm': 'PENDING' },
    { pdev: 'ep' },
    'RMI_SUCCESS',
    DEVICE,
    DEVICE,
  ],
  ['RMI_PDEV_STOP', { ...pdev, 'pdevs.ep.state': 'STOPPED' }, { pdev: 'ep' }, DEVICE, 'RMI_SUCCESS', DEVICE],
  [
    'RMI_PDEV_ABORT',
    { ...pdev, 'pdevs.ep.comm': 'PENDING' },
    { pdev: 'ep' },
    DEVICE,
    'RMI_SUCCESS',
    'RMI_SUCCESS',
  ],
  [
    'RMI_VDEV_DESTROY',
    { ...vdev, 'vdevs.v0.state': 'NEW' },
    { vdev: 'v0' },
    'RMI_SUCCESS',
    'RMI_SUCCESS',
    DEVICE,
  ],
  [
    'RMI_VDEV_DESTROY',
    { ...vdev, 'vdevs.v0.state': 'ERROR' },
    { vdev: 'v0' },
    'RMI_SUCCESS',
    'RMI_SUCCESS',
    DEVICE,
  ],
  [
    'RMI_VDEV_UNLOCK',
    { ...locked, ...mapped },
    { vdev: 'v0' },
    DEVICE,
    'RMI_ERROR_GRANULE',
    'RMI_ERROR_GRANULE',
  ],
  [
    'RMI_VDEV_CREATE',
    { ...pdev, 'granules.v0': 'DELEGATED' },
    { pdev: 'ep', vdev: 'v0' },
    'RMI_SUCCESS',
    DEVICE,
    DEVICE,
  ],
  [
    'RSI_VDEV_VALIDATE_MAPPING returns',
    { ...verified, 'vdevs.v0.state': 'ERROR' },
    {},
    'RSI_ERROR_INPUT',
    'RSI_ERROR_INPUT',
    'RSI_ERROR_DEVICE',
  ],
  [
    'RSI_VDEV_VALIDATE_MAPPING returns',
    { ...verified, 'rec.measNonce': 2 },
    {},
    'RSI_ERROR_DEVICE',
    'RSI_ERROR_DEVICE',
    'RSI_SUCCESS',
  ],
  [
    'RMI_RTT_DEV_UNMAP',
    { ...locked, 'pages[0].output': 2, 'deviceGranules[1].state': 'MAPPED' },
    { page: 0, level: 'START' },
    INPUT,
    'RMI_SUCCESS',
    'RMI_SUCCESS',
  ],
  ['RMI_PDEV_IDE_RESET', pdev, { pdev: 'ep' }, 'RMI_SUCCESS', '-', '-'],
  ['RMI_PDEV_IDE_RESET', vdev, { pdev: 'ep' }, DEVICE, '-', '-'],
  ['RMI_PDEV_IDE_RESET', { ...pdev, 'pdevs.ep.state': 'HAS_KEY' }, { pdev: 'ep' }, DEVICE, '-', '-'],
  ['RMI_PDEV_IDE_KEY_REFRESH', vdev, { pdev: 'ep' }, 'RMI_SUCCESS', '-', '-'],
  ['RMI_PDEV_IDE_KEY_REFRESH', { ...pdev, 'pdevs.ep.state': 'NEW' }, { pdev: 'ep' }, DEVICE, '-', '-'],
];

describe('the texts differ', () => {
  const versions = ['1.1-alp17', '2.0-bet1', '2.0-bet2'] as const;
  // What a text alone has, and the hardened rules for it have not, is a change of its own.
  const tables = versions.map((version) => {
    const table = makeCommands(rmm(version));
    return version === '2.0-bet2' ? stopFromThreeStates.commands!(table) : table;
  });
  it.each(DIFFERENCES)('%s, %j', (name, state, input, ...expected) => {
    const answers = versions.map((version, k) =>
      name.startsWith('RMI') && !has(version, name as RmiName)
        ? '-'
        : call(name, state, input, tables[k]).status,
    );
    expect(answers).toEqual(expected);
  });

  it('abort of what only reads is undone in 2.0-bet2, and an error before', () => {
    const state = { ...locked, 'vdevs.v0.op': 'GET_MEAS', 'vdevs.v0.comm': 'PENDING' };
    const after = tables.map(
      (table) => call('RMI_VDEV_ABORT', state, { vdev: 'v0' }, table).changed['vdevs.v0.state'],
    );
    expect(after).toEqual([['LOCKED', 'ERROR'], ['LOCKED', 'ERROR'], undefined]);
  });

  it('1.1-alp17 has states for what is under way', () => {
    const alp17 = tables[0]!;
    const becomes = (name: CommandName, state: Fields) =>
      call(name, state, { pdev: 'ep' }, alp17).changed['pdevs.ep.state'];
    expect(becomes('RMI_PDEV_STOP', pdev)).toEqual(['READY', 'STOPPING']);
    expect(becomes('RMI_PDEV_IDE_RESET', pdev)).toEqual(['READY', 'IDE_RESETTING']);
    expect(becomes('RMI_PDEV_IDE_KEY_REFRESH', pdev)).toEqual(['READY', 'COMMUNICATING']);
    const refreshing = { ...pdev, 'pdevs.ep.state': 'COMMUNICATING', 'pdevs.ep.comm': 'ACTIVE' };
    expect(becomes('RMI_PDEV_ABORT', refreshing)).toEqual(['COMMUNICATING', 'READY']);
  });
});
