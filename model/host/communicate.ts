/**
 * The work items that communicate for a PDEV: RMI_PDEV_COMMUNICATE and the DOE exchanges that it asks for, until the RMM is
 * done. They run beside their submitter, which waits for them, and in a stream operation beside each other. A failure on the
 * host's side aborts the transaction; one of the device's is told to the RMM.
 */

import type { Input } from '../../checker/contract.ts';
import { cite } from '../cite.ts';
import { answer, canAnswer } from '../device/answer.ts';
import { attempt, type ModelRule, modelRule } from '../rule.ts';
import { MAX_ROUNDS, MAX_TURNS, type PdevName, type Seen, type State } from '../state.ts';
import type { HostSetting } from './step.ts';

/** Whose work item: of the endpoint that the operation is about, or of the root port above it. */
export type Role = 'ep' | 'rp';

const other = { ep: 'rp', rp: 'ep' } as const;
const pdevName = (s: Seen, role: Role): PdevName => (role === 'rp' ? 'rp' : s.host.of);
const workerOf = (s: State, role: Role): State['host']['workers']['ep'] => s.host.workers[role];

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
export const ended = (s: Seen): boolean =>
  s.host.workers.ep.at === 'ENDED' && s.host.workers.rp.at === 'ENDED';

/** What a worker counted and noted is for the other one: when both have ended nobody reads it. */
function end(s: State, role: Role): void {
  const worker = workerOf(s, role);
  worker.at = 'ENDED';
  if (s.pdevs[pdevName(s, role)].state === 'ERROR') worker.failed = true;
  if (worker.turns < MAX_TURNS) worker.turns += 1;
  if (!ended(s)) return;
  for (const each of [s.host.workers.ep, s.host.workers.rp]) {
    each.turns = 0;
    each.failed = false;
  }
  s.host.rounds = 0;
}

/** RMM and device have finished with the transaction, one way or the other. */
function endIfOver(s: State, role: Role): void {
  const { comm } = s.pdevs[pdevName(s, role)];
  if (comm === 'IDLE' || comm === 'ERROR') end(s, role);
}

/** What one round of a worker can meet: nothing, a fault, or an exit that asks for more or for the other one. */
type Round = { readonly meets: 'none' | 'BUSY' | 'NO_MEMORY' | 'DOE_FAILED' | 'MORE' | 'STREAM_WAIT' };

const inStream = (s: Seen): boolean =>
  s.host.pc === 'connect/stream-peers' || s.host.pc === 'teardown/stream-peers';

/** The RMM sends a worker to wait only as long as the other end has not done its part. */
const canWait = (s: Seen, role: Role): boolean =>
  inStream(s) &&
  s.host.workers[role].turns < MAX_TURNS - 1 &&
  s.pdevs[pdevName(s, role)].comm === 'PENDING' &&
  s.pdevs[pdevName(s, other[role])].op !== 'STREAM_COMPLETE';

const at = (s: Seen, message: 'REQUEST' | 'RESPONSE'): boolean => s.exchanges[s.host.of].at === message;

function endpointMeets(s: Seen, meets: Round['meets']): boolean {
  const active = s.pdevs[s.host.of].comm === 'ACTIVE';
  switch (meets) {
    case 'none':
      return true;
    case 'BUSY':
      return !active || !at(s, 'REQUEST');
    case 'NO_MEMORY':
      // The certificate chain and the VCA are cached, and nothing else of a PDEV is.
      return active && at(s, 'RESPONSE') && s.host.pc === 'connect/identity';
    case 'DOE_FAILED':
      return active && at(s, 'REQUEST');
    case 'MORE':
      return active && at(s, 'RESPONSE');
    case 'STREAM_WAIT':
      return canWait(s, 'ep');
  }
}

const ROUNDS: readonly Round[] = (
  ['none', 'BUSY', 'NO_MEMORY', 'DOE_FAILED', 'MORE', 'STREAM_WAIT'] as const
).map((meets) => ({ meets }));

