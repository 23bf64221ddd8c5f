import type { Input } from '../../checker/contract.ts';
import type { CommandName } from '../rmm/commands.ts';
import { rewrite } from '../rmm/rewrite.ts';
import type { ModelRule } from '../rule.ts';
import type { State } from '../state.ts';
import type { Mutant, Operator, Source } from './mutant.ts';
import { facts, factsOf } from './observe.ts';
import { keeping } from './places.ts';
import { atStep } from './steps.ts';

type Effect = (s: State, i: Input) => string | undefined;

const leaving =
  (effect: Effect, path: string): Effect =>
  (s, i) =>
    keeping(s, [path], () => effect(s, i));

/** Where a program is going is the business of other operators. */
const isCounter = (path: string): boolean => path === 'guest.pc' || path === 'host.pc';

/** What it writes to one kind of field is undone. */
export const leaveField: Operator = {
  name: 'leave-field',
  does: 'what is written to a field is forgotten',
  mutants: (source) => {
    const { commands, programs, rules } = source;
    return [
      ...(Object.keys(commands) as CommandName[]).flatMap((name) =>
        perField(source, name, (path) => ({
          change: {
            commands: (table) =>
              rewrite(table, name, (command) => ({ ...command, effect: leaving(command.effect, path) })),
          },
        })),
      ),
      ...programs.flatMap((program) =>
        program.steps.flatMap(({ at }) =>
          perField(source, at, (path) => ({
            change: atStep(program, at, (run) => leaving(run as Effect, path) as typeof run),
          })),
        ),
      ),
      ...rules.flatMap(({ name }) =>
        perField(source, name, (path) => ({
          rule: {
            name,
            change: (rule) =>
              ({ ...rule, effect: leaving(rule.effect as unknown as Effect, path) }) as unknown as ModelRule,
          },
        })),
      ),
    ];
  },
};

const perField = (
  { facts: known }: Source,
  rule: string,
  put: (path: string) => Pick<Mutant, 'change' | 'rule'>,
): readonly Mutant[] =>
  factsOf(known, 'wrote', rule)
    .map(([path]) => path!)
    .filter((path) => !isCounter(path))
    .map((path) => ({
      name: `${rule} leaves ${path}`,
      operator: 'leave-field',
      needs: [facts.wrote(rule, path)],
      ...put(path),
    }));
