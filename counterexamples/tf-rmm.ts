/** What the differences of TF-RMM are written with: each has its own folder, whose name begins with `tf-`. */

import type { CommandName, Commands } from '../model/rmm/commands.ts';

/** A debug assertion: the build stops there, and the model goes no further either. */
export const ASSERT = 'ASSERT';
export const DEVICE = 'RMI_ERROR_DEVICE';

type Rewrite = (commands: Commands) => Commands;

/** One rewriting after another. */
export const all =
  (...rewrites: readonly Rewrite[]): Rewrite =>
  (commands) =>
    rewrites.reduce((table, rewrite) => rewrite(table), commands);

/** The same rewriting of several commands. */
export const onEach =
  (names: readonly CommandName[], rewrite: (commands: Commands, name: CommandName) => Commands): Rewrite =>
  (commands) =>
    names.reduce(rewrite, commands);
