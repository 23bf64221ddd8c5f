/**
 * The machine of life-cycles.pml, option by option, for a comparison of speed: as small as the Promela model, and as
 * many devices side by side as are asked for, each with its root port, stream and VDEV. The model itself is in `model/`.
 */

import { type Machine, rule } from '../../checker/contract.ts';
import { arrayOf, oneOf, type StateView } from '../../checker/fields.ts';
import { defineLayout } from '../../checker/layout.ts';

const pdev = () => oneOf('NONE', 'NEW', 'NEEDS_KEY', 'HAS_KEY', 'READY', 'STOPPED', 'ERROR');
const operation = () => oneOf('NONE', 'CONNECT', 'DISCONNECT', 'REFRESH', 'PURGE', 'COMPLETE', 'STOP');
const comm = () => oneOf('IDLE', 'PENDING', 'ACTIVE', 'ERROR');
const spec = (copies: number) => ({
  devices: arrayOf(copies, {
    ep: pdev(),
    rp: pdev(),
    epo: operation(),
    rpo: operation(),
    epc: comm(),
    rpc: comm(),
    s: oneOf('NONE', 'CONNECTING', 'CONNECTED', 'DISCONNECTING', 'REFRESHING', 'PURGING'),
    v: oneOf('NONE', 'NEW', 'UNLOCKED', 'LOCKED', 'STARTED', 'ERROR'),
    vo: oneOf('NONE', 'UNLOCK', 'LOCK', 'START', 'MEAS', 'REPORT'),
    vc: comm(),
  }),
});
type State = StateView<ReturnType<typeof spec>>;
type Device = State['devices'][number];
type Option = readonly [string, (d: Device) => boolean, (d: Device) => void];

const ofStream = (o: Device['epo']): boolean =>
  o === 'CONNECT' || o === 'DISCONNECT' || o === 'REFRESH' || o === 'PURGE';
const under = (c: Device['epc']): boolean => c === 'PENDING' || c === 'ACTIVE';
const bothReady = (d: Device): boolean =>
  d.ep === 'READY' && d.rp === 'READY' && d.epc === 'IDLE' && d.rpc === 'IDLE';
const noOperation = (d: Device): boolean => d.epo === 'NONE' && d.rpo === 'NONE';

function both(d: Device, operation: Device['epo'], stream: Device['s']): void {
  d.s = stream;
  d.epo = operation;
  d.rpo = operation;
  d.epc = 'PENDING';
  d.rpc = 'PENDING';
}

function stopped(d: Device): void {
  d.ep = 'STOPPED';
  d.epo = 'NONE';
  d.epc = 'IDLE';
}

function completeEp(d: Device): void {
  d.epc = 'IDLE';
  if (d.epo === 'STOP') {
    stopped(d);
    return;
  }
  if (d.ep === 'NEW') d.ep = 'NEEDS_KEY';
  else if (d.ep === 'HAS_KEY') d.ep = 'READY';
  d.epo = ofStream(d.epo) ? 'COMPLETE' : 'NONE';
}

function failEp(d: Device): void {
  if (d.epo === 'STOP') {
    stopped(d);
    return;
  }
  d.ep = 'ERROR';
  d.epc = 'ERROR';
}

function completeV(d: Device): void {
  if (d.vo === 'UNLOCK') d.v = 'UNLOCKED';
  else if (d.vo === 'LOCK') d.v = 'LOCKED';
  else if (d.vo === 'START') d.v = 'STARTED';
  d.vo = 'NONE';
  d.vc = 'IDLE';
}

function destroy(d: Device): void {
  if (d.s !== 'NONE') {
    d.rpo = 'NONE';
    if (d.rpc !== 'ERROR') d.rpc = 'IDLE';
  }
  d.ep = 'NONE';
  d.epo = 'NONE';
  d.epc = 'IDLE';
  d.s = 'NONE';
}

