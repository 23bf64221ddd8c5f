/**
 * Taking a connection down, for cca_tsm_disconnect() and for a connect that failed, from whatever was built: the stream, then
 * the reference to the root port and with the last one its PDEV, then the endpoint's PDEV, then what the host holds. The posted
 * driver leaves early when one of these fails and frees its handles all the same; the departures are named at the line.
 */

import type { Steps } from '../program.ts';
import { attempt } from '../rule.ts';
import type { PdevName, Seen, State } from '../state.ts';
import { flushStep, submit } from './communicate.ts';
import { FAULTS, type HostPc, type HostSetting, heldFor, hostStep, pdevOf, rmiCall } from './step.ts';
import { streamSteps } from './streams.ts';

/** Returns to the operator with nothing held. Of a disconnect nobody learns how it went: its callback is void. */
function release(s: State): string {
  const held = heldFor(s);
  const errno = s.host.leaving ? '0' : s.host.errno;
  held.connected = false;
  held.streamId = false;
  held.ide = 'NONE';
  held.buffers = false;
  s.host.leaving = false;
  s.host.errno = '0';
  s.host.of = 'ep';
  s.host.pc = 'IDLE';
  return errno;
}

const lastReference = (s: Seen): boolean => {
  let references = 0;
  for (const name in s.host.endpoints) if (s.host.endpoints[name as 'ep'].port) references += 1;
  return references === 1;
};

/** What RMI_PDEV_STOP and RMI_VDEV_UNLOCK ask for: no transaction, not even a failed one. */
export const mustAbort = ({ departs }: HostSetting, comm: Seen['pdevs']['ep']['comm']): boolean =>
  comm !== 'IDLE' && !departs('error-not-aborted');

/** The next step of taking everything down. */
export function teardown(setting: HostSetting, s: State): void {
  const stream = s.streams[s.host.of].state;
  const idle = pdevOf(s).comm === 'IDLE' && s.pdevs.rp.comm === 'IDLE';
  if (stream === 'CONNECTED' && s.feat.streams === 'OBJECTS' && idle)
    s.host.pc = 'teardown/stream-disconnect';
  else if (heldFor(s).port) putPort(setting, s);
  else teardownPdev(setting, s);
}

/** cca_root_port_pdev_put(): the last reference takes the root port's PDEV with it. */
function putPort(setting: HostSetting, s: State): void {
  const { state } = s.pdevs.rp;
  const { page } = s.host.rootPort;
  if (page === 'NONE') forgetPort(setting, s);
  else if (page === 'ANOTHER' || state === 'NONE') s.host.pc = 'teardown/port-undelegate';
  else if (!lastReference(s)) forgetPort(setting, s);
  else s.host.pc = state === 'STOPPED' ? 'teardown/port-destroy' : 'teardown/port-stop';
}

/** The reference is gone, and with the last one whatever the driver had of the root port. */
function forgetPort(setting: HostSetting, s: State): void {
  if (lastReference(s)) {
    s.host.rootPort.page = 'NONE';
    s.host.rootPort.buffers = false;
  }
  heldFor(s).port = false;
  teardownPdev(setting, s);
}

function teardownPdev(setting: HostSetting, s: State): void {
  const { comm, state } = pdevOf(s);
  const { page } = heldFor(s);
  if (page === 'NONE') s.host.pc = 'teardown/release';
  else if (page === 'ANOTHER' || state === 'NONE') s.host.pc = 'teardown/undelegate';
  else if (mustAbort(setting, comm)) s.host.pc = 'teardown/pdev-abort';
  else if (state !== 'STOPPED') s.host.pc = 'teardown/pdev-stop';
  else s.host.pc = setting.departs('pdev-not-destroyed') ? 'teardown/release' : 'teardown/pdev-destroy';
}

/** A page that cannot be undelegated is leaked on purpose, never freed (S21); either way the driver forgets it. */
function forgetPage(s: State): void {
  heldFor(s).page = 'NONE';
  s.host.pc = 'teardown/release';
}

