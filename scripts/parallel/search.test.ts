import { describe, expect, it } from 'vitest';
import { ExhaustiveSearch } from '../../checker/search/exhaustive.ts';
import { pathsAgain } from './paths.ts';
import { machineFor as philosophers, philosophersRecipe } from './philosophers.ts';
import { type Data, machineFor, recipeOf } from './recipes.ts';
import { type ParallelOptions, ParallelSearch } from './search.ts';

const searched = (data: Data, options: Omit<ParallelOptions, 'recipe'>, interrupted = () => false) => {
  const { machine, properties } = machineFor(data);
  const search = new ParallelSearch(machine, properties, { ...options, recipe: recipeOf(data) });
  return { search, result: search.run(interrupted, () => {}) };
};
const alone = (data: Data, options = {}) => {
  const { machine, properties } = machineFor(data);
  return new ExhaustiveSearch(machine, properties, options).run();
};
const commit = (participants: number): Data => ({ kind: 'two-phase-commit', participants });
const faults: Data = { kind: 'world', world: 'connect-faults', words: { rulebook: 'hardened' } };
const buggy: Data = {
  kind: 'world',
  world: 'one-device',
  words: { rulebook: 'hardened', bug: ['key-not-matched'] },
  properties: ['ready-pdev-knows-its-device'],
};

