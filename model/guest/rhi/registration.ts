/**
 * The probe of the guest driver (guest series, patches 01 and 03): asks for support and registers as a TSM. What it
 * allocates and registers is counted, so that each is undone once, whichever step fails. That the report provider stays when the TSM
 * cannot be registered is a decision of the series (LST-29), not a mistake.
 */

import { HARDENED } from '../../defect.ts';
import type { HasRhi } from './defects.ts';

/** What happens at each step: the one thing that a test varies. */
export interface ProbeWorld {
  readonly memory: boolean;
  readonly hostCall: boolean;
  readonly hostHasDa: boolean;
  readonly action: boolean;
}

export interface Probe {
  registered: number;
  unregistered: number;
  allocated: number;
  freed: number;
}

/** Runs the probe; what it leaves is in the counts. */
export function probe(world: ProbeWorld, has: HasRhi = HARDENED): Probe {
  const counts: Probe = { registered: 0, unregistered: 0, allocated: 0, freed: 0 };
  if (!hostHasDa(world, counts, has)) return counts;
  counts.registered++;
  if (world.action) return counts;
  // devm_add_action_or_reset() has already run the action.
  counts.unregistered += has.has('removed-twice') ? 2 : 1;
  return counts;
}

/** rhi_has_da_support(): yes or no, and nothing else. */
function hostHasDa(world: ProbeWorld, counts: Probe, has: HasRhi): boolean {
  if (!world.memory) return has.has('error-is-true');
  counts.allocated++;
  const answer = world.hostCall && world.hostHasDa;
  if (!has.has('probe-leaks-buffer')) counts.freed++;
  return answer;
}

/** should_abort_rhi_call_loop(): whether ABORT undid the operation, by its status. */
export const aborted = (
  status: 'SUCCESS' | 'ABORTED_OPERATION_HAD_COMPLETED' | 'DEVICE',
  has: HasRhi = HARDENED,
): boolean => has.has('abort-result-confused') || status === 'SUCCESS';
