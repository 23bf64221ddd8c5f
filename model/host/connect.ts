/**
 * cca_tsm_connect() of the host series v4 (RMM 2.0-bet1), for an endpoint with IDE: stream id, IDE stream, buffers,
 * PDEV, identity, key, session, stream, enable. Every allocation, DOE exchange and RMI call is a step that can fail.
 * The root port's worker is folded into the stream (see model/state.ts).
 */

import type { Device } from '../device/device.ts';
import type { Catalogue } from '../evidence/catalogue.ts';
import type { Steps } from '../program.ts';
import type { Commands } from '../rmm/commands.ts';
import { keyMatches } from '../rmm/rmi/pdev-set-pubkey.ts';
import { attempt } from '../rule.ts';
import type { State } from '../state.ts';
import { communicate } from './communicate.ts';
import { release, teardown } from './disconnect.ts';
import { FAULTS, goTo, type HostPc, hostStep, rmiCall } from './step.ts';

/** Where a finished transaction leads, by the state it left the PDEV in. */
function afterTransaction(s: State): void {
  if (s.pdevs.ep.state === 'NEEDS_KEY') s.host.pc = 'connect/set-pubkey';
  else if (s.pdevs.ep.state !== 'READY') teardown(s);
  else if (s.pdevs.ep.op === 'STREAM_COMPLETE') s.host.pc = 'connect/stream-complete';
  else s.host.pc = 'connect/stream-connect';
}

export function connectSteps(commands: Commands, catalogue: Catalogue, device: Device): Steps<HostPc> {
  return [
    hostStep(
      'connect/ide-alloc',
      'pci_ide_stream_alloc',
      'v4c-01 cca_tsm_connect',
      FAULTS.allocation,
      (s, fault) => {
        if (fault !== 'none') {
          release(s);
          return '-ENOMEM';
        }
        s.host.ide = 'ALLOCATED';
        s.host.pc = 'connect/ide-register';
        return 'allocated';
      },
    ),
    hostStep(
      'connect/ide-register',
      'pci_ide_stream_register, setup, tsm_ide_stream_register',
      'v4c-01 cca_tsm_connect',
      FAULTS.registration,
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
    hostStep('connect/buffers', 'init_dev_communication_buffers', 'v4c-03', FAULTS.allocation, (s, fault) => {
      if (fault !== 'none') {
        s.host.pc = 'teardown/release';
        return '-ENOMEM';
      }
      s.host.buffers = true;
      s.host.pc = 'connect/delegate';
      return 'allocated';
    }),
    hostStep(
      'connect/delegate',
      'RMI_GRANULE_RANGE_DELEGATE',
      'v4c-02 cca_pdev_create',
      FAULTS.allocationAndRmi,
      rmiCall(
        (s) => attempt(commands.RMI_GRANULE_RANGE_DELEGATE, s, { granule: 'ep' }),
        (s) => {
          s.host.pdevPage = true;
          s.host.pc = 'connect/pdev-create';
        },
        goTo('teardown/release'),
      ),
    ),
    hostStep(
      'connect/pdev-create',
      'RMI_PDEV_CREATE',
      'v4c-02 cca_pdev_create',
      FAULTS.allocationAndRmi,
      rmiCall(
        (s) => attempt(commands.RMI_PDEV_CREATE, s, { pdev: 'ep' }),
        goTo('connect/communicate'),
        teardown,
      ),
    ),
    communicate(
      commands,
      device,
      'connect/communicate',
      'v4c-03 do_dev_communicate',
      afterTransaction,
      teardown,
    ),
    hostStep(
      'connect/set-pubkey',
      'RMI_PDEV_SET_PUBKEY',
      'v4c-08 pdev_set_public_key',
      FAULTS.allocationAndRmi,
      (s, fault) => {
        const key = s.pdevs.ep.certificate === 'NONE' ? 'GENUINE' : s.pdevs.ep.certificate;
        // parse_certificate_chain(): the key of the certificate that ends the cached chain, if its algorithm is known.
        if (fault !== 'none' || !keyMatches(catalogue, s.pdevs.ep.certificate, key)) {
          teardown(s);
          return fault === 'none' ? '-EINVAL' : '-ENOMEM';
        }
        const status = attempt(commands.RMI_PDEV_SET_PUBKEY, s, { pdev: 'ep', key });
        if (status === 'RMI_SUCCESS') s.host.pc = 'connect/communicate';
        else teardown(s);
        return status;
      },
    ),
    hostStep(
      'connect/stream-connect',
      'RMI_PDEV_STREAM_CONNECT',
      'v4c-11 cca_pdev_create_ncoh_stream',
      FAULTS.allocationAndRmi,
      rmiCall(
        (s) => attempt(commands.RMI_PDEV_STREAM_CONNECT, s, { pdev_1: 'ep' }),
        goTo('connect/communicate'),
        teardown,
      ),
    ),
    hostStep(
      'connect/stream-complete',
      'RMI_PDEV_STREAM_COMPLETE',
      'v4c-11 cca_pdev_create_ncoh_stream',
      FAULTS.rmi,
      rmiCall(
        (s) => attempt(commands.RMI_PDEV_STREAM_COMPLETE, s, { pdev_1: 'ep' }),
        goTo('connect/ide-enable'),
        teardown,
      ),
    ),
    // Departs from v4, which ignores the result and leaves the enable bit set (B43, F-44).
    hostStep('connect/ide-enable', 'pci_ide_stream_enable', 'v4c-11 cca_tsm_connect', FAULTS.never, (s) => {
      if (!s.devices.ep.ide) {
        teardown(s);
        return '-ENXIO';
      }
      s.host.ide = 'ENABLED';
      s.host.connected = true;
      s.host.pc = 'IDLE';
      return '0';
    }),
  ];
}
