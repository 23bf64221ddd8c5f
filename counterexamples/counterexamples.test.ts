/**
 * Every counterexample that is kept: its folder is complete, its trace still means what it meant, its bug is what
 * breaks the claim, and nothing shorter does. For reading them, see the README of each.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isLiveness } from '../checker/fairness.ts';
import { ExhaustiveSearch } from '../checker/search/exhaustive.ts';
import { replay, type StoredStep } from '../checker/search/replay.ts';
import { breaks } from '../checker/trace.ts';
import { makeCatalogue } from '../model/evidence/catalogue.ts';
import { makeMachine } from '../model/machine.ts';
import { worlds } from '../model/world.ts';
import { lawsOf } from '../properties/commands/laws.ts';
import { propertiesOf } from '../properties/registry.ts';
import { runRandom } from '../scripts/search.ts';
import { hashes } from '../scripts/setup.ts';
import type { Bug } from './bug.ts';
import { bugs, changesOf, guests, hosts, rmms, rulebooks } from './registry.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
const folders = readdirSync(HERE, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();
const slugs = bugs.map((bug) => bug.slug);
const catalogue = makeCatalogue();

interface StoredTrace {
  readonly hashes: ReturnType<typeof hashes>;
  readonly world: string;
  readonly rulebook: string;
  readonly bugs: readonly string[];
  readonly property: string;
  readonly length: number;
  readonly steps: readonly StoredStep[];
  /** Of a trace that goes on for ever, how many steps come before those that are repeated. */
  readonly loop?: number;
}
const traceOf = ({ slug }: Bug): StoredTrace =>
  JSON.parse(readFileSync(join(HERE, slug, 'trace.json'), 'utf8')) as StoredTrace;
const machineOf = (bug: Bug, changes: readonly Bug[]) => makeMachine(worlds[bug.world], catalogue, changes);
const HARDENED = { version: '2.0-bet1', changes: [] } as const;
const propertiesWith = (bug: Bug) =>
  propertiesOf(bug.world, lawsOf(worlds[bug.world], catalogue, HARDENED, changesOf(bug)));
const brokenBy = (bug: Bug) => propertiesWith(bug).find((p) => p.id === bug.breaks)!;

describe('the folders of counterexamples', () => {
  it('are those of the registry, one for one', () => {
    expect(folders).toEqual([...slugs].sort());
    expect(new Set(slugs).size).toBe(slugs.length);
  });

  it.each(folders)('hold bug, trace and page: %s', (folder) => {
    for (const file of ['bug.ts', 'trace.json', 'README.md'])
      expect(existsSync(join(HERE, folder, file)), `${folder}/${file}`).toBe(true);
  });

  it.each(bugs)(
    'have a bug that carries the name of its folder, a title, sources and a property of its world: $slug',
    (bug) => {
      expect(readFileSync(join(HERE, bug.slug, 'bug.ts'), 'utf8')).toContain(`slug: '${bug.slug}'`);
      expect(bug.title).not.toBe('');
      expect(bug.cites).not.toEqual([]);
      expect(propertiesWith(bug).map((p) => p.id)).toContain(bug.breaks);
    },
  );

  it('are all that a rulebook adds to the hardened rules, which have none of them', () => {
    expect(rulebooks.hardened).toEqual({ rmm: 'hardened', guest: 'hardened', host: 'hardened' });
    for (const { rmm, guest, host } of Object.values(rulebooks)) {
      for (const change of [...rmms[rmm]!.changes, ...guests[guest]!, ...hosts[host]!])
        expect(bugs).toContain(change);
    }
  });
});

describe.each(bugs)('the trace of $slug', (bug) => {
  const trace = traceOf(bug);

  it('is about its bug, its property and its world, under the hardened rules otherwise', () => {
    const { world, rulebook, bugs: used, property } = trace;
    expect({ world, rulebook, used, property }).toEqual({
      world: bug.world,
      rulebook: 'hardened',
      used: changesOf(bug).map(({ slug }) => slug),
      property: bug.breaks,
    });
  });

  it('was recorded with the rules, the fields and the claim as they are now', () => {
    expect(trace.hashes).toEqual(hashes(machineOf(bug, changesOf(bug)), brokenBy(bug)));
  });

  it('has the length that its bug claims', () => {
    expect([trace.length, trace.steps.length]).toEqual([bug.steps, bug.steps]);
  });

  it('replays with the bug and breaks the property at its last step, not before', () => {
    const machine = machineOf(bug, changesOf(bug));
    expect(replay(machine, brokenBy(bug), trace.steps, trace.loop).kind).toBe('violated');
    // That a claim about what comes after still holds one step earlier takes a search of all that can follow.
    if (isLiveness(brokenBy(bug))) return;
    expect(replay(machine, brokenBy(bug), trace.steps.slice(0, -1)).kind).toBe('not-violated');
  });

  it('does not break the property under the hardened rules', () => {
    expect(replay(machineOf(bug, []), brokenBy(bug), trace.steps, trace.loop).kind).not.toBe('violated');
  });
});

describe('exhaustive search', () => {
  // A claim about where behaviours lead is decided when the whole space is known; replay decides those stored here.
  const found = bugs.filter((bug) => !isLiveness(brokenBy(bug)));

  it('is left out for seven, whose claims are of recovery or progress: their replay is enough', () => {
    expect(slugs.filter((slug) => !found.some((bug) => bug.slug === slug))).toEqual([
      'stop-with-live-stream',
      'stop-from-three-states',
      'stop-gives-up',
      'exchange-without-bound',
      'peer-wait-outlives-peer',
      'unbind-leaves-mappings',
      'unlock-destroys-vdev',
    ]);
  });

  it.each(found)('finds $slug again, in $steps steps and no fewer', (bug) => {
    const search = new ExhaustiveSearch(machineOf(bug, changesOf(bug)), [brokenBy(bug)], {
      stopAtViolation: true,
    });
    const [result] = search.run().properties;
    expect(result!.verdict).toBe('violated');
    expect(result!.path!.actions).toHaveLength(bug.steps);
  });
});

describe('random search', () => {
  // Seeds that are quick: of 28 tried, 9 find dma-before-run in 1,500 runs, these three in up to 544.
  const cases = [
    { slug: 'dma-before-run', seeds: [12, 18, 20] },
    { slug: 'unlock-without-teardown', seeds: [1, 3, 5] },
  ].flatMap(({ slug, seeds }) => seeds.map((seed) => ({ slug, seed })));

  it.each(cases)(
    'finds $slug from seed $seed, by a path that breaks the claim and is at most half as long again as the shortest',
    async ({ slug, seed }) => {
      const bug = bugs.find((b) => b.slug === slug)!;
      const machine = machineOf(bug, [bug]);
      const { result } = await runRandom(
        worlds[bug.world],
        machine,
        [brokenBy(bug)],
        { seed, runs: 3000, length: 300 },
        { interrupted: () => false },
        { show: () => {}, clear: () => {} },
      );
      const found = result.properties[0]!;
      expect(found.verdict).toBe('violated');
      expect(found.path!.actions.length).toBeGreaterThanOrEqual(bug.steps);
      expect(found.path!.actions.length).toBeLessThanOrEqual(1.5 * bug.steps);
      expect(breaks(machine, brokenBy(bug), found.path!)).toBe(true);
    },
  );
});
