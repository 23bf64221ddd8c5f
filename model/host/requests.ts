/** What a guest asks the host for by RHI once the device is bound: RUN, and fresh evidence, which the host then caches. */

import type { Steps } from '../program.ts';
import { attempt } from '../rule.ts';
import type { State } from '../state.ts';
import { answerRealm } from './bind.ts';
import { ended, submit } from './communicate.ts';
import { FAULTS, type HostPc, type HostSetting, hostStep, rmiCall } from './step.ts';

/** The three requests that end in a device transaction. */
const REQUESTS = {
  RUN: {
    at: 'request/start',
    next: 'request/started',
    command: 'RMI_VDEV_START',
    patch: 'v3v-11, v4v-15 cca_tsm_guest_req: SET_TDI_STATE',
  },
  REPORT: {
    at: 'request/get-report',
    next: 'request/report',
    command: 'RMI_VDEV_GET_INTERFACE_REPORT',
    patch: 'v3v-06, v4v-11 cca_update_interface_report',
  },
  MEASUREMENTS: {
    at: 'request/get-measurements',
    next: 'request/measurements',
    command: 'RMI_VDEV_GET_MEASUREMENTS',
    patch: 'v3v-07, v4v-12 cca_update_measurements',
  },
} as const;
export type Request = keyof typeof REQUESTS;

/** The driver wants a bound TDI, and empties the object before it asks for a new one (B52 of the host catalogue). */
export function beginRequest(setting: HostSetting, s: State, request: Request): string {
  if (!s.host.tdi.bound) {
    answerRealm(setting, s, 'ERROR');
    return '-ENXIO';
  }
  if (setting.departs('refresh-destroys-old')) emptyCache(s, request);
  s.host.pc = REQUESTS[request].at;
  return 'begins';
}

function emptyCache(s: State, request: Request): void {
  if (request === 'REPORT') s.host.tdi.report = 'NONE';
  if (request === 'MEASUREMENTS') s.host.tdi.measurements = 'NONE';
}

/** What the transaction came to, by the state and digests that the RMM has now. */
function finish(setting: HostSetting, s: State, request: Request): string {
  const vdev = s.vdevs.v0;
  const { tdi } = s.host;
  const done = request === 'RUN' ? vdev.state === 'STARTED' : vdev.comm === 'IDLE' && vdev.state !== 'ERROR';
  if (done && request === 'REPORT') tdi.report = vdev.reportDigest;
  if (done && request === 'MEASUREMENTS') tdi.measurements = vdev.measDigest;
  answerRealm(setting, s, done ? 'SUCCESS' : 'ERROR');
  return done ? '0' : request === 'RUN' ? '-EPROTO' : '-ENXIO';
}

export const requestSteps = (setting: HostSetting): Steps<HostPc> =>
  (Object.keys(REQUESTS) as Request[]).flatMap((request) => {
    const { at, next, command, patch } = REQUESTS[request];
    return [
      hostStep(setting, {
        at,
        does: command,
        patch,
        faults: FAULTS.rmi,
        run: rmiCall(
          (s) => attempt(setting.commands[command], s, { vdev: 'v0' }),
          (s) => submit(s, ['vdev'], next),
          (s) => {
            answerRealm(setting, s, 'ERROR');
          },
        ),
      }),
      hostStep(setting, {
        at: next,
        does: 'flush_work, RMI_VDEV_GET_STATE',
        patch,
        when: ended,
        run: (s) => finish(setting, s, request),
      }),
    ];
  });
