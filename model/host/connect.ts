/**
 * cca_tsm_connect(): stream id, IDE stream, buffers, PDEV, identity, key, session; with RMM 2.0 the root port's PDEV and the
 * stream between the two; enable. Every allocation, DOE exchange and RMI call is a step that can fail. Where the posted
 * driver does otherwise, its departure is named at the line.
 */

import type { Steps } from '../program.ts';
import { keyMatches } from '../rmm/rmi/pdev-set-pubkey.ts';
import { attempt } from '../rule.ts';
import type { PdevName, Seen, State } from '../state.ts';
import { flushStep, submit } from './communicate.ts';
import { teardown } from './disconnect.ts';
import {
  type Errno,
  FAULTS,
  goTo,
  type HostPc,
  type HostSetting,
  heldFor,
  hostStep,
  pdevOf,
  rmiCall,
} from './step.ts';
import { streamSteps } from './streams.ts';

/** The session is there. RMM 1.1 has set up the stream with it; for 2.0 the root port comes next, if it is not there already. */
function afterSession(s: State): void {
  if (s.feat.streams === 'OF_PDEV') s.host.pc = 'connect/ide-enable';
  else if (s.host.rootPort.buffers) {
    heldFor(s).port = true;
    s.host.pc = 'connect/stream-connect';
  } else s.host.pc = 'connect/port-buffers';
}

/** What an exchange that did not lead where it should is returned as. */
const mismatch = ({ departs }: HostSetting): Errno =>
  departs('mismatch-is-minus-one') ? '-EPERM' : '-EPROTO';

