/**
 * cca_tsm_bind(), which creates and locks the VDEV, and cca_tsm_unbind(), which unlocks and destroys it. The guest's lock
 * request is the bind, its unlock request the unbind: the host has no other operation for either. Where the posted driver
 * does otherwise, its departure is named at the line.
 */

import type { Steps } from '../program.ts';
import { attempt } from '../rule.ts';
import type { Seen, State } from '../state.ts';
import { flushStep, submit } from './communicate.ts';
import { mustAbort, teardown } from './disconnect.ts';
import { FAULTS, goTo, type HostPc, type HostSetting, hostStep, rmiCall } from './step.ts';

/** Hands an answer to the realm's vCPU and returns to what the host was doing: nothing, or a disconnect. */
export function answerRealm(setting: HostSetting, s: State, answer: 'SUCCESS' | 'ERROR'): string {
  s.host.pc = 'IDLE';
  if (s.host.leaving) {
    teardown(setting, s);
    return '0';
  }
  if (!s.host.tdi.vmGone) {
    s.host.tdi.answer = answer;
    s.host.tdi.asked = 'NONE';
  }
  return answer;
}

/** The request for LOCKED: bind, or the lock of a VDEV that an unlock has left. */
export function beginBind(setting: HostSetting, s: State): string {
  const { bound } = s.host.tdi;
  if (bound && s.vdevs.v0.state === 'UNLOCKED') {
    s.host.pc = 'bind/vdev-lock';
    return 'begins';
  }
  // The core: bound to the same VM is no error; without a connected device there is no operation.
  if (bound || !s.host.endpoints.ep.connected) {
    answerRealm(setting, s, bound ? 'SUCCESS' : 'ERROR');
    return bound ? '0' : '-ENXIO';
  }
  return beginCreate(s);
}

function beginCreate(s: State): string {
  s.host.tdi.bound = true;
  s.host.pc = 'bind/delegate';
  return 'begins';
}

/**
 * The request for UNLOCKED. The posted host unbinds, which destroys the VDEV; to its realm that looks like a host that completes
 * no request (B5.4.19: RSI_ERROR_INPUT for either). The hardened host leaves an UNLOCKED one to be seen.
 */
export function beginUnlock(setting: HostSetting, s: State): string {
  if (setting.departs('unlock-destroys-vdev')) return beginUnbind(setting, s);
  if (!s.host.endpoints.ep.connected) {
    answerRealm(setting, s, 'ERROR');
    return '-ENXIO';
  }
  if (!s.host.tdi.bound) return beginCreate(s);
  nextOfUnbind(setting, s);
  return 'begins';
}

/** Unbind, for a vdevice or a connection that goes. */
export function beginUnbind(setting: HostSetting, s: State): string {
  if (!s.host.tdi.bound) {
    answerRealm(setting, s, 'SUCCESS');
    return '0';
  }
  nextOfUnbind(setting, s);
  return 'begins';
}

/** The first page that is mapped, or -1. */
export const mappedPage = (s: Seen): number => {
  for (let k = 0; k < s.pages.length; k++) if (s.pages[k]!.output !== 0) return k;
  return -1;
};

/** The realm goes on with its VDEV, which only has to be unlocked. */
const keepsVdev = ({ departs }: HostSetting, s: Seen): boolean =>
  !departs('unlock-destroys-vdev') && !s.host.leaving && !s.host.tdi.vmGone && s.host.tdi.asked !== 'NONE';

