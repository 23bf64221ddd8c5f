/** What several reports say of a step and of a finding, in one line each. */

import type { PropertyResult } from '../../checker/result.ts';
import type { TraceStep } from '../../checker/trace.ts';
import type { Finding } from './reporter.ts';

/** `RMI_VDEV_LOCK (vdev=v0) → RMI_SUCCESS` */
export function stepText({ action, input, status }: TraceStep): string {
  const given = Object.entries(input).map(([name, value]) => `${name}=${value}`);
  return `${action}${given.length === 0 ? '' : ` (${given.join(' ')})`} → ${status}`;
}

/** `vdevs.v0.op NONE → LOCK, vdevs.v0.comm IDLE → PENDING` */
export const changesText = ({ changed }: TraceStep): string =>
  Object.entries(changed)
    .map(([field, [before, after]]) => `${field} ${before} → ${after}`)
    .join(', ');

/** How a claim is broken: `in 9 steps, by the last`. */
export function brokenHow({ kind, steps }: Pick<PropertyResult, 'kind' | 'steps'>): string {
  switch (kind) {
    case 'sometimes':
      return 'never reached';
    case 'recoverable':
      return `broken in ${steps} steps, after which there is no way back`;
    case 'eventually':
      return `broken in ${steps} steps, the last of which may go on for ever`;
    case 'always':
    case 'step':
      return `broken in ${steps} steps`;
  }
}

/** A finding in one paragraph: what broke, where, how, and by which last step. */
export function summaryText({ property, world, trace, judgement }: Finding): string {
  const last = trace?.steps.at(-1);
  return [
    `${judgement.kind === 'known' ? 'Known: ' : ''}${property.id} is ${brokenHow(property)} in ${world}.`,
    property.claim,
    ...(last === undefined ? [] : [`The last step: ${last.actor}: ${stepText(last)}.`]),
    ...(trace?.why[0] === undefined ? [] : [trace.why[0]]),
  ].join(' ');
}
