/** The stream between an endpoint and its root port, made and taken down: a call, the work of both ends, a call that ends it. */

import type { Steps } from '../program.ts';
import { attempt } from '../rule.ts';
import type { State } from '../state.ts';
import { flushStep, submit } from './communicate.ts';
import { type Errno, FAULTS, type Fault, type HostPc, type HostSetting, hostStep, rmiCall } from './step.ts';

interface StreamOperation {
  readonly begin: HostPc;
  readonly peers: HostPc;
  readonly complete: HostPc;
  readonly command: 'RMI_PDEV_STREAM_CONNECT' | 'RMI_PDEV_STREAM_DISCONNECT';
  readonly patch: string;
  readonly faults: readonly Fault[];
  readonly next: (s: State) => void;
  readonly failed: (s: State, errno: Errno) => void;
}

export const streamSteps = (
  setting: HostSetting,
  { begin, peers, complete, command, patch, faults, next, failed }: StreamOperation,
): Steps<HostPc> => [
  hostStep(setting, {
    at: begin,
    does: command,
    patch,
    faults,
    run: rmiCall(
      (s) => attempt(setting.commands[command], s, { pdev_1: s.host.of }),
      (s) => submit(s, ['ep', 'rp'], peers),
      failed,
    ),
  }),
  flushStep(setting, {
    at: peers,
    does: 'flush_work of both ends',
    patch: 'v4c-11 submit_stream_work',
    run: (s) => {
      // Whether they have done their part, RMI_PDEV_STREAM_COMPLETE finds out.
      s.host.pc = complete;
      return 'both ended';
    },
  }),
  hostStep(setting, {
    at: complete,
    does: 'RMI_PDEV_STREAM_COMPLETE',
    patch: 'v4c-11 submit_stream_work',
    faults: FAULTS.rmi,
    run: rmiCall(
      (s) => attempt(setting.commands.RMI_PDEV_STREAM_COMPLETE, s, { pdev_1: s.host.of }),
      next,
      failed,
    ),
  }),
];
