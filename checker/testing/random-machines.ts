/** Random small machines as data: a few fields, a few rules, refusals, draws and claims. */

import fc from 'fast-check';
import {
  type Atom,
  type ClaimText,
  constant,
  type FairnessText,
  type FieldText,
  type MachineText,
  type RuleText,
  type Write,
} from './machine-text.ts';

const field: fc.Arbitrary<Omit<FieldText, 'name'>> = fc.oneof(
  fc.constant({ kind: 'flag' as const, max: 1 }),
  fc.integer({ min: 1, max: 3 }).map((max) => ({ kind: 'int' as const, max })),
  fc.integer({ min: 1, max: 3 }).map((max) => ({ kind: 'one-of' as const, max })),
);
const fields: fc.Arbitrary<FieldText[]> = fc
  .tuple(
    fc.array(field, { minLength: 2, maxLength: 5 }),
    fc.integer({ min: 0, max: 3 }).map((n) => Array(n).fill({ kind: 'fresh' as const, max: 0 })),
  )
  .map(([some, names]) => [...some, ...names].map((f, k): FieldText => ({ ...f, name: `f${k}` })));

/** Fields that can be compared with, and copied to, each other. */
const alike = (all: readonly FieldText[], like: FieldText): readonly FieldText[] =>
  all.filter((f) => f.kind === like.kind && f.max <= like.max);

function atomOver(all: readonly FieldText[]): fc.Arbitrary<Atom> {
  return fc
    .record({
      f: fc.constantFrom(...all),
      equals: fc.boolean(),
      n: fc.nat(7),
      other: fc.nat(7),
      how: fc.nat(9),
    })
    .map(({ f, equals, n, other, how }): Atom => {
      const others = alike(all, f);
      const field = f.name;
      if (how < 3) return { field, equals, to: { field: others[other % others.length]!.name } };
      if (how === 3 && f.kind !== 'fresh') return { field, equals, to: 'input' };
      return { field, equals, to: { value: constant(f, n) } };
    });
}

function writeOver(all: readonly FieldText[]): fc.Arbitrary<Write> {
  return fc
    .record({ f: fc.constantFrom(...all), n: fc.nat(7), other: fc.nat(7), how: fc.nat(9) })
    .map(({ f, n, other, how }): Write => {
      const others = alike(all, f);
      const field = f.name;
      if (f.kind === 'fresh' && how < 6) return { field, from: 'draw' };
      if (how < 3) return { field, from: { field: others[other % others.length]!.name } };
      if (how < 6) return { field, from: 'input' };
      return { field, from: { value: constant(f, n) } };
    });
}

function machineOver(all: readonly FieldText[], only?: 'eventually'): fc.Arbitrary<MachineText> {
  const atoms = (max: number): fc.Arbitrary<Atom[]> => fc.array(atomOver(all), { maxLength: max });
  const writes = (min: number, max: number): fc.Arbitrary<Write[]> =>
    fc.array(writeOver(all), { minLength: min, maxLength: max });
  const constants = writes(0, 3).map((list) =>
    list.filter((w) => typeof w.from === 'object' && 'value' in w.from),
  );
  const rules = fc
    .array(
      fc.record({
        inputs: fc.uniqueArray(fc.record({ n: fc.nat(3) }), {
          minLength: 1,
          maxLength: 3,
          selector: (i) => i.n,
        }),
        offered: atoms(1),
        refusals: fc.array(
          fc.record({
            when: fc.array(atomOver(all), { minLength: 1, maxLength: 2 }),
            leaves: fc.option(writes(1, 2), { nil: undefined, freq: 3 }),
          }),
          { maxLength: 2 },
        ),
        writes: writes(1, 3),
      }),
      { minLength: 3, maxLength: 8 },
    )
    .map((list) => list.map((r, k): RuleText => ({ ...r, name: `rule-${k}` })));
  const fairness = fc.record({
    strength: fc.constantFrom('weak' as const, 'strong' as const, 'finite' as const),
    rules: fc.subarray(
      Array.from({ length: 8 }, (_, k) => `rule-${k}`),
      { minLength: 1 },
    ),
    n: fc.option(fc.nat(3), { nil: undefined }),
  });
  // Where every rule is treated fairly, it often matters how strongly. The oracle's time doubles with each strong one.
  const toEachRule = fc
    .tuple(fc.subarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 1, maxLength: 4 }), fc.nat(20))
    .map(([strong, finite]) =>
      Array.from(
        { length: 8 },
        (_, k): FairnessText => ({
          strength: k === finite ? 'finite' : strong.includes(k) ? 'strong' : 'weak',
          rules: [`rule-${k}`],
          n: undefined,
        }),
      ),
    );
  const eventually = (of: fc.Arbitrary<FairnessText[]>) =>
    fc.record({
      kind: fc.constant('eventually' as const),
      from: atoms(2),
      to: fc.array(atomOver(all), { minLength: 1, maxLength: 3 }),
      fairness: of,
    });
  const some = fc.array(fairness, { maxLength: 3 });
  const claims: fc.Arbitrary<ClaimText>[] = [
    fc.record({ kind: fc.constant('always' as const), when: atoms(2), holds: atoms(1) }),
    fc.record({
      kind: fc.constant('step' as const),
      of: fc.constantFrom('taken' as const, 'refused' as const),
      on: fc.option(fc.subarray(['rule-0', 'rule-1', 'rule-2']), { nil: undefined }),
      before: atoms(2),
      after: atoms(1),
    }),
    fc.record({ kind: fc.constant('recoverable' as const), from: atoms(2), to: atoms(3) }),
    eventually(some),
    fc.record({ kind: fc.constant('sometimes' as const), reaches: atoms(3) }),
  ];
  return fc.record({
    fields: fc.constant(all),
    initial: fc.array(constants, { minLength: 1, maxLength: 2 }),
    rules,
    resting: fc.option(atoms(2), { nil: undefined }),
    claims:
      only === undefined
        ? fc.array(fc.oneof(...claims), { minLength: 1, maxLength: 6 })
        : fc.array(eventually(fc.oneof(some, toEachRule)), { minLength: 1, maxLength: 3 }),
  });
}

export const randomMachine: fc.Arbitrary<MachineText> = fields.chain((all) => machineOver(all));
/** Machines of which nothing is claimed but what every fair behaviour comes to. */
export const fairMachine: fc.Arbitrary<MachineText> = fields.chain((all) => machineOver(all, 'eventually'));
