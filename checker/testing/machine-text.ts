/**
 * A small machine described as plain data, so that it can be interpreted twice: by the product's engine through
 * `packed-machine.ts`, and by `reference-search.ts`. The two share this description and nothing else.
 */

export type Value = number | boolean | string;
export type Plain = Record<string, Value>;

export interface FieldText {
  readonly name: string;
  readonly kind: 'flag' | 'int' | 'one-of' | 'fresh';
  readonly max: number;
}
/** `field` equals (or does not equal) a constant or another field. */
export interface Atom {
  readonly field: string;
  readonly equals: boolean;
  readonly to: { readonly value: Value } | { readonly field: string } | 'input';
}
export interface Write {
  readonly field: string;
  readonly from: { readonly value: Value } | { readonly field: string } | 'input' | 'draw';
}
export interface RuleText {
  readonly name: string;
  readonly inputs: readonly { readonly n: number }[];
  readonly offered: readonly Atom[];
  readonly refusals: readonly {
    readonly when: readonly Atom[];
    readonly leaves: readonly Write[] | undefined;
  }[];
  readonly writes: readonly Write[];
}
/** Steps of some rules, with one input or with any. */
export interface FairnessText {
  readonly strength: 'weak' | 'strong' | 'finite';
  readonly rules: readonly string[];
  readonly n: number | undefined;
}
export type ClaimText =
  | { readonly kind: 'always'; readonly when: readonly Atom[]; readonly holds: readonly Atom[] }
  | {
      readonly kind: 'step';
      readonly of: 'taken' | 'refused';
      readonly on: readonly string[] | undefined;
      readonly before: readonly Atom[];
      readonly after: readonly Atom[];
    }
  | { readonly kind: 'recoverable'; readonly from: readonly Atom[]; readonly to: readonly Atom[] }
  | {
      readonly kind: 'eventually';
      readonly from: readonly Atom[];
      readonly to: readonly Atom[];
      readonly fairness: readonly FairnessText[];
    }
  | { readonly kind: 'sometimes'; readonly reaches: readonly Atom[] };
export interface MachineText {
  readonly fields: readonly FieldText[];
  readonly initial: readonly (readonly Write[])[];
  readonly rules: readonly RuleText[];
  readonly resting: readonly Atom[] | undefined;
  readonly claims: readonly ClaimText[];
}

export const NAMES = ['red', 'green', 'blue', 'black'] as const;

/** The constant that a number stands for in a field. */
export function constant(field: FieldText, n: number): Value {
  switch (field.kind) {
    case 'flag':
      return n % 2 === 1;
    case 'int':
      return n % (field.max + 1);
    case 'one-of':
      return NAMES[n % (field.max + 1)]!;
    case 'fresh':
      return 0;
  }
}

export type Read = Readonly<Plain>;

export function evaluator(text: MachineText) {
  const fieldOf = (name: string): FieldText => text.fields.find((f) => f.name === name)!;
  const operand = (s: Read, field: string, from: Exclude<Write['from'], 'draw'>, n: number): Value => {
    if (from === 'input') return constant(fieldOf(field), n);
    return 'value' in from ? from.value : s[from.field]!;
  };
  const all = (s: Read, atoms: readonly Atom[], n = 0): boolean =>
    atoms.every((a) => (s[a.field] === operand(s, a.field, a.to, n)) === a.equals);
  const write = (s: Plain, writes: readonly Write[], n: number, draw: () => Value): void => {
    for (const { field, from } of writes) s[field] = from === 'draw' ? draw() : operand(s, field, from, n);
  };
  return { all, write };
}
