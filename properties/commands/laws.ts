/** The laws over the table of commands that need the table: what a rulebook writes, against what a machine does. */

import type { Catalogue } from '../../model/evidence/catalogue.ts';
import { makeMachine } from '../../model/machine.ts';
import type { CommandName } from '../../model/rmm/commands.ts';
import type { Version } from '../../model/rmm/version.ts';
import { type Change, makeParts } from '../../model/rules.ts';
import type { World } from '../../model/world.ts';
import type { ModelProperty } from '../property.ts';
import { doesAsTheRulebookSays } from './does-as-the-rulebook-says.ts';
import { firstFailingConditionDecides } from './first-failing-condition-decides.ts';
import { onlyTheFootprintChanges } from './only-the-footprint-changes.ts';
import { referenceOf } from './reference.ts';
import { succeedsExactlyWhenNothingRefuses } from './succeeds-exactly-when-nothing-refuses.ts';

/** A text, and what a rulebook has otherwise than the hardened rules for it. */
export interface Rulebook {
  readonly version: Version;
  readonly changes: readonly Change[];
}

/**
 * The laws that hold a machine of `world`, made of the rulebook and the `seeded` changes, to the rulebook alone. They are asked
 * of the commands that the changes rewrote: of the others a machine reads the very table that it would be held to. `everywhere`
 * asks them of all, which costs a search twice its time. Worlds in which commands are steps of programs have none: there the
 * programs are judged.
 */
export function lawsOf(
  world: World,
  catalogue: Catalogue,
  { version, changes }: Rulebook,
  seeded: readonly Change[],
  everywhere = false,
): readonly ModelProperty[] {
  const { commands } = makeParts({ version, catalogue, tries: world.tries }, changes);
  const rewritten = seeded.reduce((table, change) => change.commands?.(table) ?? table, commands);
  const names = Object.keys(commands) as CommandName[];
  // The second half of an RSI call is no rule of its own: it runs when the REC is entered.
  const rules = new Set(
    names
      .filter((name) => everywhere || rewritten[name] !== commands[name])
      .map((name) => (name.endsWith(' returns') ? 'RMI_REC_ENTER' : commands[name].name)),
  );
  if (rules.size === 0) return [];
  const reference = referenceOf(makeMachine(world, catalogue, changes, version), rules);
  return [
    firstFailingConditionDecides(reference),
    succeedsExactlyWhenNothingRefuses(reference),
    onlyTheFootprintChanges(reference),
    doesAsTheRulebookSays(reference),
  ].filter((law) => law.worlds.includes(world.name));
}