export function communicateRules(setting: HostSetting): readonly ModelRule[] {
  const { commands, device, departs } = setting;
  const call = (s: State, role: Role, status: 'NONE' | 'RESPONSE' | 'ERROR', more = false): string =>
    attempt(commands.RMI_PDEV_COMMUNICATE, s, {
      pdev: pdevName(s, role),
      status,
      ...(more ? { more: true as const } : {}),
    });

  /** A failure on the host's side: -EBUSY, -ENOMEM, or anything but RMI_SUCCESS. */
  function giveUp(s: State, role: Role): void {
    const worker = workerOf(s, role);
    worker.at = 'ABORTS';
    worker.failed = true;
  }

  function wait(s: State, role: Role): string {
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
    const status = call(s, 'ep', 'ERROR');
    endIfOver(s, 'ep');
    return `DOE failed, ${status}`;
  }

  /** The device's answer makes the RMM ask for more. The hardened driver says at some point that there is no answer. */
  function more(s: State): string {
    if (departs('exchange-without-bound')) return call(s, 'ep', 'RESPONSE', true);
    if (s.host.rounds === MAX_ROUNDS) {
      const status = call(s, 'ep', 'ERROR');
      endIfOver(s, 'ep');
      return `too many rounds, ${status}`;
    }
    s.host.rounds += 1;
    return call(s, 'ep', 'RESPONSE', true);
  }

  function round(s: State, role: Role, meets: Round['meets']): string {
    const { comm } = s.pdevs[pdevName(s, role)];
    switch (meets) {
      case 'BUSY':
        if (!departs('busy-is-fatal')) return 'RMI_BUSY, calls again';
        giveUp(s, role);
        return 'RMI_BUSY';
      case 'NO_MEMORY':
        giveUp(s, role);
        return '-ENOMEM';
      case 'STREAM_WAIT':
        return wait(s, role);
      case 'MORE':
        return more(s);
      default: {
        if (role === 'ep' && comm === 'ACTIVE' && at(s, 'REQUEST')) return doe(s, meets === 'DOE_FAILED');
        const status = call(s, role, comm === 'PENDING' ? 'NONE' : 'RESPONSE');
        if (status === 'RMI_SUCCESS') endIfOver(s, role);
        else giveUp(s, role);
        return status;
      }
    }
  }

  const rulesOf = (role: Role): readonly ModelRule[] => [
    modelRule<Round>({
      name: `communicate/${role}: RMI_PDEV_COMMUNICATE and DOE`,
      actor: 'host',
      cites: [cite.host('v3c-04, v4c-03 _do_dev_communicate'), cite.host('v4c-10 stream_connect_workfn')],
      inputs:
        role === 'ep'
          ? ROUNDS
          : ROUNDS.filter(({ meets }) => ['none', 'BUSY', 'STREAM_WAIT'].includes(meets)),
      offered: (s, { meets }) =>
        s.host.workers[role].at === 'RUNS' &&
        (role === 'ep' ? endpointMeets(s, meets) : meets !== 'STREAM_WAIT' || canWait(s, 'rp')),
      effect: (s, { meets }) => round(s, role, meets),
    }),
    modelRule<{ readonly fault: 'none' | 'BUSY' }>({
      name: `communicate/${role}: RMI_PDEV_ABORT`,
      actor: 'host',
      cites: [cite.host('v3c-04, v4c-03 do_dev_communicate')],
      inputs: [{ fault: 'none' }, { fault: 'BUSY' }],
      offered: (s) => s.host.workers[role].at === 'ABORTS',
      effect: (s, { fault }) => {
        if (fault === 'BUSY' && !departs('busy-is-fatal')) return 'RMI_BUSY, calls again';
        // What it answers is looked at by nobody.
        const status =
          fault === 'BUSY' ? 'RMI_BUSY' : attempt(commands.RMI_PDEV_ABORT, s, { pdev: pdevName(s, role) });
        end(s, role);
        return status;
      },
    }),
    modelRule<Input>({
      name: `communicate/${role}: the other end has come as far`,
      actor: 'host',
      cites: [cite.host('v4c-10 stream_connect_workfn'), cite.inferred('B48')],
      inputs: [{}],
      offered: (s) =>
        s.host.workers[role].at === 'WAITS' &&
        (s.host.workers[other[role]].turns >= s.host.workers[role].turns ||
          (!departs('peer-wait-outlives-peer') && s.host.workers[other[role]].at === 'ENDED')),
      effect: (s) => {
        // An end that has left without doing its part will not do it any more.
        if (!departs('peer-wait-outlives-peer') && workerOf(s, other[role]).failed) {
          giveUp(s, role);
          return 'the other end has given up';
        }
        workerOf(s, role).at = 'RUNS';
        return 'goes on';
      },
    }),
  ];
  return [...rulesOf('ep'), ...rulesOf('rp')];
}
