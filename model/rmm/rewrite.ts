/**
 * How bugs rewrite the table of commands: one condition, or one effect, of one command at a time. Each throws a RangeError when what
 * it is to replace is not there: the table has changed under the bug.
 */

import type { Input, Refusal } from '../../checker/contract.ts';
import type { Command } from '../rule.ts';
import type { Seen, State } from '../state.ts';
import type { CommandName, Commands } from './commands.ts';

type AnyRefusal = Refusal<State>;

/** A command of which only the name is known: its inputs are whatever a caller that knows them passes. */
export const commandOf = (commands: Commands, name: CommandName): Command =>
  commands[name] as unknown as Command;

/** The same table with one command changed. Commands differ in their inputs, and a rewriting never changes those. */
export const rewrite = (
  commands: Commands,
  name: CommandName,
  change: (command: Command) => Command,
): Commands => ({ ...commands, [name]: change(commandOf(commands, name)) });

/** The same with every command changed. */
export const rewriteAll = (commands: Commands, change: (command: Command) => Command): Commands =>
  (Object.keys(commands) as CommandName[]).reduce((table, name) => rewrite(table, name, change), commands);

function indexOf(command: Command, id: string): number {
  const at = (command.refusals ?? []).findIndex((r) => r.id === id);
  if (at < 0) throw new RangeError(`${command.name} has no failing condition ${id}`);
  return at;
}

/** The same table without one failing condition. */
export const withoutRefusal = (commands: Commands, name: CommandName, id: string): Commands =>
  rewrite(commands, name, (command) => {
    indexOf(command, id);
    return { ...command, refusals: (command.refusals ?? []).filter((r) => r.id !== id) };
  });

/** With one failing condition changed. */
export const withRefusal = <I extends Input>(
  commands: Commands,
  name: CommandName,
  id: string,
  change: Partial<Refusal<State, I>>,
): Commands =>
  rewrite(commands, name, (command) => {
    const at = indexOf(command, id);
    const refusals = (command.refusals ?? []).map((r, k) =>
      k === at ? ({ ...r, ...change } as AnyRefusal) : r,
    );
    return { ...command, refusals };
  });

/** With one more failing condition, asked just before the one called `before`, or after all others. */
export const withNewRefusal = <I extends Input>(
  commands: Commands,
  name: CommandName,
  refusal: Refusal<State, I>,
  before?: string,
): Commands =>
  rewrite(commands, name, (command) => {
    const refusals = [...(command.refusals ?? [])];
    const at = before === undefined ? refusals.length : indexOf(command, before);
    refusals.splice(at, 0, refusal as unknown as AnyRefusal);
    return { ...command, refusals };
  });

/** Tried in more states than a host of this world otherwise has reason to. */
export const withOffer = <I extends Input>(
  commands: Commands,
  name: CommandName,
  also: (s: Seen, i: I) => boolean,
): Commands =>
  rewrite(commands, name, (command) => ({
    ...command,
    offered: (s, i) => command.offered?.(s, i) !== false || also(s, i as unknown as I),
  }));

/** With another effect, which may call the one it replaces. */
export const withEffect = <I extends Input>(
  commands: Commands,
  name: CommandName,
  change: (original: (s: State, i: I) => string, s: State, i: I) => string,
): Commands =>
  rewrite(commands, name, (command) => {
    const original = command.effect as unknown as (s: State, i: I) => string;
    return { ...command, effect: (s, i) => change(original, s, i as unknown as I) };
  });
