/**
 * What KVM and the VMM do when the realm's REC exits: complete a request on the VDEV, map and validate device memory, change
 * RIPAS. The next REC entry hands the realm what came of it.
 */

import { cite } from '../cite.ts';
import type { Steps } from '../program.ts';
import { attempt, type ModelRule, modelRule } from '../rule.ts';
import type { Seen, State } from '../state.ts';
import { answerRealm, beginBind, beginUnlock } from './bind.ts';
import { beginRequest } from './requests.ts';
import { FAULTS, goTo, type HostPc, type HostSetting, hostStep, rmiCall } from './step.ts';

/** What the vCPU is waiting for: an RHI call, or one of the exits that the RMM makes of an RSI call. */
export type Asked = State['host']['tdi']['asked'];
export type AskedOf = (s: Seen) => Asked;

const EXITS = {
  NONE: 'IDLE',
  VDEV_COMPLETE: 'IDLE',
  VDEV_REQUEST: 'exit/complete',
  DEV_MEM: 'exit/map',
  RIPAS: 'exit/unmap',
} as const satisfies Readonly<Record<State['rec']['pending'], HostPc>>;

/** Whether the vCPU has exited, and has not been served yet. */
const waits = (s: Seen, askedOf: AskedOf): boolean =>
  s.host.tdi.answer === 'NONE' && (askedOf(s) !== 'NONE' || EXITS[s.rec.pending] !== 'IDLE');

/** The exit reaches the VMM, which does what it is for. */
export const exitRules = (setting: HostSetting, askedOf: AskedOf): readonly ModelRule[] => [
  modelRule<Record<never, never>>({
    name: 'VMM serves the exit',
    actor: 'host',
    cites: [cite.host('v4v-09 to v4v-15: guest requests'), cite.host('v4v-13 KVM_EXIT_ARM64_TIO')],
    inputs: [{}],
    offered: (s) => s.host.pc === 'IDLE' && waits(s, askedOf),
    effect: (s) => {
      const asked = askedOf(s);
      switch (asked) {
        case 'NONE':
          s.host.pc = EXITS[s.rec.pending];
          return s.rec.pending;
        case 'LOCK':
          s.host.tdi.asked = 'LOCK';
          return `LOCK: ${beginBind(setting, s)}`;
        case 'UNLOCK':
          s.host.tdi.asked = 'UNLOCK';
          return `UNLOCK: ${beginUnlock(setting, s)}`;
        default:
          return `${asked}: ${beginRequest(setting, s, asked)}`;
      }
    },
  }),
];

/** The first page of what the realm asks for that is mapped to such an output, or the end. */
function nextWhere(s: Seen, is: (output: number) => boolean): number {
  for (let k = s.rec.progress; k < s.rec.top; k++) if (is(s.pages[k]!.output)) return k;
  return s.rec.top;
}

export function exitSteps(setting: HostSetting): Steps<HostPc> {
  const { commands } = setting;
  const done = (s: State): void => {
    answerRealm(setting, s, 'SUCCESS');
  };
  const refuse = (s: State): void => {
    answerRealm(setting, s, 'ERROR');
  };
  const validateNext = (s: State): void => {
    if (s.rec.progress < s.rec.top) s.host.pc = 'exit/validate';
    else done(s);
  };
  return [
    hostStep(setting, {
      at: 'exit/complete',
      does: 'RMI_VDEV_COMPLETE',
      // The mails of v4 leave the patch out, and its KVM says that the exit is not supported; RMM 2.0 needs it.
      patch: 'v3v-08 cca_vdev_device_request',
      faults: FAULTS.rmi,
      run: rmiCall((s) => attempt(commands.RMI_VDEV_COMPLETE, s, { vdev: 'v0' }), done, refuse),
    }),
    hostStep(setting, {
      at: 'exit/map',
      does: 'RMI_RTT_DEV_MAP',
      patch: 'v4v-13 cca_vdev_device_map, realm_dev_mem_map',
      faults: FAULTS.allocationAndRmi,
      run: (s, fault) => {
        const page = nextWhere(s, (output) => output === 0);
        if (page === s.rec.top) {
          validateNext(s);
          return 'mapped';
        }
        const granule = s.rec.output - 1 + (page - s.rec.base);
        // Departs from v4v-13, which maps what it is told (B38): that it is no memory of the device it learns from the RMM.
        if (granule < 0 || granule >= s.deviceGranules.length) {
          refuse(s);
          return '-EINVAL';
        }
        return rmiCall(
          () => attempt(commands.RMI_RTT_DEV_MAP, s, { page, granule, vdev: 'v0' }),
          goTo('exit/map'),
          refuse,
        )(s, fault);
      },
    }),
    hostStep(setting, {
      at: 'exit/validate',
      does: 'RMI_RTT_DEV_VALIDATE',
      patch: 'v4v-13 kvm_complete_vdev_map_validate',
      faults: FAULTS.rmi,
      run: rmiCall(
        (s) => attempt(commands.RMI_RTT_DEV_VALIDATE, s, { page: s.rec.progress }),
        validateNext,
        refuse,
      ),
    }),
    hostStep(setting, {
      at: 'exit/unmap',
      does: 'RMI_RTT_DEV_UNMAP',
      patch: 'v4v-14 realm_set_ipa_state, realm_unmap_private_range',
      faults: FAULTS.rmi,
      run: (s, fault) => {
        const page = nextWhere(s, (output) => output !== 0);
        if (page === s.rec.top) {
          s.host.pc = 'exit/set-ripas';
          return 'none is mapped';
        }
        return rmiCall(
          () => attempt(commands.RMI_RTT_DEV_UNMAP, s, { page }),
          goTo('exit/unmap'),
          refuse,
        )(s, fault);
      },
    }),
    hostStep(setting, {
      at: 'exit/set-ripas',
      does: 'RMI_RTT_SET_RIPAS',
      patch: 'v4v-14 realm_set_ipa_state',
      faults: FAULTS.rmi,
      run: rmiCall(
        (s) => attempt(commands.RMI_RTT_SET_RIPAS, s, { page: s.rec.progress }),
        (s) => {
          if (s.rec.progress === s.rec.top) done(s);
        },
        refuse,
      ),
    }),
  ];
}