/** stop_and_destroy() of the endpoint's PDEV or the root port's, its three calls in order. */
function stopAndDestroy(setting: HostSetting, name: 'pdev' | 'port'): Steps<HostPc> {
  const { commands, departs } = setting;
  const role = name === 'port' ? 'rp' : 'ep';
  const pdev = (s: Seen): 'ep' | 'rp' | 'ep2' => (name === 'port' ? 'rp' : s.host.of);
  const forget = name === 'port' ? (s: State) => forgetPort(setting, s) : forgetPage;
  /** A failure is taken up by what comes next, or ends it all. */
  const failed = (s: State): void => {
    if (departs('stop-gives-up')) forget(s);
    // Nothing is left to abort on a root port: its worker has done so.
    else if (name === 'pdev' && pdevOf(s).comm !== 'IDLE') s.host.pc = 'teardown/pdev-abort';
    else teardown(setting, s);
  };
  const patch = 'v3c-05, v4c-04 cca_pdev_stop_and_destroy';
  const of = name === 'port' ? ' of the root port' : '';
  return [
    hostStep(setting, {
      at: `teardown/${name}-stop`,
      does: `RMI_PDEV_STOP${of}`,
      patch,
      faults: FAULTS.rmi,
      run: rmiCall(
        (s) => attempt(commands.RMI_PDEV_STOP, s, { pdev: pdev(s) }),
        (s) => submit(s, [role], `teardown/${name}-stopping`),
        failed,
      ),
    }),
    flushStep(setting, {
      at: `teardown/${name}-stopping`,
      does: `flush_work, RMI_PDEV_GET_STATE${of}`,
      patch,
      run: (s) => {
        const { state } = s.pdevs[pdev(s)];
        if (departs('stop-failure-ignored')) s.host.pc = `teardown/${name}-destroy`;
        else if (state !== 'STOPPED') failed(s);
        else teardown(setting, s);
        return state;
      },
    }),
    hostStep(setting, {
      at: `teardown/${name}-destroy`,
      does: `RMI_PDEV_DESTROY${of}`,
      patch,
      faults: FAULTS.rmi,
      run: rmiCall(
        (s) => attempt(commands.RMI_PDEV_DESTROY, s, { pdev: pdev(s) }),
        (s) => teardown(setting, s),
        failed,
      ),
    }),
  ];
}

export function disconnectSteps(setting: HostSetting): Steps<HostPc> {
  const { commands } = setting;
  const next = (s: State): void => teardown(setting, s);
  const undelegate = (s: State, granule: PdevName, page: State['host']['rootPort']['page']): string =>
    page === 'ANOTHER' ? 'RMI_SUCCESS' : attempt(commands.RMI_GRANULE_RANGE_UNDELEGATE, s, { granule });
  /** A stream that can no longer be taken down goes with its PDEV. */
  const withoutStream = (s: State): void => {
    if (heldFor(s).port) putPort(setting, s);
    else teardownPdev(setting, s);
  };
  return [
    ...streamSteps(setting, {
      begin: 'teardown/stream-disconnect',
      peers: 'teardown/stream-peers',
      complete: 'teardown/stream-complete',
      command: 'RMI_PDEV_STREAM_DISCONNECT',
      patch: 'v4c-11 cca_pdev_disconnect_stream',
      faults: FAULTS.rmi,
      next,
      failed: withoutStream,
    }),
    ...stopAndDestroy(setting, 'port'),
    hostStep(setting, {
      at: 'teardown/port-undelegate',
      does: 'RMI_GRANULE_RANGE_UNDELEGATE of the root port, free buffers',
      patch: 'v4c-12 cca_root_port_pdev_release',
      faults: FAULTS.rmi,
      run: rmiCall(
        (s) => undelegate(s, 'rp', s.host.rootPort.page),
        (s) => forgetPort(setting, s),
        (s) => forgetPort(setting, s),
      ),
    }),
    hostStep(setting, {
      at: 'teardown/pdev-abort',
      does: 'RMI_PDEV_ABORT',
      patch: 'v3c-04, v4c-03 do_dev_communicate',
      faults: FAULTS.rmi,
      run: rmiCall((s) => attempt(commands.RMI_PDEV_ABORT, s, { pdev: s.host.of }), next, next),
    }),
    ...stopAndDestroy(setting, 'pdev'),
    hostStep(setting, {
      at: 'teardown/undelegate',
      does: 'RMI_GRANULE_RANGE_UNDELEGATE',
      patch: 'v3c-05, v4c-04 cca_pdev_stop_and_destroy',
      faults: FAULTS.rmi,
      run: rmiCall((s) => undelegate(s, s.host.of, heldFor(s).page), forgetPage, forgetPage),
    }),
    hostStep(setting, {
      at: 'teardown/release',
      does: 'free buffers, pci_ide_stream_release, clear the id',
      patch: 'v3c-02, v4c-01 cca_tsm_connect, cca_tsm_disconnect',
      run: release,
    }),
  ];
}
