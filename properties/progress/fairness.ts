/** Who is treated fairly, as far as more than one property says so. */

import type { Fairness } from '../../checker/contract.ts';
import type { ModelProperty } from '../property.ts';

/**
 * The steps of an actor's program, which are named by their place in it (`connect/delegate: …`): not what the same actor does
 * on other occasions, such as a host's resets.
 */
export const stepsOfProgram =
  (program: 'host' | 'guest'): Fairness['steps'] =>
  ({ actor, rule }) =>
    actor === program && /^[a-z]+\/[a-z-0-9]+: /.test(rule);

/** What the host driver has begun ends, if the driver runs. */
export const hostProgramEnds = {
  kind: 'eventually',
  from: (s) => s.host.pc !== 'IDLE',
  to: (s) => s.host.pc === 'IDLE',
  fairness: [{ name: 'the host driver', strength: 'weak', steps: stepsOfProgram('host') }],
} as const satisfies Partial<ModelProperty>;
