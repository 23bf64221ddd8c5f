import type { Input } from '../../checker/contract.ts';
import type { Commands } from '../rmm/commands.ts';
import { rewriteAll } from '../rmm/rewrite.ts';
import type { Command } from '../rule.ts';
import type { Change } from '../rules.ts';
import type { Mutant, Operator, Program } from './mutant.ts';
import { facts, factsOf } from './observe.ts';
import { pcOf, type Run, runOf, setPc, type Ways, waysOf, withSteps } from './steps.ts';

/** The command table, of which refusals count as success while `isLenient`. */
function bending(commands: Commands, isLenient: () => boolean): Commands {
  const bent = (command: Command): Command => {
    const refusals = command.refusals ?? [];
    return {
      ...command,
      refusals: refusals.map((r) => ({
        ...r,
        argumentsOnly: false,
        when: (s, i) => !isLenient() && r.when(s, i),
      })),
      effect: (s, i) =>
        isLenient() && refusals.some((r) => r.when(s, i)) ? command.success : command.effect(s, i),
    };
  };
  return rewriteAll(commands, bent);
}

/** The program with the step taking whatever it meets for success. */
function ignoring(program: Program, { at, on, undo, failing }: Ways): Omit<Change, 'slug'> {
  let isLenient = false;
  const leniently = <T>(run: () => T): T => {
    isLenient = true;
    try {
      return run();
    } finally {
      isLenient = false;
    }
  };
  const steps = withSteps(program, (step) => {
    if (step.at !== at) return step;
    const run = runOf(step);
    const inputs = step.inputs as readonly Input[];
    const ignored: Run = (s, i) => {
      const isFault = failing.has(inputs.indexOf(i));
      // What a driver failed to get is not there, and the call that needed it is not made.
      if (isFault && program.part === 'host' && on !== undefined) {
        setPc(program, s, on);
        return 'ignored';
      }
      // An answer is only an answer: what it should stand for, others have done or not.
      const outcome = leniently(() => run(s, isFault ? inputs[0]! : i));
      // It judges for itself that something is wrong, which no answer tells it otherwise.
      if (on !== undefined && undo.includes(pcOf(program, s))) setPc(program, s, on);
      return outcome;
    };
    return { ...step, run: ignored };
  });
  return { commands: (table) => bending(table, () => isLenient), ...steps };
}

/** A failed call, allocation or command counts as one that succeeded, and of what a step sees for itself nothing is made. */
export const ignoreError: Operator = {
  name: 'ignore-error',
  does: 'a step takes what fails for success',
  mutants: ({ programs, facts: known }) =>
    programs.flatMap((program) =>
      waysOf(program, known).flatMap((ways): Mutant[] => {
        const { at, on, undo, failing } = ways;
        const faults = factsOf(known, 'ledBy', at).filter(([input]) => failing.has(Number(input)));
        const errors = [
          ...(known.includes(facts.erred(at)) ? [facts.erred(at)] : []),
          ...undo.map((pc) => facts.led(at, pc)),
          ...faults.map(([input, pc]) => facts.ledBy(at, Number(input), pc!)),
        ];
        if (errors.length === 0) return [];
        return [
          {
            name: `${at} ignores its error`,
            operator: 'ignore-error',
            derived: JSON.stringify({ on, undo, failing: [...failing] }),
            needs: errors,
            change: ignoring(program, ways),
          },
        ];
      }),
    ),
};
