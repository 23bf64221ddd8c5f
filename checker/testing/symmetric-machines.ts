/**
 * Random machines that are symmetric by the way they are made: of a random machine some fields become the own fields of
 * two or three objects, and each rule becomes one for each object.
 */

import fc from 'fast-check';
import type { Symmetry } from '../contract.ts';
import type { Atom, ClaimText, MachineText, RuleText, Write } from './machine-text.ts';
import { randomMachine } from './random-machines.ts';

export interface SymmetricText {
  readonly text: MachineText;
  readonly symmetry: Symmetry;
}

/** A machine, and which of its fields the objects have for themselves. */
export const randomSymmetric: fc.Arbitrary<SymmetricText> = randomMachine.chain((text) =>
  fc
    .record({
      own: fc.subarray(
        text.fields.map(({ name }) => name),
        { minLength: 1, maxLength: Math.min(3, text.fields.length) },
      ),
      objects: fc.integer({ min: 2, max: 3 }),
      by: fc.constantFrom('exchange' as const, 'rotation' as const),
    })
    .map(({ own, objects, by }) => multiply(text, own, objects, by)),
);

function multiply(
  text: MachineText,
  own: readonly string[],
  count: number,
  by: Symmetry['by'],
): SymmetricText {
  const objects = Array.from({ length: count }, (_, k) => k);
  const nameOf = (field: string, k: number): string => (own.includes(field) ? `${field}_${k}` : field);
  const atoms = (list: readonly Atom[], k: number): Atom[] =>
    list.map(({ field, equals, to }) => ({
      field: nameOf(field, k),
      equals,
      to: typeof to === 'object' && 'field' in to ? { field: nameOf(to.field, k) } : to,
    }));
  const writes = (list: readonly Write[], k: number): Write[] =>
    list.map(({ field, from }) => ({
      field: nameOf(field, k),
      from: typeof from === 'object' && 'field' in from ? { field: nameOf(from.field, k) } : from,
    }));
  const rule = (r: RuleText, k: number): RuleText => ({
    name: `${r.name}_${k}`,
    inputs: r.inputs,
    offered: atoms(r.offered, k),
    refusals: r.refusals.map(({ when, leaves }) => ({
      when: atoms(when, k),
      leaves: leaves && writes(leaves, k),
    })),
    writes: writes(r.writes, k),
  });
  // Every other claim is about all objects alike, the others are about the first. AG EF is asked of all.
  const claim = (c: Exclude<ClaimText, { kind: 'eventually' }>, n: number): ClaimText => {
    const about = n % 2 === 0 || c.kind === 'recoverable' ? objects : [0];
    const each = (list: readonly Atom[]): Atom[] => about.flatMap((k) => atoms(list, k));
    switch (c.kind) {
      case 'always':
        return { ...c, when: each(c.when), holds: each(c.holds) };
      case 'step':
        return {
          ...c,
          on: c.on?.flatMap((name) => about.map((k) => `${name}_${k}`)),
          before: each(c.before),
          after: each(c.after),
        };
      case 'recoverable':
        return { ...c, from: each(c.from), to: each(c.to) };
      case 'sometimes':
        return { ...c, reaches: each(c.reaches) };
    }
  };
  return {
    text: {
      fields: [
        ...text.fields.filter(({ name }) => !own.includes(name)),
        ...objects.flatMap((k) =>
          text.fields
            .filter(({ name }) => own.includes(name))
            .map((f) => ({ ...f, name: nameOf(f.name, k) })),
        ),
      ],
      initial: text.initial.map((list) => objects.flatMap((k) => writes(list, k))),
      rules: text.rules.flatMap((r) => objects.map((k) => rule(r, k))),
      resting: text.resting && objects.flatMap((k) => atoms(text.resting!, k)),
      // What is to happen some time is not decided by symmetry.
      claims: text.claims.flatMap((c, n) => (c.kind === 'eventually' ? [] : [claim(c, n)])),
    },
    symmetry: { of: 'objects', by, objects: objects.map((k) => own.map((name) => nameOf(name, k))) },
  };
}
