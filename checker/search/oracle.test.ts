import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkDeterminism } from '../determinism.ts';
import type { MachineText } from '../testing/machine-text.ts';
import { machineOf } from '../testing/packed-machine.ts';
import { randomMachine } from '../testing/random-machines.ts';
import { referenceSearch } from '../testing/reference-search.ts';
import { traceOf } from '../trace.ts';
import { ExhaustiveSearch } from './exhaustive.ts';
import { replay } from './replay.ts';

/** What the reference found, in the shape in which the engine's result is compared with it. */
function expectedOf(text: MachineText) {
  const reference = referenceSearch(text);
  const claims = [...reference.claims, ...(reference.neverStuck === undefined ? [] : [reference.neverStuck])];
  return {
    complete: true,
    states: reference.states,
    transitions: reference.transitions,
    depth: reference.depth,
    claims: claims.map(({ verdict, length, judged }) => [verdict, length, judged]),
    rules: text.rules.map(({ name }) => [name, reference.taken[name], reference.refused[name]]),
  };
}

function foundOf(text: MachineText) {
  const { machine, properties } = machineOf(text);
  const result = new ExhaustiveSearch(machine, properties).run();
  return {
    complete: result.complete,
    states: result.states,
    transitions: result.transitions,
    depth: result.depth,
    claims: result.properties.map((p) => [p.verdict, p.path?.loop ?? p.path?.actions.length, p.judged]),
    rules: result.rules.map((r) => [r.rule, r.taken, Object.values(r.refused)]),
  };
}

const runs = { numRuns: 300, seed: 20240 };

describe('the exhaustive search', () => {
  it('agrees with a naive search on 300 random machines, in counts, verdicts and shortest lengths', () => {
    const seen = new Map<string, number>();
    const note = (what: string): unknown => seen.set(what, (seen.get(what) ?? 0) + 1);
    fc.assert(
      fc.property(randomMachine, (text) => {
        const expected = expectedOf(text);
        expect(foundOf(text)).toEqual(expected);
        if (expected.states > 20) note('more than 20 states');
        expected.claims.forEach(([verdict], k) => {
          note(`${text.claims[k]?.kind ?? 'never-stuck'} ${verdict}`);
        });
      }),
      runs,
    );
    // The comparison is worth something only if the machines were not all trivial.
    const wanted = ['always', 'step', 'recoverable', 'eventually'].flatMap((kind) => [
      `${kind} holds`,
      `${kind} violated`,
      `${kind} vacuous`,
    ]);
    for (const what of [
      ...wanted,
      'sometimes holds',
      'sometimes violated',
      'never-stuck holds',
      'never-stuck violated',
      'more than 20 states',
    ])
      expect(seen.get(what) ?? 0, what).toBeGreaterThanOrEqual(10);
  });

  it('gives the same result in slices of one state as in one go', () => {
    fc.assert(
      fc.property(randomMachine, (text) => {
        const { machine, properties } = machineOf(text);
        const sliced = new ExhaustiveSearch(machine, properties);
        while (sliced.advance(1));
        expect(sliced.result()).toEqual(new ExhaustiveSearch(machine, properties).run());
      }),
      { ...runs, numRuns: 100 },
    );
  });

  it('finds paths that replay: every violation on a machine with one initial state is violated again', () => {
    let replayed = 0;
    fc.assert(
      fc.property(randomMachine, (drawn) => {
        const { machine, properties } = machineOf({ ...drawn, initial: drawn.initial.slice(0, 1) });
        for (const found of new ExhaustiveSearch(machine, properties).run().properties) {
          if (found.verdict !== 'violated' || found.path === undefined) continue;
          const property = properties.find((p) => p.id === found.id) ?? {
            id: 'never-stuck',
            kind: 'always' as const,
            claim: '',
            cites: [],
            holds: () => true,
          };
          expect(replay(machine, property, traceOf(machine, found.path), found.path.loop)).toEqual({
            kind: 'violated',
            path: found.path,
          });
          replayed++;
        }
      }),
      { ...runs, numRuns: 200 },
    );
    expect(replayed).toBeGreaterThan(100);
  });

  it('meets only machines whose rules are functions of the state', () => {
    fc.assert(
      fc.property(randomMachine, (text) => {
        expect(checkDeterminism(machineOf(text).machine, 50)).toBeUndefined();
      }),
      { ...runs, numRuns: 50 },
    );
  });
});
