/** The laws hold of every table as it is written, and each is broken by a table that is not. */

import { describe, expect, it } from 'vitest';
import type { Property } from '../../checker/contract.ts';
import { ExhaustiveSearch } from '../../checker/search/exhaustive.ts';
import { rmms } from '../../counterexamples/registry.ts';
import { makeCatalogue } from '../../model/evidence/catalogue.ts';
import { makeMachine } from '../../model/machine.ts';
import type { Commands } from '../../model/rmm/commands.ts';
import { withEffect, withoutRefusal } from '../../model/rmm/rewrite.ts';
import type { Change } from '../../model/rules.ts';
import type { State } from '../../model/state.ts';
import { type WorldName, worlds } from '../../model/world.ts';
import { inWorlds } from '../property.ts';
import { lawsOf } from './laws.ts';
import { refusalChangesNothing } from './refusal-changes-nothing.ts';

const catalogue = makeCatalogue();

/** Enough to have taken and refused most of the commands. All of it is `check --property`. */
const STATES = 2_500;

function search(world: WorldName, rmm: string, seeded: readonly Change[], laws: readonly Property<State>[]) {
  const { version, changes } = rmms[rmm]!;
  const machine = makeMachine(worlds[world], catalogue, [...changes, ...seeded], version);
  return new ExhaustiveSearch(machine, laws, { maxStates: STATES }).run().properties;
}

describe('the laws', () => {
  it.each(Object.keys(rmms).flatMap((rmm) => inWorlds.rmmAlone.map((world) => ({ rmm, world }))))(
    'hold of the table $rmm in $world',
    ({ rmm, world }) => {
      const laws = lawsOf(worlds[world], catalogue, rmms[rmm]!, [], true);
      expect(laws).toHaveLength(4);
      for (const law of search(world, rmm, [], laws)) {
        if (law.id === 'never-stuck') continue;
        expect([law.id, law.verdict]).toEqual([law.id, 'inconclusive']);
        expect(law.judged, law.id).toBeGreaterThan(400);
      }
    },
  );

  it('are not asked of a table that nothing was done to', () => {
    expect(lawsOf(worlds['rmm-alone'], catalogue, rmms.hardened!, [])).toEqual([]);
  });
});

/** The last failing condition of LOCK, asked before all others. */
function lastFirst(commands: Commands): Commands {
  const lock = commands.RMI_VDEV_LOCK;
  const refusals = [lock.refusals!.at(-1)!, ...lock.refusals!.slice(0, -1)];
  const guarded = refusals.map((r, k) =>
    k > 0
      ? r
      : { ...r, when: ((s, i) => s.vdevs[i.vdev as 'v0'] !== undefined && r.when(s, i)) as typeof r.when },
  );
  return { ...commands, RMI_VDEV_LOCK: { ...lock, refusals: guarded } };
}

const BROKEN: readonly {
  readonly breaks: readonly string[];
  readonly by: string;
  readonly change: Change;
}[] = [
  {
    breaks: ['first-failing-condition-decides'],
    by: 'RMI_VDEV_LOCK asks for the communication state first',
    change: { slug: 'mutant', commands: lastFirst },
  },
  {
    breaks: ['first-failing-condition-decides'],
    by: 'RMI_VDEV_LOCK has another status for a VDEV of another realm',
    change: {
      slug: 'mutant',
      commands: (c) => ({
        ...c,
        RMI_VDEV_LOCK: {
          ...c.RMI_VDEV_LOCK,
          refusals: c.RMI_VDEV_LOCK.refusals!.map((r) =>
            r.id === 'vdev_realm' ? { ...r, status: 'RMI_ERROR_DEVICE' } : r,
          ),
        },
      }),
    },
  },
  {
    // Where it would have decided, a later condition does.
    breaks: ['first-failing-condition-decides', 'succeeds-exactly-when-nothing-refuses'],
    by: 'RMI_VDEV_UNLOCK does not ask for the realm',
    change: { slug: 'mutant', commands: (c) => withoutRefusal(c, 'RMI_VDEV_UNLOCK', 'vdev_realm') },
  },
  {
    breaks: ['only-the-footprint-changes', 'does-as-the-rulebook-says'],
    by: 'RMI_VDEV_CREATE takes the stream table away',
    change: {
      slug: 'mutant',
      commands: (c) =>
        withEffect(c, 'RMI_VDEV_CREATE', (original, s, i) => {
          s.psmmu.l2 = 'ABSENT';
          return original(s, i);
        }),
    },
  },
  {
    breaks: ['does-as-the-rulebook-says'],
    by: 'RMI_VDEV_CREATE forgets the address ranges',
    change: {
      slug: 'mutant',
      commands: (c) =>
        withEffect(c, 'RMI_VDEV_CREATE', (original, s, i) => {
          const status = original(s, i);
          s.vdevs.v0.ranges = 'NONE';
          return status;
        }),
    },
  },
];

describe('each law can fail', () => {
  it.each(BROKEN)('$breaks: $by', ({ breaks, change }) => {
    const laws = [
      refusalChangesNothing,
      ...lawsOf(worlds['rmm-siblings'], catalogue, rmms.hardened!, [change]),
    ];
    const broken = search('rmm-siblings', 'hardened', [change], laws).filter((p) => p.verdict === 'violated');
    expect(broken.map((p) => p.id).sort()).toEqual([...breaks].sort());
  });
});
