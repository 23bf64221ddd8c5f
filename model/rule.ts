/**
 * A command of the RMM, shaped like its section in the specification: inputs, failure conditions in order, effect,
 * footprint. It can be offered as a rule of its own (a host that calls anything at any time) or be called from a
 * step of a kernel program; either way it is this one value.
 */

import { type Citation, type Input, type Refusal, type Rule, rule } from '../checker/contract.ts';
import type { Seen, State } from './state.ts';

export interface Command<I extends Input = Input> extends Rule<State, I> {
  /** The status of a call that nothing refuses. */
  readonly success: string;
  readonly footprint: readonly string[];
}

interface CommandText<I extends Input> {
  readonly name: string;
  readonly cites: readonly Citation[];
  readonly inputs?: readonly I[];
  readonly offered?: (s: Seen, i: I) => boolean;
  readonly refusals: readonly Refusal<State, I>[];
  readonly effect: (s: State, i: I) => void;
  readonly footprint: readonly string[];
}

const define =
  (actor: string, success: string) =>
  <const I extends Input = Record<never, never>>(text: CommandText<I>): Command<I> => ({
    ...text,
    actor,
    success,
    inputs: text.inputs ?? [{} as I],
    effect: (s, i) => {
      text.effect(s, i);
      return success;
    },
  });

/** A command of the Realm Management Interface, called by the host. */
export const rmi = define('host', 'RMI_SUCCESS');
/** A command of the Realm Services Interface, called by the realm; of one that exits to the host, the second half. */
export const rsi = define('guest', 'RSI_SUCCESS');
/** The first half of one that exits to the host. */
export const rsiCall = define('guest', 'REC exit, VDEV_REQUEST');

/** Calls a command from within a step: the first failing condition decides, and a refusal is a status, not an error. */
export function attempt<I extends Input>(command: Command<I>, s: State, input: NoInfer<I>): string {
  for (const refusal of command.refusals ?? []) {
    if (!refusal.when(s, input)) continue;
    refusal.leaves?.(s, input);
    return refusal.status;
  }
  return command.effect(s, input) ?? 'done';
}

/** What a table has only under some condition: `[...given(bet1, condition)]`. */
export const given = <T>(holds: boolean, ...items: readonly T[]): readonly T[] => (holds ? items : []);

/** A rule of this model. */
export type ModelRule = Rule<State, never>;
export const modelRule = <const I extends Input>(definition: Rule<State, I>): ModelRule =>
  rule<State, I>(definition);

/** The rules with the inputs that are kept, where a world leaves some out. */
export const withInputs = (
  rules: readonly ModelRule[],
  keeps: (input: Input, rule: string) => boolean,
): readonly ModelRule[] =>
  rules.map((each) => {
    const inputs: readonly unknown[] = (each.inputs as readonly Input[]).filter((i) => keeps(i, each.name));
    return { ...each, inputs: inputs as readonly never[] };
  });
