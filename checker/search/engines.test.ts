/**
 * The ways to run one search, held to each other: recorded and as written, divided early and late, on one core and on
 * several. And engines that are broken on purpose, which the comparison with the naive search has to notice.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Machine, Property } from '../contract.ts';
import type { SearchResult } from '../result.ts';
import type { MachineText } from '../testing/machine-text.ts';
import { machineOf } from '../testing/packed-machine.ts';
import { randomMachine } from '../testing/random-machines.ts';
import { referenceSearch } from '../testing/reference-search.ts';
import { roundRobinSearch } from '../testing/round-robin.ts';
import { safe } from '../testing/safe.ts';
import { acceptsFresh, challenge } from '../toys/challenge.ts';
import { diningPhilosophers, eats, neighboursAlternate, philosophers } from '../toys/dining-philosophers.ts';
import { bothWait, canEnter, entersEventually, mutualExclusion, peterson } from '../toys/peterson.ts';
import { comesIn, semaphore } from '../toys/semaphore.ts';
import { canLeave, trapDoor } from '../toys/trap-door.ts';
import { consistent, twoPhaseCommit } from '../toys/two-phase-commit.ts';
import { ExhaustiveSearch } from './exhaustive.ts';

interface Toy<S = never> {
  readonly name: string;
  readonly machine: Machine<S>;
  readonly properties: readonly Property<S>[];
}
const toy = <S>(machine: Machine<S>, ...properties: readonly Property<S>[]): Toy =>
  ({ name: machine.name, machine, properties }) as unknown as Toy;
const toys: readonly Toy[] = [
  toy(twoPhaseCommit(4), consistent),
  toy(peterson(), mutualExclusion, bothWait, canEnter),
  toy(peterson('turn-then-flag'), mutualExclusion, bothWait, canEnter),
  toy(diningPhilosophers(6), neighboursAlternate),
  toy(diningPhilosophers(6, true), neighboursAlternate),
  toy(trapDoor(false), canLeave),
  toy(trapDoor(true), canLeave),
  toy(challenge(true), acceptsFresh),
  toy(challenge(false), acceptsFresh),
  toy(safe),
  toy(peterson(), entersEventually(), entersEventually([])),
  toy(diningPhilosophers(5, true), eats(philosophers(5, 'weak')), eats(philosophers(5, 'strong'))),
  toy(diningPhilosophers(7), eats(philosophers(7, 'strong'))),
  toy(semaphore, comesIn('weak'), comesIn('strong')),
];

/** Every way to run the search but the usual one. */
const ways: readonly {
  readonly how: string;
  readonly run: <S>(machine: Machine<S>, properties: readonly Property<S>[]) => SearchResult;
}[] = [
  { how: 'as written', run: (m, p) => new ExhaustiveSearch(m, p, { interpreted: true }).run() },
  { how: 'divided at once', run: (m, p) => roundRobinSearch(m, p, 1, 1, { waysMax: 2 }) },
  ...[1, 2, 3, 5].map((cores) => ({
    how: `on ${cores} cores`,
    run: <S>(m: Machine<S>, p: readonly Property<S>[]) => roundRobinSearch(m, p, cores, 7 * cores),
  })),
];

describe.each(ways)('a search $how', ({ run }) => {
  it.each(toys)('comes to the same result, paths included: $name', ({ machine, properties }) => {
    expect(run(machine, properties)).toEqual(new ExhaustiveSearch(machine, properties).run());
  });
});

describe('every way to search', () => {
  it('comes to the same result, paths included, on 1000 random machines', () => {
    fc.assert(
      fc.property(randomMachine, (text) => {
        const { machine, properties } = machineOf(text);
        const expected = new ExhaustiveSearch(machine, properties).run();
        for (const { how, run } of ways) expect(run(machine, properties), how).toEqual(expected);
      }),
      { numRuns: 1000, seed: 4711 },
    );
  });
});

/** Whether engine and naive search agree on what they count and decide. */
function agrees(text: MachineText, broken: (machine: Machine<never>) => Machine<never>): boolean {
  const reference = referenceSearch(text);
  const { machine, properties } = machineOf(text);
  const unbroken = machine as unknown as Machine<never>;
  let result: SearchResult;
  try {
    result = new ExhaustiveSearch(broken(unbroken), properties as never).run();
  } catch {
    return false;
  }
  const claims = [...reference.claims, ...(reference.neverStuck ? [reference.neverStuck] : [])];
  return (
    result.states === reference.states &&
    result.transitions === reference.transitions &&
    result.depth === reference.depth &&
    result.properties.every(
      (p, k) => p.verdict === claims[k]!.verdict && (p.path?.loop ?? p.steps) === claims[k]!.length,
    )
  );
}

/** How many of some random machines an engine gets wrong. */
function wrong(broken: (machine: Machine<never>) => Machine<never>): number {
  let count = 0;
  for (const text of fc.sample(randomMachine, { numRuns: 200, seed: 99 })) if (!agrees(text, broken)) count++;
  return count;
}

describe('the comparison with a naive search', () => {
  it('finds nothing wrong with the engine as it is', () => {
    expect(wrong((machine) => machine)).toBe(0);
  });

  it('notices a renaming that takes all fresh values for one', () => {
    const merged = (machine: Machine<never>): Machine<never> => {
      const { layout } = machine;
      const canonicalize = (words: Int32Array): void => {
        layout.canonicalize?.(words);
        for (const { scalar, word, shift, bits } of layout.fields)
          if (scalar.kind === 'fresh' && ((words[word]! >>> shift) & (2 ** bits - 1)) > 0)
            words[word] = (words[word]! & ~((2 ** bits - 1) << shift)) | (1 << shift);
      };
      return { ...machine, layout: { ...layout, canonicalize } };
    };
    expect(wrong(merged)).toBeGreaterThan(5);
  });

  it('notices a normalization that forgets a field', () => {
    const forgetful = (machine: Machine<never>): Machine<never> => ({
      ...machine,
      normalize: (s) => {
        const [{ path, scalar }] = machine.layout.fields as unknown as readonly [
          { path: string; scalar: { kind: string; names?: string[] } },
        ];
        const none = scalar.kind === 'flag' ? false : scalar.kind === 'one-of' ? scalar.names![0] : 0;
        (s as Record<string, unknown>)[path] = none;
      },
    });
    expect(wrong(forgetful)).toBeGreaterThan(20);
  });

  it('notices a record that leaves out what was written to a field', () => {
    const deaf = (machine: Machine<never>): Machine<never> => ({
      ...machine,
      layout: {
        ...machine.layout,
        viewThrough: (access) =>
          machine.layout.viewThrough({
            ...access,
            write: (field, raw) => {
              if (field !== 0) access.write(field, raw);
            },
          }),
      },
    });
    expect(wrong(deaf)).toBeGreaterThan(20);
  });

  it('notices a record that leaves out what was read of a field', () => {
    const blind = (machine: Machine<never>): Machine<never> => ({
      ...machine,
      layout: {
        ...machine.layout,
        viewThrough: (access) =>
          machine.layout.viewThrough({
            ...access,
            read: (field) => (field === 1 ? 0 : access.read(field)),
          }),
      },
    });
    expect(wrong(blind)).toBeGreaterThan(20);
  });
});
