/** Every refusal of every command is met by the search of some world, or cannot be, and why. */

import { describe, expect, it } from 'vitest';
import { ExhaustiveSearch } from '../../checker/search/exhaustive.ts';
import { rmms } from '../../counterexamples/registry.ts';
import { makeCatalogue } from '../evidence/catalogue.ts';
import { makeMachine } from '../machine.ts';
import { UNREACHABLE } from '../unreachable.ts';
import { type WorldName, worlds } from '../world.ts';

/** As much of each world as is enough; whole worlds are searched by `check`. */
const PARTS: readonly (readonly [WorldName, number])[] = [
  ['rmm-objects', 400_000],
  ['rmm-siblings', 400_000],
  ['rmm-alone', 600_000],
  ['two-devices', 20_000],
];

const IS_COMMAND = /^R[MS]I_/;

describe('refusals', () => {
  it('are all met by a search, but for those that cannot be', () => {
    const { version, changes } = rmms.hardened!;
    const met = new Map<string, boolean>();
    for (const [world, maxStates] of PARTS) {
      const machine = makeMachine(worlds[world], makeCatalogue(), changes, version);
      for (const { rule, refused } of new ExhaustiveSearch(machine, [], { maxStates }).run().rules) {
        if (!IS_COMMAND.test(rule)) continue;
        for (const [id, count] of Object.entries(refused)) {
          const name = `${rule} ${id}`;
          met.set(name, met.get(name) === true || count > 0);
        }
      }
    }
    const never = [...met].filter(([, reached]) => !reached).map(([name]) => name);
    const listed = Object.keys(UNREACHABLE).filter((name) => IS_COMMAND.test(name));
    expect(never.sort()).toEqual(listed.sort());
    expect(met.size).toBeGreaterThan(340);
  });
});
