import type { Input } from '../../checker/contract.ts';
import type { CommandName } from '../rmm/commands.ts';
import { rewrite } from '../rmm/rewrite.ts';
import type { Command } from '../rule.ts';
import type { Conditions } from './conditions.ts';
import type { Mutant, Operator } from './mutant.ts';
import { facts } from './observe.ts';

/** The command as it is, but where the condition of that index decides, it does nothing and reports success. */
function succeedingOn(command: Command, index: number): Command {
  const conditions = (command.refusals ?? []) as Conditions;
  const { when } = conditions[index]!;
  const later = conditions.slice(index + 1).map((r) => ({
    ...r,
    argumentsOnly: false,
    when: (s: Parameters<typeof when>[0], i: Input) => !when(s, i) && r.when(s, i),
  }));
  return {
    ...command,
    refusals: [...conditions.slice(0, index), ...later],
    effect: (s, i) => (when(s, i) ? command.success : command.effect(s, i)),
  };
}

/** The caller of a command is told that it succeeded. */
export const succeedAnyway: Operator = {
  name: 'succeed-anyway',
  does: 'a command that fails changes nothing and says that it succeeded',
  mutants: ({ commands, facts: known }) =>
    (Object.keys(commands) as CommandName[]).flatMap((name) =>
      (commands[name].refusals ?? []).flatMap(({ id }, index): Mutant[] => {
        const fact = facts.refused(name, id);
        if (!known.includes(fact)) return [];
        return [
          {
            name: `${name} succeeds on ${id}`,
            operator: 'succeed-anyway',
            needs: [fact],
            change: {
              commands: (table) => rewrite(table, name, (command) => succeedingOn(command, index)),
            },
          },
        ];
      }),
    ),
};
