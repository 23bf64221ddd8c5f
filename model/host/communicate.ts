/**
 * do_dev_communicate(): RMI calls and DOE exchanges in turn, until the transaction is over. One turn is one step, so
 * that a fault can meet each call, each exchange and each growth of a cached object.
 */

import { answer, canAnswer } from '../device/answer.ts';
import type { Device } from '../device/device.ts';
import type { ProgramStep } from '../program.ts';
import type { Commands } from '../rmm/commands.ts';
import { attempt } from '../rule.ts';
import type { State } from '../state.ts';
import { FAULTS, type Fault, type HostPc, hostStep } from './step.ts';

/** `done` when the transaction is over, whatever state it left the PDEV in; `failed` when the host gives up on it. */
export function communicate(
  commands: Commands,
  device: Device,
  at: HostPc,
  patch: string,
  done: (s: State) => void,
  failed: (s: State) => void,
): ProgramStep<HostPc, never> {
  return hostStep(at, 'RMI_PDEV_COMMUNICATE and DOE', patch, FAULTS.exchange, (s, fault) => {
    if (s.pdevs.ep.comm === 'ACTIVE') return exchange(commands, device, s, fault, done, failed);
    // The root port's own worker, whose one call has nothing to exchange.
    if (s.pdevs.rp.comm === 'PENDING' && fault === 'none') {
      return attempt(commands.RMI_PDEV_COMMUNICATE, s, { pdev: 'rp', status: 'NONE' });
    }
    if (s.pdevs.ep.comm === 'PENDING' && fault === 'none') {
      return attempt(commands.RMI_PDEV_COMMUNICATE, s, { pdev: 'ep', status: 'NONE' });
    }
    // The transaction is over, or it has not begun and memory has run out.
    if (fault === 'none') done(s);
    else failed(s);
    return fault === 'none' ? 'complete' : '-ENOMEM';
  });
}

function exchange(
  commands: Commands,
  device: Device,
  s: State,
  fault: Fault,
  done: (s: State) => void,
  failed: (s: State) => void,
): string {
  if (fault === 'NO_MEMORY') {
    failed(s);
    return '-ENOMEM';
  }
  const peer = s.devices.ep.identity;
  if (s.exchanges.ep.at === 'REQUEST' && fault === 'none' && canAnswer(s, 'ep', peer)) {
    answer(s, 'ep', peer, device);
    return `DOE ${s.exchanges.ep.at}`;
  }
  const status = fault === 'none' && s.exchanges.ep.at !== 'REQUEST' ? 'RESPONSE' : 'ERROR';
  const result = attempt(commands.RMI_PDEV_COMMUNICATE, s, { pdev: 'ep', status });
  if (s.pdevs.ep.comm === 'IDLE') done(s);
  else if (s.pdevs.ep.comm === 'ERROR') failed(s);
  return `${result}, ${status}`;
}