const begin = (vo: Device['vo']) => (d: Device) => {
  d.vo = vo;
  d.vc = 'PENDING';
};
const isOneOf = <T>(value: T, ...values: readonly T[]): boolean => values.includes(value);

const options: readonly Option[] = [
  [
    'PDEV_CREATE',
    (d) => d.ep === 'NONE',
    (d) => {
      d.ep = 'NEW';
      d.epo = 'NONE';
      d.epc = 'PENDING';
    },
  ],
  [
    'PDEV sends',
    (d) => d.ep !== 'NONE' && d.epc === 'PENDING' && d.vc !== 'ACTIVE',
    (d) => {
      d.epc = 'ACTIVE';
    },
  ],
  ['PDEV fails', (d) => d.ep !== 'NONE' && under(d.epc) && d.vc !== 'ACTIVE', failEp],
  ['PDEV completes', (d) => d.ep !== 'NONE' && d.epc === 'ACTIVE' && d.vc !== 'ACTIVE', completeEp],
  [
    'SET_PUBKEY',
    (d) => d.ep === 'NEEDS_KEY',
    (d) => {
      d.ep = 'HAS_KEY';
      d.epc = 'PENDING';
    },
  ],
  [
    'PDEV_STOP',
    (d) => d.ep !== 'NONE' && d.epc === 'IDLE' && d.v === 'NONE' && d.s !== 'CONNECTED',
    (d) => {
      d.epo = 'STOP';
      d.epc = 'PENDING';
    },
  ],
  [
    'PDEV_ABORT',
    (d) => d.ep !== 'NONE' && d.epc !== 'IDLE',
    (d) => {
      d.epc = 'IDLE';
    },
  ],
  ['PDEV_DESTROY', (d) => d.ep === 'STOPPED' && d.s !== 'CONNECTED', destroy],
  [
    'root port sends',
    (d) => d.rpc === 'PENDING',
    (d) => {
      d.rpc = 'ACTIVE';
    },
  ],
  [
    'root port completes',
    (d) => under(d.rpc),
    (d) => {
      d.rpc = 'IDLE';
      d.rpo = ofStream(d.rpo) ? 'COMPLETE' : 'NONE';
    },
  ],
  [
    'root port fails',
    (d) => under(d.rpc),
    (d) => {
      d.rp = 'ERROR';
      d.rpc = 'ERROR';
    },
  ],
  [
    'root port aborts',
    (d) => d.rpc !== 'IDLE',
    (d) => {
      d.rpc = 'IDLE';
    },
  ],
  [
    'STREAM_CONNECT',
    (d) => bothReady(d) && noOperation(d) && d.s === 'NONE',
    (d) => both(d, 'CONNECT', 'CONNECTING'),
  ],
  [
    'STREAM_COMPLETE',
    (d) =>
      bothReady(d) && d.epo === 'COMPLETE' && d.rpo === 'COMPLETE' && d.s !== 'NONE' && d.s !== 'CONNECTED',
    (d) => {
      d.s = d.s === 'DISCONNECTING' ? 'NONE' : 'CONNECTED';
      d.epo = 'NONE';
      d.rpo = 'NONE';
    },
  ],
  [
    'STREAM_DISCONNECT',
    (d) =>
      d.s === 'CONNECTED' &&
      d.v === 'NONE' &&
      isOneOf(d.ep, 'READY', 'ERROR') &&
      isOneOf(d.rp, 'READY', 'ERROR') &&
      d.epc === 'IDLE' &&
      d.rpc === 'IDLE',
    (d) => both(d, 'DISCONNECT', 'DISCONNECTING'),
  ],
  [
    'KEY_REFRESH',
    (d) => bothReady(d) && noOperation(d) && d.s === 'CONNECTED',
    (d) => both(d, 'REFRESH', 'REFRESHING'),
  ],
  [
    'KEY_PURGE',
    (d) => bothReady(d) && noOperation(d) && d.s === 'CONNECTED',
    (d) => both(d, 'PURGE', 'PURGING'),
  ],
  [
    'VDEV_CREATE',
    (d) => d.ep === 'READY' && d.s === 'CONNECTED' && d.v === 'NONE',
    (d) => {
      d.v = 'NEW';
      d.vo = 'UNLOCK';
      d.vc = 'PENDING';
    },
  ],
  [
    'VDEV sends',
    (d) => d.v !== 'NONE' && d.vc === 'PENDING' && d.epc !== 'ACTIVE',
    (d) => {
      d.vc = 'ACTIVE';
    },
  ],
  [
    'VDEV fails',
    (d) => d.v !== 'NONE' && under(d.vc) && d.epc !== 'ACTIVE',
    (d) => {
      d.v = 'ERROR';
      d.vc = 'ERROR';
    },
  ],
  ['VDEV completes', (d) => d.v !== 'NONE' && d.vc === 'ACTIVE' && d.epc !== 'ACTIVE', completeV],
  [
    'VDEV_DESTROY',
    (d) => isOneOf(d.v, 'NEW', 'UNLOCKED', 'ERROR'),
    (d) => {
      d.v = 'NONE';
      d.vo = 'NONE';
      d.vc = 'IDLE';
    },
  ],
  [
    'VDEV_ABORT',
    (d) => d.v !== 'NONE' && d.vc !== 'IDLE',
    (d) => {
      d.v = 'ERROR';
      d.vc = 'IDLE';
    },
  ],
  ['VDEV_LOCK', (d) => d.v === 'UNLOCKED' && d.vc === 'IDLE', begin('LOCK')],
  ['VDEV_START', (d) => d.v === 'LOCKED' && d.vc === 'IDLE', begin('START')],
  ['VDEV_UNLOCK', (d) => isOneOf(d.v, 'LOCKED', 'STARTED', 'ERROR') && d.vc === 'IDLE', begin('UNLOCK')],
  ['GET_MEASUREMENTS', (d) => d.v !== 'NONE' && d.vc === 'IDLE', begin('MEAS')],
  ['GET_INTERFACE_REPORT', (d) => isOneOf(d.v, 'LOCKED', 'STARTED') && d.vc === 'IDLE', begin('REPORT')],
];

