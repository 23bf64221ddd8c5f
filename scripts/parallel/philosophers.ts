/** Dining philosophers under weak and under strong fairness, as a recipe for the tests: one claim with a lasso, one without. */

import type { Machine, Property } from '../../checker/contract.ts';
import { diningPhilosophers, eats, philosophers } from '../../checker/toys/dining-philosophers.ts';
import type { Made, Recipe } from './protocol.ts';

export function machineFor(seats: number): Made<never> {
  const machine = diningPhilosophers(seats, true);
  const weak = eats(philosophers(seats, 'weak'));
  const strong = eats(philosophers(seats, 'strong'));
  const properties = [{ ...weak, id: 'the-hungry-eat-weakly' }, strong];
  return { machine, properties } as unknown as {
    readonly machine: Machine<never>;
    readonly properties: readonly Property<never>[];
  };
}

export const philosophersRecipe = (seats: number): Recipe => ({ module: import.meta.url, data: seats });
