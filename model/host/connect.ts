/**
 * cca_tsm_connect() and cca_tsm_disconnect() of the host series v4 (RMM 2.0-bet1), for an endpoint with IDE. Every
 * allocation, DOE exchange and RMI call is a step that can fail. Departures of the hardened driver from the posted one
 * are named at their lines. The root port's worker is folded into the stream (see model/state.ts).
 */

import { cite } from '../cite.ts';
import { answer, canAnswer } from '../device/answer.ts';
import type { Catalogue } from '../evidence/catalogue.ts';
import { type ProgramStep, type Steps, step } from '../program.ts';
import type { Commands } from '../rmm/commands.ts';
import { keyMatches } from '../rmm/rmi/pdev-set-pubkey.ts';
import { attempt } from '../rule.ts';
import type { State } from '../state.ts';

export type HostPc = State['host']['pc'];
type Fault = { readonly fault: 'none' | 'NO_MEMORY' | 'BUSY' | 'DOE_FAILED' | 'FAILED' };
const none = { fault: 'none' } as const;
const NO_FAULT: readonly Fault[] = [none];
const MEMORY: readonly Fault[] = [none, { fault: 'NO_MEMORY' }];
const ALLOCATION_AND_RMI: readonly Fault[] = [...MEMORY, { fault: 'BUSY' }];
const RMI: readonly Fault[] = [none, { fault: 'BUSY' }];
const EXCHANGE: readonly Fault[] = [...ALLOCATION_AND_RMI, { fault: 'DOE_FAILED' }];

/** Returns to the operator with nothing held. */
export function release(s: State): void {
  s.host.streamId = false;
  s.host.ide = 'NONE';
  s.host.buffers = false;
  s.host.leaving = false;
  s.host.pc = 'IDLE';
}

/**
 * The next step of taking everything down, from whatever was built. The posted driver leaves early when one of them
 * fails and then frees the handles all the same (B40), and never disconnects a stream on the error path (B49).
 */
export function teardown(s: State): void {
  if (s.pdev.state === 'NONE') s.host.pc = s.host.pdevPage ? 'teardown/undelegate' : 'teardown/release';
  else if (s.pdev.comm !== 'IDLE') s.host.pc = 'teardown/pdev-abort';
  else if (s.stream.state === 'CONNECTED') s.host.pc = 'teardown/stream-disconnect';
  else if (
    s.stream.state === 'DISCONNECTING' &&
    s.pdev.op === 'STREAM_COMPLETE' &&
    s.pdev.state === 'READY'
  ) {
    s.host.pc = 'teardown/stream-complete';
  } else s.host.pc = s.pdev.state === 'STOPPED' ? 'teardown/pdev-destroy' : 'teardown/pdev-stop';
}