/** The next step of taking the VDEV down, from whatever state it is in. */
function nextOfUnbind(setting: HostSetting, s: State): void {
  const { comm, state } = s.vdevs.v0;
  if (state === 'NONE') {
    if (s.host.tdi.page === 'NONE') forget(setting, s);
    else s.host.pc = 'unbind/undelegate';
  } else if (mappedPage(s) >= 0 && !setting.departs('unbind-leaves-mappings')) s.host.pc = 'unbind/unmap';
  else if (mustAbort(setting, comm)) s.host.pc = 'unbind/vdev-abort';
  else if (state === 'UNLOCKED' && keepsVdev(setting, s))
    answerRealm(setting, s, s.host.tdi.asked === 'UNLOCK' ? 'SUCCESS' : 'ERROR');
  else if (state === 'UNLOCKED' || state === 'NEW') s.host.pc = 'unbind/vdev-destroy';
  else s.host.pc = 'unbind/vdev-unlock';
}

/** Of binding, page and objects nothing is left; to a VDEV that is still there, nobody has a pointer. */
function forget(setting: HostSetting, s: State): void {
  const destroyed = s.host.tdi.asked === 'UNLOCK' && setting.departs('unlock-destroys-vdev');
  s.host.tdi.bound = false;
  s.host.tdi.page = 'NONE';
  s.host.tdi.report = 'NONE';
  s.host.tdi.measurements = 'NONE';
  answerRealm(setting, s, destroyed ? 'SUCCESS' : 'ERROR');
}

