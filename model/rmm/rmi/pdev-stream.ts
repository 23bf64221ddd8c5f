/**
 * RMI_PDEV_STREAM_CONNECT, _COMPLETE and _DISCONNECT for the one NCOH stream. The root port's PDEV is folded into the
 * stream: it is READY and idle whenever the endpoint's is, so that its conditions never differ from the endpoint's.
 */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { vdevExists } from '../../state.ts';
import { pdevGranState } from '../conditions.ts';

export const rmiPdevStreamConnect = rmi({
  name: 'RMI_PDEV_STREAM_CONNECT',
  cites: [cite.rmm('B4.5.34')],
  refusals: [
    pdevGranState,
    { id: 'pdev_1_state', status: 'RMI_ERROR_INPUT', when: (s) => s.pdev.state !== 'READY' },
    { id: 'pdev_1_op', status: 'RMI_ERROR_INPUT', when: (s) => s.pdev.op !== 'NONE' },
    { id: 'pdev_1_comm_state', status: 'RMI_ERROR_INPUT', when: (s) => s.pdev.comm !== 'IDLE' },
    { id: 'stream_type_exists', status: 'RMI_ERROR_INPUT', when: (s) => s.stream.state !== 'DISCONNECTED' },
  ],
  effect: (s) => {
    s.stream.state = 'CONNECTING';
    s.pdev.op = 'CONNECT';
    s.pdev.comm = 'PENDING';
  },
  footprint: ['stream', 'pdev.op', 'pdev.comm'],
});

export const rmiPdevStreamComplete = rmi({
  name: 'RMI_PDEV_STREAM_COMPLETE',
  cites: [cite.rmm('B4.5.33')],
  refusals: [
    pdevGranState,
    { id: 'stream_valid', status: 'RMI_ERROR_INPUT', when: (s) => s.stream.state === 'DISCONNECTED' },
    { id: 'stream_state', status: 'RMI_ERROR_DEVICE', when: (s) => s.stream.state === 'CONNECTED' },
    { id: 'pdev_1_state', status: 'RMI_ERROR_INPUT', when: (s) => s.pdev.state !== 'READY' },
    { id: 'pdev_1_comm_state', status: 'RMI_ERROR_INPUT', when: (s) => s.pdev.comm !== 'IDLE' },
    { id: 'complete', status: 'RMI_ERROR_DEVICE', when: (s) => s.pdev.op !== 'STREAM_COMPLETE' },
  ],
  effect: (s) => {
    s.stream.state = s.stream.state === 'CONNECTING' ? 'CONNECTED' : 'DISCONNECTED';
    s.pdev.op = 'NONE';
  },
  footprint: ['stream', 'pdev.op'],
});

/** The section's own text was not to be had: conditions from A9.3.3.2.2, derived predicates and TF-RMM. */
export const rmiPdevStreamDisconnect = rmi({
  name: 'RMI_PDEV_STREAM_DISCONNECT',
  cites: [cite.rmm('A9.3.3.2.2'), cite.tfRmm('runtime/rmi/pdev.c'), cite.inferred('B4.5.35 conditions')],
  refusals: [
    pdevGranState,
    { id: 'stream_valid', status: 'RMI_ERROR_INPUT', when: (s) => s.stream.state === 'DISCONNECTED' },
    { id: 'stream_state', status: 'RMI_ERROR_DEVICE', when: (s) => s.stream.state !== 'CONNECTED' },
    {
      id: 'pdev_1_state',
      status: 'RMI_ERROR_INPUT',
      when: (s) => s.pdev.state !== 'READY' && s.pdev.state !== 'ERROR',
    },
    { id: 'pdev_1_comm_state', status: 'RMI_ERROR_INPUT', when: (s) => s.pdev.comm !== 'IDLE' },
    { id: 'num_vdevs', status: 'RMI_ERROR_DEVICE', when: (s) => vdevExists(s) },
  ],
  effect: (s) => {
    s.stream.state = 'DISCONNECTING';
    s.pdev.op = 'DISCONNECT';
    s.pdev.comm = 'PENDING';
  },
  footprint: ['stream', 'pdev.op', 'pdev.comm'],
});