export function connectSteps(commands: Commands, catalogue: Catalogue): Steps<HostPc> {
  const host = (
    at: HostPc,
    does: string,
    patch: string,
    inputs: readonly Fault[],
    run: (s: State, fault: Fault['fault']) => string,
  ): ProgramStep<HostPc, never> =>
    step<HostPc, Fault>({
      at,
      does,
      cites: [cite.host(patch)],
      inputs,
      // Departs from v4: BUSY is transient and the call is made again (B45 makes it fatal).
      run: (s, { fault }) => (fault === 'BUSY' ? 'RMI_BUSY, calls again' : run(s, fault)),
    });

  /** An RMI call: success leads on, anything else to `failed`. */
  const call =
    (command: () => (s: State) => string, next: (s: State) => void, failed: (s: State) => void) =>
    (s: State, fault: Fault['fault']): string => {
      const status = fault === 'none' ? command()(s) : '-ENOMEM';
      if (status === 'RMI_SUCCESS') next(s);
      else failed(s);
      return status;
    };
  const goTo =
    (pc: HostPc) =>
    (s: State): void => {
      s.host.pc = pc;
    };

  return [
    host('connect/ide-alloc', 'pci_ide_stream_alloc', 'v4c-01 cca_tsm_connect', MEMORY, (s, fault) => {
      if (fault !== 'none') {
        release(s);
        return '-ENOMEM';
      }
      s.host.ide = 'ALLOCATED';
      s.host.pc = 'connect/ide-register';
      return 'allocated';
    }),
    host(
      'connect/ide-register',
      'pci_ide_stream_register, setup, tsm_ide_stream_register',
      'v4c-01 cca_tsm_connect',
      [none, { fault: 'FAILED' }],
      (s, fault) => {
        if (fault !== 'none') {
          release(s);
          return '-ENXIO';
        }
        s.host.ide = 'REGISTERED';
        s.host.pc = 'connect/buffers';
        return 'registered';
      },
    ),
    host('connect/buffers', 'init_dev_communication_buffers', 'v4c-03', MEMORY, (s, fault) => {
      if (fault !== 'none') {
        s.host.pc = 'teardown/release';
        return '-ENOMEM';
      }
      s.host.buffers = true;
      s.host.pc = 'connect/delegate';
      return 'allocated';
    }),
    host(
      'connect/delegate',
      'RMI_GRANULE_RANGE_DELEGATE',
      'v4c-02 cca_pdev_create',
      ALLOCATION_AND_RMI,
      call(
        () => (s) => attempt(commands.RMI_GRANULE_RANGE_DELEGATE, s, { granule: 'pdev' }),
        (s) => {
          s.host.pdevPage = true;
          s.host.pc = 'connect/pdev-create';
        },
        goTo('teardown/release'),
      ),
    ),
    host(
      'connect/pdev-create',
      'RMI_PDEV_CREATE',
      'v4c-02 cca_pdev_create',
      ALLOCATION_AND_RMI,
      call(() => (s) => attempt(commands.RMI_PDEV_CREATE, s, {}), goTo('connect/communicate'), teardown),
    ),
    communicate('connect/communicate', 'v4c-03 do_dev_communicate', nextOfConnect),
    host(
      'connect/set-pubkey',
      'RMI_PDEV_SET_PUBKEY',
      'v4c-08 pdev_set_public_key',
      ALLOCATION_AND_RMI,
      (s, fault) => {
        const key = s.pdev.certificate === 'NONE' ? 'GENUINE' : s.pdev.certificate;
        // parse_certificate_chain(): the key of the certificate that ends the cached chain, if its algorithm is known.
        if (fault !== 'none' || !keyMatches(catalogue, s.pdev.certificate, key)) {
          teardown(s);
          return fault === 'none' ? '-EINVAL' : '-ENOMEM';
        }
        const status = attempt(commands.RMI_PDEV_SET_PUBKEY, s, { key });
        if (status === 'RMI_SUCCESS') s.host.pc = 'connect/communicate';
        else teardown(s);
        return status;
      },
    ),
    host(
      'connect/stream-connect',
      'RMI_PDEV_STREAM_CONNECT',
      'v4c-11 cca_pdev_create_ncoh_stream',
      ALLOCATION_AND_RMI,
      call(
        () => (s) => attempt(commands.RMI_PDEV_STREAM_CONNECT, s, {}),
        goTo('connect/communicate'),
        teardown,
      ),
    ),
    host(
      'connect/stream-complete',
      'RMI_PDEV_STREAM_COMPLETE',
      'v4c-11 cca_pdev_create_ncoh_stream',
      RMI,
      call(
        () => (s) => attempt(commands.RMI_PDEV_STREAM_COMPLETE, s, {}),
        goTo('connect/ide-enable'),
        teardown,
      ),
    ),
    // Departs from v4, which ignores the result and leaves the enable bit set (B43, F-44).
    host('connect/ide-enable', 'pci_ide_stream_enable', 'v4c-11 cca_tsm_connect', NO_FAULT, (s) => {
      if (!s.device.ide) {
        teardown(s);
        return '-ENXIO';
      }
      s.host.ide = 'ENABLED';
      s.host.connected = true;
      s.host.pc = 'IDLE';
      return '0';
    }),
    host(
      'teardown/pdev-abort',
      'RMI_PDEV_ABORT',
      'v4c-03 do_dev_communicate',
      RMI,
      call(() => (s) => attempt(commands.RMI_PDEV_ABORT, s, {}), teardown, teardown),
    ),
    host(
      'teardown/stream-disconnect',
      'RMI_PDEV_STREAM_DISCONNECT',
      'v4c-11 cca_tsm_disconnect',
      RMI,
      call(
        () => (s) => attempt(commands.RMI_PDEV_STREAM_DISCONNECT, s, {}),
        goTo('teardown/communicate'),
        stopNow,
      ),
    ),
    host(
      'teardown/stream-complete',
      'RMI_PDEV_STREAM_COMPLETE',
      'v4c-11 cca_tsm_disconnect',
      RMI,
      call(() => (s) => attempt(commands.RMI_PDEV_STREAM_COMPLETE, s, {}), teardown, stopNow),
    ),
    host(
      'teardown/pdev-stop',
      'RMI_PDEV_STOP',
      'v4c-04 cca_pdev_stop_and_destroy',
      RMI,
      call(
        () => (s) => attempt(commands.RMI_PDEV_STOP, s, {}),
        goTo('teardown/communicate'),
        (s) => {
          s.host.pc = 'teardown/pdev-stop';
        },
      ),
    ),
    communicate('teardown/communicate', 'v4c-04 cca_pdev_stop_and_destroy', teardown),
    host(
      'teardown/pdev-destroy',
      'RMI_PDEV_DESTROY',
      'v4c-04 cca_pdev_stop_and_destroy',
      RMI,
      call(
        () => (s) => attempt(commands.RMI_PDEV_DESTROY, s, {}),
        teardown,
        (s) => {
          s.host.pc = 'teardown/pdev-destroy';
        },
      ),
    ),
    host(
      'teardown/undelegate',
      'RMI_GRANULE_RANGE_UNDELEGATE',
      'v4c-04 cca_pdev_stop_and_destroy',
      RMI,
      call(
        () => (s) => attempt(commands.RMI_GRANULE_RANGE_UNDELEGATE, s, { granule: 'pdev' }),
        (s) => {
          s.host.pdevPage = false;
          s.host.pc = 'teardown/release';
        },
        (s) => {
          // A page that cannot be undelegated is leaked on purpose, never freed (S21).
          s.host.pdevPage = false;
          s.host.pc = 'teardown/release';
        },
      ),
    ),
    host(
      'teardown/release',
      'free buffers, pci_ide_stream_release, clear the id',
      'v4c-01',
      NO_FAULT,
      (s) => {
        const leaving = s.host.leaving;
        release(s);
        return leaving ? '0' : 'connect fails';
      },
    ),
  ];

  /** One turn of the communicate loop: an RMI call, or the DOE exchange that it asked for. */
  function communicate(at: HostPc, patch: string, done: (s: State) => void): ProgramStep<HostPc, never> {
    return host(at, 'RMI_PDEV_COMMUNICATE and DOE', patch, EXCHANGE, (s, fault) => {
      if (s.pdev.comm === 'PENDING' && fault === 'none') {
        return attempt(commands.RMI_PDEV_COMMUNICATE, s, { status: 'NONE' });
      }
      if (s.pdev.comm === 'ACTIVE') return exchange(s, fault, done);
      // PENDING with a failed allocation, or the transaction is over.
      if (fault === 'none') done(s);
      else teardown(s);
      return fault === 'none' ? 'complete' : '-ENOMEM';
    });
  }

  function exchange(s: State, fault: Fault['fault'], done: (s: State) => void): string {
    if (fault === 'NO_MEMORY') {
      teardown(s);
      return '-ENOMEM';
    }
    const peer = s.device.identity;
    if (s.exchange.at === 'REQUEST' && fault === 'none' && canAnswer(s, peer)) {
      answer(s, peer);
      return `DOE ${s.exchange.at}`;
    }
    const status = fault === 'none' && s.exchange.at !== 'REQUEST' ? 'RESPONSE' : 'ERROR';
    const result = attempt(commands.RMI_PDEV_COMMUNICATE, s, { status });
    if (s.pdev.comm === 'IDLE') done(s);
    else if (s.pdev.comm === 'ERROR') teardown(s);
    return `${result}, ${status}`;
  }

  function nextOfConnect(s: State): void {
    if (s.pdev.state === 'NEEDS_KEY') s.host.pc = 'connect/set-pubkey';
    else if (s.pdev.state !== 'READY') teardown(s);
    else if (s.pdev.op === 'STREAM_COMPLETE') s.host.pc = 'connect/stream-complete';
    else s.host.pc = 'connect/stream-connect';
  }

  /** A stream that can no longer be taken down goes with its PDEV. */
  function stopNow(s: State): void {
    s.host.pc = s.pdev.comm === 'IDLE' ? 'teardown/pdev-stop' : 'teardown/pdev-abort';
  }
}
