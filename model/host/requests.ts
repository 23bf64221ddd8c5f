/** What a guest asks the host for by RHI once the device is bound: RUN, and fresh evidence, which the host then caches. */

import type { Steps } from '../program.ts';
import { attempt } from '../rule.ts';
import type { State } from '../state.ts';
import { answerRealm } from './bind.ts';
import { flushStep, submit } from './communicate.ts';
import { FAULTS, type HostPc, type HostSetting, hostStep, rmiCall } from './step.ts';

/** The three requests that end in a device transaction. */
const REQUESTS = {
  RUN: {
    at: 'request/start',
    next: 'request/started',
    command: 'RMI_VDEV_START',
    patch: 'v3v-11, v4v-15 cca_vdev_device_start',
    faults: FAULTS.rmi,
  },
  REPORT: {
    at: 'request/get-report',
    next: 'request/report',
    command: 'RMI_VDEV_GET_INTERFACE_REPORT',
    patch: 'v3v-06 cca_vdev_get_interface_report, v4v-11 cca_vdev_update_interface_report',
    faults: FAULTS.rmi,
  },
  MEASUREMENTS: {
    at: 'request/get-measurements',
    next: 'request/measurements',
    command: 'RMI_VDEV_GET_MEASUREMENTS',
    patch: 'v3v-07 cca_vdev_get_device_measurements, v4v-12 cca_vdev_update_device_measurements',
    faults: FAULTS.allocationAndRmi,
  },
} as const;
export type Request = keyof typeof REQUESTS;

/** The driver wants a bound TDI. */
export function beginRequest(setting: HostSetting, s: State, request: Request): string {
  if (!s.host.tdi.bound) {
    answerRealm(setting, s, 'ERROR');
    return '-ENXIO';
  }
  s.host.pc = REQUESTS[request].at;
  return 'begins';
}

/** The worker empties the object before the first exchange for a new one (B52 of the host catalogue). */
function emptyCache(s: State, request: Request): void {
  if (request === 'REPORT') s.host.tdi.report = 'NONE';
  if (request === 'MEASUREMENTS') s.host.tdi.measurements = 'NONE';
}

/** What the transaction came to: for RUN by the state of the VDEV, for an object by what its worker noted. */
function finish(setting: HostSetting, s: State, request: Request): string {
  const vdev = s.vdevs.v0;
  const { tdi } = s.host;
  const done = request === 'RUN' ? vdev.state === 'STARTED' : !s.host.workers.ep.failed;
  if (done && request === 'REPORT') tdi.report = vdev.reportDigest;
  if (done && request === 'MEASUREMENTS') tdi.measurements = vdev.measDigest;
  answerRealm(setting, s, done ? 'SUCCESS' : 'ERROR');
  return done ? '0' : request === 'RUN' ? '-EPROTO' : '-ENXIO';
}

export const requestSteps = (setting: HostSetting): Steps<HostPc> =>
  (Object.keys(REQUESTS) as Request[]).flatMap((request) => {
    const { at, next, command, patch, faults } = REQUESTS[request];
    return [
      hostStep(setting, {
        at,
        does: command,
        patch,
        faults,
        run: rmiCall(
          (s) => attempt(setting.commands[command], s, { vdev: 'v0' }),
          (s) => {
            if (setting.departs('refresh-destroys-old')) emptyCache(s, request);
            submit(s, ['vdev'], next);
          },
          (s) => {
            answerRealm(setting, s, 'ERROR');
          },
        ),
      }),
      flushStep(setting, {
        at: next,
        does: 'flush_work, RMI_VDEV_GET_STATE',
        patch,
        run: (s) => finish(setting, s, request),
      }),
    ];
  });
