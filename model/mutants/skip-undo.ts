import type { Mutant, Operator } from './mutant.ts';
import { facts } from './observe.ts';
import { atStep, pcOf, setPc, waysOf } from './steps.ts';

/** What the program holds by then it goes on holding. */
export const skipUndo: Operator = {
  name: 'skip-undo',
  does: 'an error exit ends the program and takes nothing back',
  mutants: ({ programs, facts: known }) =>
    programs.flatMap((program) =>
      waysOf(program, known).flatMap(({ at, undo }) =>
        undo.map(
          (pc): Mutant => ({
            name: `${at} ends instead of ${pc}`,
            operator: 'skip-undo',
            needs: [facts.led(at, pc)],
            change: atStep(program, at, (run) => (s, i) => {
              const outcome = run(s, i);
              if (pcOf(program, s) === pc) setPc(program, s, 'IDLE');
              return outcome;
            }),
          }),
        ),
      ),
    ),
};
