import type { Steps } from '../program.ts';
import type { Mutant, Operator, Program } from './mutant.ts';
import { pcOf, type Run, runOf, setPc, takenFrom, type Ways, waysOf, withSteps } from './steps.ts';

type Step = Steps<string>[number];

/** The step at `here` does what `there` does; where that led on, it leads to `to`. */
const inPlaceOf = (program: Program, here: Step, there: Step, on: string, to: string): Step => ({
  ...there,
  at: here.at,
  does: here.does,
  run: (s: Parameters<Run>[0], i: Parameters<Run>[1]) => {
    const outcome = runOf(there)(s, i);
    if (pcOf(program, s) === on) setPc(program, s, to);
    return outcome;
  },
});

function swapped(program: Program, first: Ways, second: Ways): NonNullable<Mutant['change']> {
  return withSteps(program, (step, steps) => {
    const named = (at: string): Step => steps.find((s) => s.at === at)!;
    if (step.at === first.at) return inPlaceOf(program, step, named(second.at), second.on!, second.at);
    if (step.at === second.at) return inPlaceOf(program, step, named(first.at), first.on!, second.on!);
    return step;
  });
}

/** Two steps of which one leads to the other are taken the other way round. */
export const swapSteps: Operator = {
  name: 'swap-steps',
  does: 'two steps in a row are taken the other way round',
  mutants: ({ programs, facts: known }) =>
    programs.flatMap((program) => {
      const ways = waysOf(program, known);
      return ways.flatMap((first, k): Mutant[] => {
        const second = ways[k + 1];
        if (second === undefined || first.on !== second.at || second.on === undefined) return [];
        return [
          {
            name: `${first.at} after ${second.at}`,
            operator: 'swap-steps',
            derived: second.on,
            needs: [...takenFrom(first, known), ...takenFrom(second, known)],
            change: swapped(program, first, second),
          },
        ];
      });
    }),
};
