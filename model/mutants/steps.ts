/** What the operators on programs share: a step run otherwise, and where the steps of a program lead. */

import type { Input } from '../../checker/contract.ts';
import type { Steps } from '../program.ts';
import type { Change } from '../rules.ts';
import type { State } from '../state.ts';
import type { Mutant, Program } from './mutant.ts';
import { type Fact, facts, factsOf } from './observe.ts';

export type Run = (s: State, i: Input) => string;
type Step = Steps<string>[number];

/** What a step does, for a caller that passes one of its inputs. */
export const runOf = (step: Step): Run => step.run as unknown as Run;

/** A program with its steps changed. */
export const withSteps = (
  { part }: Program,
  change: (step: Step, steps: Steps<string>) => Step,
): NonNullable<Mutant['change']> => {
  const all = (steps: Steps<string>): Steps<string> => steps.map((step) => change(step, steps));
  return { [part]: all } as unknown as Omit<Change, 'slug'>;
};

/** A program in which one step is run otherwise. */
export const atStep = (
  program: Program,
  at: string,
  change: (run: Run) => Run,
): NonNullable<Mutant['change']> =>
  withSteps(program, (step) => (step.at === at ? { ...step, run: change(runOf(step)) } : step));

export const pcOf = ({ part }: Program, s: State): string => s[part].pc;
export const setPc = ({ part }: Program, s: State, pc: string): void => {
  (s[part] as { pc: string }).pc = pc;
};

const nameOf = (pc: string): string => pc.split('/')[0]!;
const isUndoing = (pc: string): boolean => pc.includes('/undo');
/** Whether a step that leads there takes back what the program has done so far. */
const isUndo = (from: string, to: string): boolean =>
  to !== 'IDLE' && (nameOf(from) !== nameOf(to) || (isUndoing(to) && !isUndoing(from)));

/** Where a step leads. */
export interface Ways {
  readonly at: string;
  /** When all is well: to the step that is written next, or to the end. */
  readonly on: string | undefined;
  /** To take back what was done. */
  readonly undo: readonly string[];
  /** By index, the inputs that never lead on, nor leave the program where it is: what has gone wrong. */
  readonly failing: ReadonlySet<number>;
}

export function waysOf({ steps }: Program, known: readonly Fact[]): readonly Ways[] {
  return steps.map(({ at, inputs }, k) => {
    const targets = factsOf(known, 'led', at).map(([pc]) => pc!);
    const next = steps[k + 1]?.at;
    const isNext = next !== undefined && targets.includes(next) && !isUndo(at, next);
    const on = isNext ? next : targets.includes('IDLE') ? 'IDLE' : undefined;
    const by = factsOf(known, 'ledBy', at);
    const goesOn = new Set(by.filter(([, pc]) => pc === on || pc === at).map(([input]) => Number(input)));
    const failing = [...inputs.keys()].filter((input) => input > 0 && !goesOn.has(input));
    return { at, on, undo: targets.filter((pc) => isUndo(at, pc)), failing: new Set(failing) };
  });
}

/** That a step is taken. One that is run otherwise can differ wherever it is taken, though all is well elsewhere alone. */
export const takenFrom = ({ at }: Ways, known: readonly Fact[]): readonly Fact[] =>
  factsOf(known, 'led', at).map(([pc]) => facts.led(at, pc!));
