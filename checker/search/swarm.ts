/**
 * Swarm testing (Groce, Zhang, Eide, Chen and Regehr, ISSTA 2012): a walk has odds of its own, in which some rules are all but left
 * out. What no walk comes to because some rule always gets in its way, such a walk comes to; where the world's own odds lead far
 * it goes astray, so that half of the walks are to keep those.
 */

import { type Draw, oneOf } from '../numbers.ts';
import type { Weight } from './choice.ts';

/** Odds for one walk: some rules hardly ever, some seldom, the rest as they were. */
export function swarm(weight: Weight, rules: readonly { readonly name: string }[], draw: Draw): Weight {
  const factors = new Map(rules.map(({ name }) => [name, oneOf(draw, [1, 1, 1, 0.1, 0.001])]));
  return (step) => weight(step) * factors.get(step.rule)!;
}
