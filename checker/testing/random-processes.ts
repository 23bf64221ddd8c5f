/** Random processes as data: each goes through steps of its own, and some of them read or write what all share. */

import fc from 'fast-check';
import type { Atom, ClaimText, FieldText, MachineText, RuleText, Write } from './machine-text.ts';

const STEPS = 3;

const shared: readonly FieldText[] = ['x', 'y'].map((name) => ({ name, kind: 'int', max: 2 }));
const placeOf = (process: number): FieldText => ({ name: `at${process}`, kind: 'int', max: STEPS });

function atom(fields: readonly FieldText[]): fc.Arbitrary<Atom> {
  return fc
    .record({ f: fc.constantFrom(...fields), equals: fc.boolean(), n: fc.nat(7) })
    .map(({ f, equals, n }) => ({ field: f.name, equals, to: { value: n % (f.max + 1) } }));
}

/** One process: in its last place it ends, or begins again. */
function process(p: number): fc.Arbitrary<RuleText[]> {
  const step = fc.record({
    guard: fc.option(atom(shared), { nil: undefined, freq: 2 }),
    write: fc.option(
      fc
        .record({ f: fc.constantFrom(...shared), n: fc.nat(2) })
        .map(({ f, n }): Write => ({ field: f.name, from: { value: n } })),
      { nil: undefined, freq: 3 },
    ),
  });
  return fc
    .record({ steps: fc.array(step, { minLength: 2, maxLength: STEPS }), loops: fc.boolean() })
    .map(({ steps, loops }) =>
      steps.map(({ guard, write }, k): RuleText => {
        const next = loops && k === steps.length - 1 ? 0 : k + 1;
        return {
          name: `process-${p}-${k}`,
          inputs: [{ n: 0 }],
          offered: [
            { field: placeOf(p).name, equals: true, to: { value: k } },
            ...(guard === undefined ? [] : [guard]),
          ],
          refusals: [],
          writes: [
            { field: placeOf(p).name, from: { value: next } },
            ...(write === undefined ? [] : [write]),
          ],
        };
      }),
    );
}

/** Two to four processes with claims about states. */
export const randomProcesses: fc.Arbitrary<MachineText> = fc.integer({ min: 2, max: 4 }).chain((count) => {
  const places = Array.from({ length: count }, (_, p) => placeOf(p));
  const all = [...shared, ...places];
  const atoms = (minLength: number, maxLength: number): fc.Arbitrary<Atom[]> =>
    fc.array(atom(all), { minLength, maxLength });
  const claim: fc.Arbitrary<ClaimText> = fc.oneof(
    fc.record({ kind: fc.constant('always' as const), when: atoms(0, 2), holds: atoms(1, 1) }),
    fc.record({ kind: fc.constant('sometimes' as const), reaches: atoms(1, 3) }),
  );
  return fc.record({
    fields: fc.constant(all),
    initial: fc.constant([[]]),
    rules: fc.tuple(...places.map((_, p) => process(p))).map((lists) => lists.flat()),
    resting: fc.constant([]),
    claims: fc.array(claim, { minLength: 1, maxLength: 2 }),
  });
});
