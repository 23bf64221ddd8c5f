/** Which check would have stopped a trace: the first step at which the rules without the bugs give another answer. */

import type { Machine } from '../checker/contract.ts';
import type { Path } from '../checker/result.ts';
import { Walker } from '../checker/walker.ts';
import type { State } from '../model/state.ts';

export interface Why {
  /** Counted from 1. */
  readonly step: number;
  readonly text: string;
}

/** `path` is one of `machine`; the two machines have the same actions in the same order. */
export function explain(machine: Machine<State>, path: Path, hardened: Machine<State>): Why | undefined {
  const buggy = new Walker<State>(machine, []);
  const sound = new Walker<State>(hardened, []);
  for (const [k, action] of path.actions.entries()) {
    const { rule, input } = buggy.actions[action]!;
    const same = sound.actions.findIndex(
      (a) => a.rule.name === rule.name && JSON.stringify(a.input) === JSON.stringify(input),
    );
    const took = buggy.take(action);
    const would = same < 0 ? undefined : sound.take(same);
    const differs = buggy.state.some((word, w) => word !== sound.state[w]);
    if (took?.outcome === would?.outcome && !differs) continue;
    if (took?.outcome === would?.outcome) {
      const parts = Object.entries(hardened.layout.diff(buggy.state, sound.state));
      const instead = parts.map(([field, [is, would]]) => `${field} is ${is} and would be ${would}`);
      return {
        step: k + 1,
        text: `why: with the hardened rules step ${k + 1}, ${rule.name}, does otherwise: ${instead.join(', ')}.`,
      };
    }
    const by = would?.refusal === undefined ? '' : ` (condition ${would.refusal})`;
    return {
      step: k + 1,
      text: `why: with the hardened rules step ${k + 1}, ${rule.name}, gives ${would?.outcome ?? 'nothing: it is not offered'}${by}, not ${took?.outcome}.`,
    };
  }
  return undefined;
}