export function bindSteps(setting: HostSetting): Steps<HostPc> {
  const { commands, departs } = setting;
  const next = (s: State): void => nextOfUnbind(setting, s);
  /** A failure of taking down: noted in the log, or taken up by what comes next. */
  const notDone = (pc: HostPc) => (s: State) => {
    if (departs('unbind-goes-on')) s.host.pc = pc;
    else next(s);
  };
  /** What creating or locking the VDEV came to is returned after an attempt to destroy it. */
  const notBound = (s: State): void => {
    if (keepsVdev(setting, s)) next(s);
    else s.host.pc = 'unbind/vdev-destroy';
  };
  const reached = (state: 'UNLOCKED' | 'LOCKED', lead: (s: State) => void) => (s: State) => {
    const now = s.vdevs.v0.state;
    if (now === state || departs('bind-not-checked')) lead(s);
    else notBound(s);
    return now;
  };
  return [
    hostStep(setting, {
      at: 'bind/delegate',
      does: 'RMI_GRANULE_RANGE_DELEGATE',
      patch: 'v3v-02, v4v-06 cca_vdev_create',
      faults: FAULTS.allocationAndRmi,
      run: rmiCall(
        (s) =>
          s.granules.v0 === 'UNDELEGATED'
            ? attempt(commands.RMI_GRANULE_RANGE_DELEGATE, s, { granule: 'v0' })
            : 'RMI_SUCCESS',
        (s) => {
          s.host.tdi.page = s.granules.v0 === 'VDEV' ? 'ANOTHER' : 'GRANULE';
          s.host.pc = 'bind/vdev-create';
        },
        next,
      ),
    }),
    hostStep(setting, {
      at: 'bind/vdev-create',
      does: 'RMI_VDEV_CREATE',
      patch: 'v3v-02, v4v-06 cca_vdev_create',
      faults: FAULTS.allocationAndRmi,
      run: rmiCall(
        (s) => attempt(commands.RMI_VDEV_CREATE, s, { pdev: 'ep', vdev: 'v0' }),
        (s) => submit(s, ['vdev'], 'bind/unlocked'),
        (s) => {
          s.host.pc = 'unbind/undelegate';
        },
      ),
    }),
    flushStep(setting, {
      at: 'bind/unlocked',
      does: 'flush_work, RMI_VDEV_GET_STATE',
      patch: 'v3v-03, v4v-08 cca_vdev_create',
      run: reached('UNLOCKED', (s) => {
        if (s.host.tdi.asked === 'UNLOCK') answerRealm(setting, s, 'SUCCESS');
        else s.host.pc = 'bind/vdev-lock';
      }),
    }),
    hostStep(setting, {
      at: 'bind/vdev-lock',
      does: 'RMI_VDEV_LOCK',
      patch: 'v3v-02, v4v-06 cca_vdev_create',
      faults: FAULTS.rmi,
      run: rmiCall(
        (s) => attempt(commands.RMI_VDEV_LOCK, s, { vdev: 'v0' }),
        (s) => submit(s, ['vdev'], 'bind/locked'),
        (s) => {
          if (departs('bind-not-checked')) answerRealm(setting, s, 'SUCCESS');
          else notBound(s);
        },
      ),
    }),
    flushStep(setting, {
      at: 'bind/locked',
      does: 'flush_work, RMI_VDEV_GET_STATE',
      patch: 'v3v-03, v4v-08 cca_vdev_create',
      run: reached('LOCKED', (s) => answerRealm(setting, s, 'SUCCESS')),
    }),
    // Departs from v4v-08, which trusts that somebody has unmapped before (B41).
    ...(departs('unbind-leaves-mappings')
      ? []
      : [
          hostStep(setting, {
            at: 'unbind/unmap',
            does: 'RMI_RTT_DEV_UNMAP',
            patch: 'v4v-14 realm_unmap_private_range',
            faults: FAULTS.rmi,
            run: rmiCall((s) => attempt(commands.RMI_RTT_DEV_UNMAP, s, { page: mappedPage(s) }), next, next),
          }),
        ]),
    hostStep(setting, {
      at: 'unbind/vdev-abort',
      does: 'RMI_VDEV_ABORT',
      patch: 'v3v-01, v4v-05 do_dev_communicate',
      faults: FAULTS.rmi,
      run: rmiCall((s) => attempt(commands.RMI_VDEV_ABORT, s, { vdev: 'v0' }), next, next),
    }),
    hostStep(setting, {
      at: 'unbind/vdev-unlock',
      does: 'RMI_VDEV_UNLOCK',
      patch: 'v3v-03, v4v-08 cca_vdev_unlock_and_destroy',
      faults: FAULTS.rmi,
      run: rmiCall(
        (s) => attempt(commands.RMI_VDEV_UNLOCK, s, { vdev: 'v0' }),
        (s) => submit(s, ['vdev'], 'unbind/unlocked'),
        notDone('unbind/vdev-destroy'),
      ),
    }),
    flushStep(setting, {
      at: 'unbind/unlocked',
      does: 'flush_work, RMI_VDEV_GET_STATE',
      patch: 'v3v-03, v4v-08 cca_vdev_unlock_and_destroy',
      run: (s) => {
        const { state } = s.vdevs.v0;
        // A device that does not answer keeps nobody's VDEV: one in ERROR can be destroyed (B4.5.83).
        if (state === 'ERROR') s.host.pc = 'unbind/vdev-destroy';
        else if (state === 'UNLOCKED') next(s);
        else notDone('unbind/vdev-destroy')(s);
        return state;
      },
    }),
    hostStep(setting, {
      at: 'unbind/vdev-destroy',
      does: 'RMI_VDEV_DESTROY',
      patch: 'v3v-03, v4v-08 cca_vdev_unlock_and_destroy',
      faults: FAULTS.rmi,
      run: rmiCall(
        (s) => attempt(commands.RMI_VDEV_DESTROY, s, { vdev: 'v0' }),
        goTo('unbind/undelegate'),
        notDone('unbind/undelegate'),
      ),
    }),
    hostStep(setting, {
      at: 'unbind/undelegate',
      does: 'RMI_GRANULE_RANGE_UNDELEGATE, free what is cached',
      patch: 'v3v-03, v4v-08 cca_tsm_unbind',
      faults: FAULTS.rmi,
      run: (s, fault) => {
        const mine = s.host.tdi.page === 'GRANULE' && fault === 'none';
        const status = mine
          ? attempt(commands.RMI_GRANULE_RANGE_UNDELEGATE, s, { granule: 'v0' })
          : 'RMI_SUCCESS';
        forget(setting, s);
        return fault === 'BUSY' ? 'RMI_BUSY' : status;
      },
    }),
  ];
}
