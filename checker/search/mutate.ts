/** How a kept sequence of actions is varied. What does not fit any more where it comes is left out when it is walked. */

import type { Action } from '../expand.ts';
import { type Draw, oneOf } from '../numbers.ts';

type Actions = readonly number[];

/** A varied sequence, and whether the walk goes on from it by its own choice. */
export interface Varied {
  readonly actions: Actions;
  /** After how many of the actions the walk makes so many choices of its own, before it takes up the rest. */
  readonly pause: { readonly at: number; readonly choices: number } | undefined;
}

/** The most actions inserted or left out at once. */
const STRETCH = 8;

export class Mutator {
  /** Per action, the actions of the same rule. */
  readonly #siblings: readonly (readonly number[])[];

  constructor(actions: readonly Action[]) {
    const ofRule = new Map<unknown, number[]>();
    for (const [k, { rule }] of actions.entries()) ofRule.set(rule, [...(ofRule.get(rule) ?? []), k]);
    this.#siblings = actions.map(({ rule }) => ofRule.get(rule)!);
  }

  /** Varies a sequence; `other` is one to splice it with. */
  vary(base: Actions, other: Actions, draw: Draw): Varied {
    const at = draw(base.length + 1);
    const size = 1 + draw(STRETCH);
    const plain = (actions: Actions): Varied => ({ actions, pause: undefined });
    switch (oneOf(draw, ['truncate', 'splice', 'insert', 'delete', 'change'] as const)) {
      case 'truncate':
        return plain(base.slice(0, at));
      case 'splice':
        return plain([...base.slice(0, at), ...other.slice(draw(other.length + 1))]);
      case 'insert':
        return { actions: base, pause: { at, choices: size } };
      case 'delete':
        return plain([...base.slice(0, at), ...base.slice(at + size)]);
      case 'change': {
        const action = base[at];
        if (action === undefined) return plain(base);
        return plain(base.with(at, oneOf(draw, this.#siblings[action]!)));
      }
    }
  }
}
