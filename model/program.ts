/**
 * A kernel operation is a program: steps with a name, each one interaction with somebody else, so that anybody may
 * act between any two of them. A step whose turn it is takes whatever answer the other side gives, does all that the
 * kernel does with it alone, and says which step is next.
 */

import type { Citation, Input } from '../checker/contract.ts';
import { type ModelRule, modelRule } from './rule.ts';
import type { Seen, State } from './state.ts';

export interface ProgramStep<Pc extends string, I extends Input = Input> {
  readonly at: Pc;
  /** The interaction, as the kernel's own log would name it. */
  readonly does: string;
  readonly cites: readonly Citation[];
  /** The answers the other side can give. */
  readonly inputs: readonly I[];
  /** Whether an answer can come now; always, if absent. */
  readonly when?: (s: Seen, i: I) => boolean;
  /** Acts on the answer, sets the next step, and names the outcome. */
  readonly run: (s: State, i: I) => string;
}

/** Steps of any inputs, in the order of the program. */
export type Steps<Pc extends string> = readonly ProgramStep<Pc, never>[];

/** Types a step against its own inputs, as `rule` does for rules. */
export const step = <Pc extends string, const I extends Input>(
  s: ProgramStep<Pc, I>,
): ProgramStep<Pc, never> => s as unknown as ProgramStep<Pc, never>;

/** Makes a rule of each step: offered exactly when the program has come to it. */
export function asRules<Pc extends string>(
  actor: string,
  pcOf: (s: Seen) => Pc,
  steps: Steps<Pc>,
): readonly ModelRule[] {
  return steps.map(({ at, does, cites, inputs, when, run }) =>
    modelRule<Input>({
      name: `${at}: ${does}`,
      actor,
      cites,
      inputs,
      offered: (s, i) => pcOf(s) === at && (when === undefined || when(s, i as never)),
      effect: (s, i) => run(s, i as never),
    }),
  );
}
