/** A mutant: the hardened rules with one small thing otherwise, by one operator, under a name that stays. */

import type { Machine } from '../../checker/contract.ts';
import type { Catalogue } from '../evidence/catalogue.ts';
import { makeMachine } from '../machine.ts';
import type { Steps } from '../program.ts';
import type { Commands } from '../rmm/commands.ts';
import type { ModelRule } from '../rule.ts';
import type { Change } from '../rules.ts';
import type { State } from '../state.ts';
import type { World } from '../world.ts';
import type { Fact } from './observe.ts';

export interface Mutant {
  /** Such as `RMI_VDEV_START drops vdev_state`. */
  readonly name: string;
  readonly operator: string;
  /** What it is besides its name, where that depends on what happens in the worlds: two with one name can differ in it. */
  readonly derived?: string;
  /** It differs from the hardened rules only in worlds where some of this happens. */
  readonly needs: readonly Fact[];
  readonly change?: Omit<Change, 'slug'>;
  /** What is different in a rule that is neither command nor step. */
  readonly rule?: { readonly name: string; readonly change: (rule: ModelRule) => ModelRule };
}

/** What mutants are derived from. */
export interface Source {
  readonly commands: Commands;
  /** The two programs, each with where its counter is. */
  readonly programs: readonly Program[];
  /** Rules that are neither, of all worlds, each once. */
  readonly rules: readonly ModelRule[];
  /** What happens in any world. */
  readonly facts: readonly Fact[];
}

export interface Program {
  readonly part: 'guest' | 'host';
  readonly steps: Steps<string>;
}

/** Derives the mutants of one kind. */
export interface Operator {
  readonly name: string;
  /** What it does, in a phrase. */
  readonly does: string;
  readonly mutants: (source: Source) => readonly Mutant[];
}

/** The world with the mutant in it. Searched without the reductions, which were argued for the hardened rules. */
export function machineWith(mutant: Mutant, world: World, catalogue: Catalogue): Machine<State> {
  const machine = makeMachine(world, catalogue, [{ slug: 'mutant', ...mutant.change }]);
  const { rule } = mutant;
  if (rule === undefined) return machine;
  return { ...machine, rules: machine.rules.map((r) => (r.name === rule.name ? rule.change(r) : r)) };
}