/** So many devices side by side, by the hardened rules. */
export function lifeCycles(copies: number): Machine<State> {
  const inputs = Array.from({ length: copies }, (_, k) => ({ k }));
  return {
    name: `life cycles of ${copies} devices`,
    layout: defineLayout(spec(copies)),
    initial: [
      (s) => {
        for (const device of s.devices) device.rp = 'READY';
      },
    ],
    rules: options.map(([name, when, effect]) =>
      rule<State, { k: number }>({
        name,
        actor: 'host',
        cites: [{ source: 'life-cycles.pml', at: name }],
        inputs,
        offered: (s, { k }) => when(s.devices[k]! as Device),
        effect: (s, { k }) => {
          effect(s.devices[k]!);
          return undefined;
        },
      }),
    ),
  };
}

/** What each copy in Promela has of its own: variables, what is written over them, and the process. */
const OWN =
  /(?<!mtype:)\b(ep|rp|epo|rpo|epc|rpc|vc|s|v|vo|bothready|busy_ep|busy_v|complete_ep|fail_ep|complete_v|both|host)\b/g;

/** The Promela model so many times beside each other. */
export function besideEachOther(promela: string, copies: number): string {
  const text = promela.replace(/\/\*[\s\S]*?\*\//g, '');
  const from = text.indexOf('mtype:pd ep =');
  if (from < 0) throw new Error('life-cycles.pml does not declare its variables where they were');
  const each = Array.from({ length: copies }, (_, k) => text.slice(from).replace(OWN, `$1_${k}`));
  // The one macro that is over no variable is needed once.
  return [
    text.slice(0, from),
    each[0],
    ...each.slice(1).map((t) => t.replace(/^#define streamop.*$/m, '')),
  ].join('\n');
}
