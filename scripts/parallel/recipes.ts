/** The machines that threads can be asked to make: worlds by the words of the command line, and those of the bench. */

import { coveringClaims } from '../../checker/export/covering.ts';
import { consistent, twoPhaseCommit } from '../../checker/toys/two-phase-commit.ts';
import type { WorldName } from '../../model/world.ts';
import { lifeCycles } from '../bench/life-cycles.ts';
import { machineOf, propertiesIn, type SetupWords, setUp, worldNamed } from '../setup.ts';
import type { Made, Recipe } from './protocol.ts';

export type Data =
  | {
      readonly kind: 'world';
      readonly words: SetupWords;
      readonly world: WorldName;
      /** Which properties; all of the world if absent. */
      readonly properties?: readonly string[];
    }
  | { readonly kind: 'covering'; readonly words: SetupWords; readonly world: WorldName }
  | { readonly kind: 'two-phase-commit'; readonly participants: number }
  | { readonly kind: 'life-cycles'; readonly copies: number };

/** Called by a thread with what `recipe` was given. */
export function machineFor(data: Data): Made<never> {
  return made(data) as unknown as Made<never>;
}

function made(data: Data) {
  if (data.kind === 'two-phase-commit')
    return { machine: twoPhaseCommit(data.participants), properties: [consistent] };
  if (data.kind === 'life-cycles') return { machine: lifeCycles(data.copies), properties: [] };
  const setup = setUp(data.words);
  const world = worldNamed(data.world);
  const machine = machineOf(setup, world);
  if (data.kind === 'covering') return { machine, properties: coveringClaims(machine) };
  return { machine, properties: propertiesIn(setup, world, data.properties) };
}

export const recipeOf = (data: Data): Recipe => ({ module: import.meta.url, data });