export function connectSteps(setting: HostSetting): Steps<HostPc> {
  const { commands, catalogue, departs } = setting;
  /** The way out of a failure. Before there is an IDE stream, every posting takes it. */
  const givesUp = (s: State, errno: Errno): string => {
    s.host.errno = errno;
    teardown(setting, s);
    return errno;
  };
  const failed = (s: State, errno: Errno): void => {
    if (departs('connect-errors-ignored')) s.host.pc = 'connect/ide-enable';
    else givesUp(s, errno);
  };
  const failsWith = (s: State, errno: Errno): string => {
    failed(s, errno);
    return errno;
  };
  /** With what collecting the identity failed; undefined if it did not. The key is next for what speaks SPDM. */
  const identityFailure = (s: State, state: Seen['pdevs']['ep']['state']): Errno | undefined => {
    if (state === 'ERROR') return s.feat.streams === 'OF_PDEV' ? mismatch(setting) : '-EPROTO';
    if (state === 'NEW' && !departs('identity-abort-is-success'))
      return s.feat.streams === 'OF_PDEV' ? mismatch(setting) : '-EIO';
    return undefined;
  };

  /** From a page to an identity, for the endpoint and with RMM 2.0 for its root port, which has no key to be set. */
  const createSteps = (
    role: 'ep' | 'rp',
    [delegate, create, identity]: readonly [HostPc, HostPc, HostPc],
    patches: readonly [create: string, identity: string],
  ): Steps<HostPc> => {
    const name = (s: State): PdevName => (role === 'rp' ? 'rp' : s.host.of);
    const of = role === 'rp' ? ' of the root port' : '';
    return [
      hostStep(setting, {
        at: delegate,
        does: `RMI_GRANULE_RANGE_DELEGATE${of}`,
        patch: patches[0],
        faults: FAULTS.allocationAndRmi,
        run: rmiCall(
          (s) =>
            s.granules[name(s)] === 'UNDELEGATED'
              ? attempt(commands.RMI_GRANULE_RANGE_DELEGATE, s, { granule: name(s) })
              : 'RMI_SUCCESS',
          (s) => {
            // A page that was lost to an older PDEV is none that the allocator gives out again.
            const lost = s.granules[name(s)] === 'PDEV';
            (role === 'rp' ? s.host.rootPort : heldFor(s)).page = lost ? 'ANOTHER' : 'GRANULE';
            s.host.pc = create;
          },
          failed,
        ),
      }),
      hostStep(setting, {
        at: create,
        does: `RMI_PDEV_CREATE${of}`,
        patch: patches[0],
        faults: FAULTS.allocationAndRmi,
        run: rmiCall(
          (s) => attempt(commands.RMI_PDEV_CREATE, s, { pdev: name(s) }),
          (s) => submit(s, [role], identity),
          failed,
        ),
      }),
      flushStep(setting, {
        at: identity,
        does: `flush_work, RMI_PDEV_GET_STATE${of}`,
        patch: patches[1],
        run: (s) => {
          const { state } = s.pdevs[name(s)];
          const errno = identityFailure(s, state);
          if (errno !== undefined) return failsWith(s, errno);
          if (state === 'NEEDS_KEY') s.host.pc = 'connect/set-pubkey';
          else if (role === 'ep') afterSession(s);
          else s.host.pc = 'connect/stream-connect';
          return state;
        },
      }),
    ];
  };

  return [
    hostStep(setting, {
      at: 'connect/ide-alloc',
      does: 'pci_ide_stream_alloc',
      patch: 'v3c-02, v4c-01 cca_tsm_connect',
      faults: FAULTS.ideAllocation,
      run: (s, fault) => {
        // pci_ide_stream_alloc() returns NULL for either.
        if (fault !== 'none')
          return givesUp(
            s,
            fault === 'NO_MEMORY' || departs('no-ide-is-no-memory') ? '-ENOMEM' : '-EOPNOTSUPP',
          );
        heldFor(s).ide = 'ALLOCATED';
        s.host.pc = 'connect/ide-register';
        return 'allocated';
      },
    }),
    hostStep(setting, {
      at: 'connect/ide-register',
      does: 'pci_ide_stream_register, setup, tsm_ide_stream_register',
      patch: 'v3c-02, v4c-01 cca_tsm_connect',
      faults: FAULTS.registration,
      run: (s, fault) => {
        if (fault !== 'none') return givesUp(s, '-ENXIO');
        heldFor(s).ide = 'REGISTERED';
        s.host.pc = 'connect/buffers';
        return 'registered';
      },
    }),
    hostStep(setting, {
      at: 'connect/buffers',
      does: 'init_dev_communication_buffers',
      patch: 'v3c-04, v4c-03',
      faults: FAULTS.allocation,
      run: (s, fault) => {
        if (fault !== 'none') return failsWith(s, '-ENOMEM');
        heldFor(s).buffers = true;
        s.host.pc = 'connect/delegate';
        return 'allocated';
      },
    }),
    ...createSteps(
      'ep',
      ['connect/delegate', 'connect/pdev-create', 'connect/identity'],
      ['v3c-03, v4c-02 cca_pdev_create', 'v3c-10 cca_pdev_ide_setup, v4c-09 cca_pdev_collect_identity'],
    ),
    hostStep(setting, {
      at: 'connect/set-pubkey',
      does: 'RMI_PDEV_SET_PUBKEY',
      patch: 'v3c-10, v4c-08 pdev_set_public_key',
      faults: FAULTS.allocationAndRmi,
      run: (s, fault) => {
        const { certificate } = pdevOf(s);
        const key = certificate === 'NONE' ? 'GENUINE' : certificate;
        // parse_certificate_chain(): the key of the certificate that ends the cached chain, if its algorithm is known.
        if (fault === 'none' && !keyMatches(catalogue, certificate, key)) return failsWith(s, '-EINVAL');
        return rmiCall(
          () => attempt(commands.RMI_PDEV_SET_PUBKEY, s, { pdev: s.host.of, key }),
          () => submit(s, ['ep'], 'connect/session'),
          failed,
          '-ENXIO',
        )(s, fault);
      },
    }),
    flushStep(setting, {
      at: 'connect/session',
      does: 'flush_work, RMI_PDEV_GET_STATE',
      patch: 'v3c-10 cca_pdev_ide_setup, v4c-09 cca_pdev_set_public_key',
      run: (s) => {
        if (pdevOf(s).state !== 'READY') return failsWith(s, mismatch(setting));
        afterSession(s);
        return 'READY';
      },
    }),
    hostStep(setting, {
      at: 'connect/port-buffers',
      does: 'kzalloc, init_dev_communication_buffers of the root port',
      patch: 'v4c-11 cca_root_port_pdev_create',
      faults: FAULTS.allocation,
      run: (s, fault) => {
        if (fault !== 'none') return failsWith(s, '-ENOMEM');
        s.host.rootPort.buffers = true;
        heldFor(s).port = true;
        s.host.pc = 'connect/port-delegate';
        return 'allocated';
      },
    }),
    ...createSteps(
      'rp',
      ['connect/port-delegate', 'connect/port-create', 'connect/port-identity'],
      ['v4c-11 cca_root_port_pdev_create', 'v4c-11 cca_root_port_pdev_create'],
    ),
    ...streamSteps(setting, {
      begin: 'connect/stream-connect',
      peers: 'connect/stream-peers',
      complete: 'connect/stream-complete',
      command: 'RMI_PDEV_STREAM_CONNECT',
      patch: 'v4c-11 cca_pdev_create_ncoh_stream',
      faults: FAULTS.allocationAndRmi,
      next: goTo('connect/ide-enable'),
      failed,
    }),
    hostStep(setting, {
      at: 'connect/ide-enable',
      does: 'pci_ide_stream_enable',
      patch: 'v3c-02, v4c-11 cca_tsm_connect',
      run: (s) => {
        if (!s.devices[s.host.of].ide && !departs('enable-not-checked') && !departs('connect-errors-ignored'))
          return failsWith(s, '-ENXIO');
        heldFor(s).ide = 'ENABLED';
        heldFor(s).connected = true;
        s.host.pc = 'IDLE';
        return '0';
      },
    }),
  ];
}