describe('a search with threads', () => {
  it.each([
    { data: commit(6), name: 'two-phase commit', cores: 2 },
    { data: commit(6), name: 'two-phase commit', cores: 3 },
    { data: faults, name: 'connect-faults', cores: 2 },
  ])('comes to the result of one core, paths included: $name on $cores', async ({ data, cores }) => {
    expect(await searched(data, { cores, joinAt: 0 }).result).toEqual(alone(data));
  });

  it.each([1, 2, 3])('finds the same lasso as one core: on %i', async (cores) => {
    const { machine, properties } = philosophers(5);
    const search = new ParallelSearch(machine, properties, {
      cores,
      joinAt: 0,
      recipe: philosophersRecipe(5),
    });
    const expected = new ExhaustiveSearch(machine, properties).run();
    expect(expected.properties.map((p) => p.verdict)).toEqual(['violated', 'holds', 'holds']);
    expect(expected.properties[0]!.path!.actions.length).toBeGreaterThan(expected.properties[0]!.path!.loop!);
    const result = await search.run(
      () => false,
      () => {},
    );
    expect(result).toEqual(expected);
  });

  it('leaves open what every fair behaviour comes to where there is no memory to decide it', async () => {
    const { machine, properties } = philosophers(5);
    const options = { cores: 1, recipe: philosophersRecipe(5) };
    const run = async (maxBytes: number) => {
      const search = new ParallelSearch(machine, properties, { ...options, maxBytes });
      const result = await search.run(
        () => false,
        () => {},
      );
      return { search, verdicts: result.properties.map((p) => p.verdict), complete: result.complete };
    };
    const unlimited = await run(Number.POSITIVE_INFINITY);
    const held = unlimited.search.progress.bytes;
    const short = await run(held + 1000);
    expect([short.complete, short.verdicts, short.search.isFull]).toEqual([
      true,
      ['inconclusive', 'inconclusive', 'holds'],
      true,
    ]);
    const enough = await run(held + 2 ** 25);
    expect([enough.verdicts, enough.search.isFull]).toEqual([unlimited.verdicts, false]);
  });

  it('finds the same shortest trace of a bug in a world, from the first violation on', async () => {
    const options = { stopAtViolation: true };
    const expected = alone(buggy, options);
    expect(expected.outcome).toBe('violated');
    expect(await searched(buggy, { ...options, cores: 2, joinAt: 0 }).result).toEqual(expected);
  });

  // Without its claim, which most steps matter to, partial order leaves something out as well.
  it.each(['symmetry', 'partial-order'] as const)(
    'is reduced by %s as that of one core is',
    async (reduction) => {
      const { machine } = machineFor(commit(6));
      const expected = new ExhaustiveSearch(machine, [], { reduce: [reduction] }).run();
      expect(expected.states).toBeLessThan(50_816 / 2);
      expect(expected.gaps).toBeUndefined();
      const options = { cores: 3, joinAt: 0, reduce: [reduction], recipe: recipeOf(commit(6)) };
      const search = new ParallelSearch(machine, [], options);
      const found = await search.run(
        () => false,
        () => {},
      );
      expect(found).toEqual(expected);
    },
  );

  it.each([
    { data: commit(7), name: 'two-phase commit', cores: 1 },
    { data: commit(7), name: 'two-phase commit', cores: 2 },
    { data: commit(7), name: 'two-phase commit', cores: 3 },
    { data: buggy, name: 'a bug in a world', cores: 1 },
    { data: buggy, name: 'a bug in a world', cores: 2 },
  ])(
    'by fingerprints comes to the result of one that keeps every state, paths included: $name on $cores',
    async ({ data, cores }) => {
      const options = { stopAtViolation: true };
      const expected = alone(data, options);
      const found = searched(data, { ...options, cores, joinAt: 0, storage: 'fingerprint' });
      expect(await found.result).toEqual(expected);
      expect(expected.outcome).toBe(data === buggy ? 'violated' : 'holds');
    },
  );

  it('by fingerprints stops at a limit on memory', async () => {
    const options = { cores: 2, joinAt: 0, storage: 'fingerprint' } as const;
    const { search, result } = searched(commit(8), { ...options, maxBytes: 9 * 2 ** 20 });
    expect(await result).toMatchObject({ complete: false, outcome: 'inconclusive' });
    expect(search.isFull).toBe(true);
    expect(search.progress.bytes).toBeLessThan(10 * 2 ** 20);
    expect((await result).states).toBeGreaterThan(50_000);
  });

  it('gives up looking for a path by fingerprints where that would take more memory than it may', async () => {
    const { machine, properties } = machineFor(commit(7));
    // No state of the machine: whoever looks to the end finds that out.
    const state = new Int32Array(machine.layout.words).fill(0x5a5a5a5a);
    const look = (maxBytes: number) =>
      pathsAgain(
        machine,
        properties,
        [{ property: 0, level: 18, state, action: undefined }],
        { maxBytes },
        () => {},
      );
    expect(await look(2 ** 22)).toEqual(new Map());
    await expect(look(2 ** 28)).rejects.toThrow(/the same fingerprint/);
  });

  it('is left to the main thread while it is small', async () => {
    expect(await searched(commit(4), { cores: 8 }).result).toEqual(alone(commit(4)));
  });

  it('stops at a number of states with what one core knows there', async () => {
    const options = { maxStates: 20_000 };
    expect(await searched(commit(7), { ...options, cores: 2, joinAt: 0 }).result).toEqual(
      alone(commit(7), options),
    );
  });

  it('stops undecided, and says that it was memory, rather than hold more than it may', async () => {
    const { search, result } = searched(commit(8), { cores: 2, joinAt: 0, maxBytes: 3 * 2 ** 20 });
    expect(await result).toMatchObject({ complete: false, outcome: 'inconclusive' });
    expect(search.isFull).toBe(true);
    expect(search.progress.bytes).toBeLessThan(4 * 2 ** 20);
    expect((await result).states).toBeGreaterThan(50_000);
  });

  it('ends when it is interrupted, with what is known', async () => {
    let asked = 0;
    const { result } = searched(commit(9), { cores: 2, joinAt: 0 }, () => ++asked > 20);
    expect(await result).toMatchObject({ complete: false, outcome: 'inconclusive' });
    expect((await result).states).toBeLessThan(10_340_352);
  });

  it('reports a fault of another thread instead of waiting for it', async () => {
    const { machine, properties } = machineFor(commit(7));
    const search = new ParallelSearch(machine, properties, {
      cores: 2,
      joinAt: 0,
      recipe: { module: recipeOf(commit(7)).module, data: { kind: 'world', words: { rulebook: 'none' } } },
    });
    await expect(
      search.run(
        () => false,
        () => {},
      ),
    ).rejects.toThrow(/unknown rulebook/);
  });
});
