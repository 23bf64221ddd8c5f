/**
 * The work items that communicate for a PDEV or VDEV: RMI_*_COMMUNICATE and the DOE exchanges that it asks for, until the RMM
 * is done. They run beside their submitter, which waits for them, and in a stream operation beside each other. A failure on
 * the host's side aborts the transaction; one of the device's is told to the RMM. All TDIs of a device go through the buffers
 * and the one work queue of its PDEV (v3v-01), so that a VDEV is communicated for by the endpoint's worker.
 */

import type { Input } from '../../checker/contract.ts';
import { cite } from '../cite.ts';
import { answer, canAnswer } from '../device/answer.ts';
import type { ProgramStep } from '../program.ts';
import { attempt, type ModelRule, modelRule } from '../rule.ts';
import { MAX_ROUNDS, MAX_TURNS, type Seen, type State } from '../state.ts';
import { type HostPc, type HostSetting, hostStep } from './step.ts';

/** What is communicated for: the PDEV of the endpoint that the operation is about, of its root port, or the VDEV. */
export type Role = 'ep' | 'rp' | 'vdev';

const workerName = (role: Role): 'ep' | 'rp' => (role === 'rp' ? 'rp' : 'ep');
const workerOf = (s: State, role: Role): State['host']['workers']['ep'] => s.host.workers[workerName(role)];
const pdevName = (s: Seen, role: Role) => (role === 'rp' ? 'rp' : s.host.of);

/** What commands on either kind of object go by. */
type Communicating = {
  readonly comm: Seen['pdevs']['ep']['comm'];
  readonly state: string;
  readonly op: string;
};
const objectOf = (s: Seen, role: Role): Communicating =>
  role === 'vdev' ? s.vdevs.v0 : s.pdevs[pdevName(s, role)];
/** The other end of a stream operation. A VDEV has none. */
const otherEnd = { ep: 'rp', rp: 'ep', vdev: 'vdev' } as const;

/** Where the endpoint's worker communicates for the VDEV. */
const FOR_VDEV: ReadonlySet<string> = new Set([
  'bind/unlocked',
  'bind/locked',
  'unbind/unlocked',
  'request/started',
  'request/report',
  'request/measurements',
]);
/** Where what the device answers is cached: the chain and the VCA of a PDEV, the two objects of a VDEV. */
const CACHES: ReadonlySet<string> = new Set(['connect/identity', 'request/report', 'request/measurements']);
const STREAMS: ReadonlySet<string> = new Set(['connect/stream-peers', 'teardown/stream-peers']);

/** Queues the work items and leaves the submitter waiting for them in `pc`. */
export function submit(s: State, roles: readonly Role[], pc: State['host']['pc']): void {
  for (const role of roles) {
    const worker = workerOf(s, role);
    worker.at = 'RUNS';
    worker.failed = false;
    worker.turns = 0;
  }
  s.host.rounds = 0;
  s.host.pc = pc;
}

/** The submitter has nothing left to wait for. */
const ended = (s: Seen): boolean => s.host.workers.ep.at === 'ENDED' && s.host.workers.rp.at === 'ENDED';

/** The step in which the submitter finds that its workers have ended. What they noted is read there for the last time. */
export const flushStep = (
  setting: HostSetting,
  text: { at: HostPc; does: string; patch: string; run: (s: State) => string },
): ProgramStep<HostPc, never> =>
  hostStep(setting, {
    ...text,
    when: ended,
    run: (s) => {
      const { ep, rp } = s.host.workers;
      const outcome = text.run(s);
      ep.failed = false;
      rp.failed = false;
      return outcome;
    },
  });

/** What a worker counted is for the other one: when both have ended nobody reads it. */
function end(s: State, role: Role): void {
  const worker = workerOf(s, role);
  worker.at = 'ENDED';
  if (objectOf(s, role).state === 'ERROR') worker.failed = true;
  worker.turns += 1;
  if (!ended(s)) return;
  for (const each of [s.host.workers.ep, s.host.workers.rp]) each.turns = 0;
  s.host.rounds = 0;
}

