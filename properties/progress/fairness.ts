/** Who is treated fairly, as far as more than one property says so. */

import type { Fairness } from '../../checker/contract.ts';

/**
 * The steps of an actor's program, which are named by their place in it (`connect/delegate: …`): not what the same actor does
 * on other occasions, such as a host's resets.
 */
export const stepsOfProgram =
  (program: 'host' | 'guest'): Fairness['steps'] =>
  ({ actor, rule }) =>
    actor === program && /^[a-z]+\/[a-z-0-9]+: /.test(rule);
