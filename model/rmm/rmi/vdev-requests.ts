/**
 * The commands that queue an operation on a VDEV: LOCK, START, UNLOCK, GET_MEASUREMENTS and GET_INTERFACE_REPORT. The
 * state changes only when a later RMI_VDEV_COMMUNICATE completes the transaction.
 */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { type Seen, type State, someGranuleMapped } from '../../state.ts';
import { pdevGranState, vdevCommIdle, vdevGranState } from '../conditions.ts';

function queue(s: State, op: State['vdev']['op']): void {
  s.vdev.op = op;
  s.vdev.comm = 'PENDING';
}

const notIn =
  (...states: readonly State['vdev']['state'][]) =>
  (s: Seen): boolean =>
    !states.includes(s.vdev.state);

const vdevState = (when: (s: Seen) => boolean) => ({ id: 'vdev_state', status: 'RMI_ERROR_DEVICE', when });

export const rmiVdevLock = rmi({
  name: 'RMI_VDEV_LOCK',
  cites: [cite.rmm('B4.5.87')],
  refusals: [pdevGranState, vdevGranState, vdevState(notIn('UNLOCKED')), vdevCommIdle],
  effect: (s) => queue(s, 'LOCK'),
  footprint: ['vdev.op', 'vdev.comm'],
});

export const rmiVdevStart = rmi({
  name: 'RMI_VDEV_START',
  cites: [cite.rmm('B4.5.90')],
  refusals: [pdevGranState, vdevGranState, vdevState(notIn('LOCKED')), vdevCommIdle],
  effect: (s) => queue(s, 'START'),
  footprint: ['vdev.op', 'vdev.comm'],
});

/** DMA is off from here, before the device has been told anything (A9.4.4.2). */
export const rmiVdevUnlock = rmi({
  name: 'RMI_VDEV_UNLOCK',
  cites: [cite.rmm('B4.5.91'), cite.rmm('A9.4.4.2')],
  refusals: [
    pdevGranState,
    vdevGranState,
    vdevState(notIn('LOCKED', 'STARTED', 'ERROR')),
    vdevCommIdle,
    { id: 'gran_mapped', status: 'RMI_ERROR_GRANULE', when: (s) => someGranuleMapped(s) },
  ],
  effect: (s) => {
    s.vdev.dma = 'DISABLED';
    queue(s, 'UNLOCK');
  },
  footprint: ['vdev.dma', 'vdev.op', 'vdev.comm'],
});

export const rmiVdevGetMeasurements = rmi({
  name: 'RMI_VDEV_GET_MEASUREMENTS',
  cites: [cite.rmm('B4.5.85')],
  refusals: [pdevGranState, vdevGranState, vdevCommIdle],
  effect: (s) => queue(s, 'GET_MEAS'),
  footprint: ['vdev.op', 'vdev.comm'],
});

export const rmiVdevGetInterfaceReport = rmi({
  name: 'RMI_VDEV_GET_INTERFACE_REPORT',
  cites: [cite.rmm('B4.5.84')],
  refusals: [pdevGranState, vdevGranState, vdevState(notIn('LOCKED', 'STARTED')), vdevCommIdle],
  effect: (s) => queue(s, 'GET_REPORT'),
  footprint: ['vdev.op', 'vdev.comm'],
});