/** RMM and device have finished with the transaction, one way or the other. */
function endIfOver(s: State, role: Role): void {
  const { comm } = objectOf(s, role);
  if (comm === 'IDLE' || comm === 'ERROR') end(s, role);
}

/** What one round of a worker can meet: nothing, a fault, or an exit that asks for more or for the other one. */
type Round = { readonly meets: 'none' | 'BUSY' | 'NO_MEMORY' | 'DOE_FAILED' | 'MORE' | 'STREAM_WAIT' };

const at = (s: Seen, message: 'REQUEST' | 'RESPONSE'): boolean => s.exchanges[s.host.of].at === message;

/** The RMM sends a worker to wait only as long as the other end has not done its part. */
const canWait = (s: Seen, role: Role): boolean =>
  STREAMS.has(s.host.pc) &&
  s.host.workers[workerName(role)].turns < MAX_TURNS - 1 &&
  objectOf(s, role).comm === 'PENDING' &&
  objectOf(s, otherEnd[role]).op !== 'STREAM_COMPLETE';

function canMeet(s: Seen, role: Role, meets: Round['meets']): boolean {
  const active = role !== 'rp' && objectOf(s, role).comm === 'ACTIVE';
  switch (meets) {
    case 'none':
      return true;
    case 'BUSY':
      return !active || !at(s, 'REQUEST');
    case 'NO_MEMORY':
      return active && at(s, 'RESPONSE') && CACHES.has(s.host.pc);
    case 'DOE_FAILED':
      return active && at(s, 'REQUEST');
    case 'MORE':
      return active && at(s, 'RESPONSE');
    case 'STREAM_WAIT':
      return canWait(s, role);
  }
}

/** What there is to meet for each: a root port exchanges nothing, and a VDEV has no other end. */
const MEETS: Readonly<Record<Role, readonly Round['meets'][]>> = {
  ep: ['none', 'BUSY', 'NO_MEMORY', 'DOE_FAILED', 'MORE', 'STREAM_WAIT'],
  rp: ['none', 'BUSY', 'STREAM_WAIT'],
  vdev: ['none', 'BUSY', 'NO_MEMORY', 'DOE_FAILED', 'MORE'],
};

/** The workers that a world has need of. */
export const communicateRules = (setting: HostSetting, roles: readonly Role[]): readonly ModelRule[] =>
  roles.flatMap((role) => workerRules(setting, role));

