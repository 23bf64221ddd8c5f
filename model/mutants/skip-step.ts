import type { Mutant, Operator } from './mutant.ts';
import { atStep, setPc, takenFrom, waysOf } from './steps.ts';

/** As if all had gone well, though nothing was done. Of a step that takes back: what it would have is kept. */
export const skipStep: Operator = {
  name: 'skip-step',
  does: 'a step does nothing and leads on',
  mutants: ({ programs, facts: known }) =>
    programs.flatMap((program) =>
      waysOf(program, known).flatMap((ways): Mutant[] => {
        const { at, on } = ways;
        if (on === undefined) return [];
        const skip = (s: Parameters<typeof setPc>[1]): string => {
          setPc(program, s, on);
          return 'skipped';
        };
        return [
          {
            name: `${at} is skipped`,
            operator: 'skip-step',
            derived: on,
            needs: takenFrom(ways, known),
            change: atStep(program, at, () => skip),
          },
        ];
      }),
    ),
};
