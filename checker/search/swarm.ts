/**
 * Swarm testing (Groce, Zhang, Eide, Chen and Regehr, ISSTA 2012): every run has a mix of its own, in which some rules are all but
 * left out and others are taken more or less readily than the world's odds have it. What no walk comes to because some rule always
 * gets in its way, some mix comes to; where the world's own odds lead far, a mix leads astray, so that half of the runs have none.
 */

import type { Step } from '../contract.ts';
import { rank, type Weight } from './choice.ts';

/** What a mix makes of a weight: as it is, all but nothing, closer to 1, or further from it. All keep it above 0 and at most 1. */
const BENDS: readonly ((weight: number) => number)[] = [
  (weight) => weight,
  (weight) => weight / 1000,
  Math.sqrt,
  (weight) => weight ** 2,
];

/** The odds of a run under a mix. The same number is the same mix; under every other one the odds are the world's own. */
export function mixed(weight: Weight, mix: number): Weight {
  if (mix % 2 === 0) return weight;
  const bends = new Map<string, (weight: number) => number>();
  return (step: Step) => {
    let bend = bends.get(step.rule);
    if (bend === undefined) {
      bend = BENDS[Math.floor(rank(mix, nameNumber(step.rule)) * BENDS.length)]!;
      bends.set(step.rule, bend);
    }
    return bend(weight(step));
  };
}

function nameNumber(name: string): number {
  let h = 0;
  for (let k = 0; k < name.length; k++) h = Math.imul(h, 31) + name.charCodeAt(k);
  return h | 0;
}