function workerRules({ commands, device, departs }: HostSetting, role: Role): readonly ModelRule[] {
  const call = (s: State, status: 'NONE' | 'RESPONSE' | 'ERROR', more = false): string => {
    const rest = { status, ...(more ? { more: true as const } : {}) };
    return role === 'vdev'
      ? attempt(commands.RMI_VDEV_COMMUNICATE, s, { vdev: 'v0', ...rest })
      : attempt(commands.RMI_PDEV_COMMUNICATE, s, { pdev: pdevName(s, role), ...rest });
  };
  const abort = (s: State): string =>
    role === 'vdev'
      ? attempt(commands.RMI_VDEV_ABORT, s, { vdev: 'v0' })
      : attempt(commands.RMI_PDEV_ABORT, s, { pdev: pdevName(s, role) });

  /** A failure on the host's side: -EBUSY, -ENOMEM, or anything but RMI_SUCCESS. */
  function giveUp(s: State): void {
    const worker = workerOf(s, role);
    worker.at = 'ABORTS';
    worker.failed = true;
  }

  function wait(s: State): string {
    const worker = workerOf(s, role);
    worker.turns += 1;
    worker.at = 'WAITS';
    return 'RMI_SUCCESS, STREAM_WAIT';
  }

  function doe(s: State, failed: boolean): string {
    const name = s.host.of;
    const peer = s.devices[name].identity;
    if (!failed && canAnswer(s, name, peer)) {
      answer(s, name, peer, device);
      return `DOE ${s.exchanges[name].at}`;
    }
    const status = call(s, 'ERROR');
    endIfOver(s, role);
    return `DOE failed, ${status}`;
  }

  /** The device's answer makes the RMM ask for more. The hardened driver says at some point that there is no answer. */
  function more(s: State): string {
    if (departs('exchange-without-bound')) return call(s, 'RESPONSE', true);
    if (s.host.rounds === MAX_ROUNDS) {
      const status = call(s, 'ERROR');
      endIfOver(s, role);
      return `too many rounds, ${status}`;
    }
    s.host.rounds += 1;
    return call(s, 'RESPONSE', true);
  }

  function round(s: State, meets: Round['meets']): string {
    const { comm } = objectOf(s, role);
    switch (meets) {
      case 'BUSY':
        if (!departs('busy-is-fatal')) return 'RMI_BUSY, calls again';
        giveUp(s);
        return 'RMI_BUSY';
      case 'NO_MEMORY':
        giveUp(s);
        return '-ENOMEM';
      case 'STREAM_WAIT':
        return wait(s);
      case 'MORE':
        return more(s);
      default: {
        if (role !== 'rp' && comm === 'ACTIVE' && at(s, 'REQUEST')) return doe(s, meets === 'DOE_FAILED');
        const status = call(s, comm === 'PENDING' ? 'NONE' : 'RESPONSE');
        if (status === 'RMI_SUCCESS') endIfOver(s, role);
        else giveUp(s);
        return status;
      }
    }
  }

  const kind = role === 'vdev' ? 'VDEV' : 'PDEV';
  const mine = (s: Seen): boolean => role === 'rp' || (role === 'vdev') === FOR_VDEV.has(s.host.pc);
  const worker = (s: Seen): Seen['host']['workers']['ep'] => s.host.workers[workerName(role)];
  const peer = (s: Seen): Seen['host']['workers']['ep'] => s.host.workers[workerName(otherEnd[role])];
  return [
    modelRule<Round>({
      name: `communicate/${role}: RMI_${kind}_COMMUNICATE${role === 'rp' ? '' : ' and DOE'}`,
      actor: 'host',
      cites: [cite.host('v3c-04, v4c-03 _do_dev_communicate'), cite.host('v4c-10 stream_connect_workfn')],
      inputs: MEETS[role].map((meets) => ({ meets })),
      offered: (s, { meets }) => worker(s).at === 'RUNS' && mine(s) && canMeet(s, role, meets),
      effect: (s, { meets }) => round(s, meets),
    }),
    modelRule<{ readonly fault: 'none' | 'BUSY' }>({
      name: `communicate/${role}: RMI_${kind}_ABORT`,
      actor: 'host',
      cites: [cite.host('v3c-04, v4c-03 do_dev_communicate')],
      inputs: [{ fault: 'none' }, { fault: 'BUSY' }],
      offered: (s) => worker(s).at === 'ABORTS' && mine(s),
      effect: (s, { fault }) => {
        if (fault === 'BUSY' && !departs('busy-is-fatal')) return 'RMI_BUSY, calls again';
        // What it answers is looked at by nobody.
        const status = fault === 'BUSY' ? 'RMI_BUSY' : abort(s);
        end(s, role);
        return status;
      },
    }),
    ...(role === 'vdev'
      ? []
      : [
          modelRule<Input>({
            name: `communicate/${role}: the other end has come as far`,
            actor: 'host',
            cites: [cite.host('v4c-10 stream_connect_workfn'), cite.inferred('B48')],
            inputs: [{}],
            offered: (s) =>
              worker(s).at === 'WAITS' &&
              (peer(s).turns >= worker(s).turns ||
                (!departs('peer-wait-outlives-peer') && peer(s).at === 'ENDED')),
            effect: (s) => {
              // An end that has left without doing its part will not do it any more.
              if (!departs('peer-wait-outlives-peer') && peer(s).failed) {
                giveUp(s);
                return 'the other end has given up';
              }
              workerOf(s, role).at = 'RUNS';
              return 'goes on';
            },
          }),
        ]),
  ];
}
