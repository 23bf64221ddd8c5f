/**
 * Taking a connection down, for cca_tsm_disconnect() and for a connect that failed, from whatever was built. The posted
 * driver leaves early when one of these steps fails and frees its handles all the same (B40), never disconnects a
 * stream on the error path (B49), and undoes things in another order there than on disconnect (B9).
 */

import type { Device } from '../device/device.ts';
import type { Steps } from '../program.ts';
import type { Commands } from '../rmm/commands.ts';
import { attempt } from '../rule.ts';
import type { State } from '../state.ts';
import { communicate } from './communicate.ts';
import { FAULTS, goTo, type HostPc, hostStep, rmiCall } from './step.ts';

/** Returns to the operator with nothing held. */
export function release(s: State): void {
  s.host.streamId = false;
  s.host.ide = 'NONE';
  s.host.buffers = false;
  s.host.leaving = false;
  s.host.pc = 'IDLE';
}

/** The next step of taking everything down. */
export function teardown(s: State): void {
  if (s.pdevs.ep.state === 'NONE') s.host.pc = s.host.pdevPage ? 'teardown/undelegate' : 'teardown/release';
  else if (s.pdevs.ep.comm !== 'IDLE') s.host.pc = 'teardown/pdev-abort';
  else if (s.streams.ep.state === 'CONNECTED') s.host.pc = 'teardown/stream-disconnect';
  else if (disconnected(s)) s.host.pc = 'teardown/stream-complete';
  else s.host.pc = s.pdevs.ep.state === 'STOPPED' ? 'teardown/pdev-destroy' : 'teardown/pdev-stop';
}

/** Both ends have done their part, and RMI_PDEV_STREAM_COMPLETE would be taken. */
const disconnected = (s: State): boolean =>
  s.streams.ep.state === 'DISCONNECTING' &&
  s.pdevs.ep.op === 'STREAM_COMPLETE' &&
  s.pdevs.ep.state === 'READY';

/** A stream that can no longer be taken down goes with its PDEV. */
function stopInstead(s: State): void {
  s.host.pc = s.pdevs.ep.comm === 'IDLE' ? 'teardown/pdev-stop' : 'teardown/pdev-abort';
}

/** A page that cannot be undelegated is leaked on purpose, never freed (S21); either way the driver forgets it. */
function forgetPage(s: State): void {
  s.host.pdevPage = false;
  s.host.pc = 'teardown/release';
}

export function disconnectSteps(commands: Commands, device: Device): Steps<HostPc> {
  return [
    hostStep(
      'teardown/pdev-abort',
      'RMI_PDEV_ABORT',
      'v4c-03 do_dev_communicate',
      FAULTS.rmi,
      rmiCall((s) => attempt(commands.RMI_PDEV_ABORT, s, { pdev: 'ep' }), teardown, teardown),
    ),
    hostStep(
      'teardown/stream-disconnect',
      'RMI_PDEV_STREAM_DISCONNECT',
      'v4c-11 cca_tsm_disconnect',
      FAULTS.rmi,
      rmiCall(
        (s) => attempt(commands.RMI_PDEV_STREAM_DISCONNECT, s, { pdev_1: 'ep' }),
        goTo('teardown/communicate'),
        stopInstead,
      ),
    ),
    hostStep(
      'teardown/stream-complete',
      'RMI_PDEV_STREAM_COMPLETE',
      'v4c-11 cca_tsm_disconnect',
      FAULTS.rmi,
      rmiCall((s) => attempt(commands.RMI_PDEV_STREAM_COMPLETE, s, { pdev_1: 'ep' }), teardown, stopInstead),
    ),
    hostStep(
      'teardown/pdev-stop',
      'RMI_PDEV_STOP',
      'v4c-04 cca_pdev_stop_and_destroy',
      FAULTS.rmi,
      rmiCall(
        (s) => attempt(commands.RMI_PDEV_STOP, s, { pdev: 'ep' }),
        goTo('teardown/communicate'),
        goTo('teardown/pdev-stop'),
      ),
    ),
    communicate(
      commands,
      device,
      'teardown/communicate',
      'v4c-04 cca_pdev_stop_and_destroy',
      teardown,
      teardown,
    ),
    hostStep(
      'teardown/pdev-destroy',
      'RMI_PDEV_DESTROY',
      'v4c-04 cca_pdev_stop_and_destroy',
      FAULTS.rmi,
      rmiCall(
        (s) => attempt(commands.RMI_PDEV_DESTROY, s, { pdev: 'ep' }),
        teardown,
        goTo('teardown/pdev-destroy'),
      ),
    ),
    hostStep(
      'teardown/undelegate',
      'RMI_GRANULE_RANGE_UNDELEGATE',
      'v4c-04 cca_pdev_stop_and_destroy',
      FAULTS.rmi,
      rmiCall(
        (s) => attempt(commands.RMI_GRANULE_RANGE_UNDELEGATE, s, { granule: 'ep' }),
        forgetPage,
        forgetPage,
      ),
    ),
    hostStep(
      'teardown/release',
      'free buffers, pci_ide_stream_release, clear the id',
      'v4c-01 cca_tsm_disconnect',
      FAULTS.never,
      (s) => {
        const leaving = s.host.leaving;
        release(s);
        return leaving ? '0' : 'connect fails';
      },
    ),
  ];
}
