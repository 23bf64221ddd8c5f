/**
 * Which values the fields of a state have had, over all states that were stored: a field that never changes and a value
 * that is never seen are parts of a model that a verdict says nothing about. Fresh values have no values to be seen:
 * of them only whether there was any. Fields too wide to have each value listed are left out.
 */

import type { Machine } from './contract.ts';
import type { RuleCounts } from './expand.ts';
import type { Field } from './fields.ts';
import type { Layout } from './layout.ts';

/** Values are bits of one number. */
const VALUES_MAX = 32;

export interface FieldCoverage {
  readonly field: string;
  /** How many values it has had, and how many it can have. */
  readonly seen: number;
  readonly possible: number;
  /** The values it never had, as printed. */
  readonly never: readonly string[];
}

function valuesOf({ scalar }: Field): readonly string[] {
  switch (scalar.kind) {
    case 'one-of':
      return scalar.names;
    case 'flag':
      return ['false', 'true'];
    case 'int':
      return scalar.max < VALUES_MAX ? Array.from({ length: scalar.max + 1 }, (_, k) => String(k)) : [];
    case 'fresh':
      return ['none', 'some'];
  }
}

export class Coverage {
  /** Per field, the values seen as bits. Those of several cores are combined by `add`. */
  readonly seen: Int32Array;
  readonly #layout: Layout<unknown>;
  readonly #look: (words: Int32Array) => void;

  constructor(layout: Layout<unknown>) {
    this.#layout = layout;
    this.seen = new Int32Array(layout.fields.length);
    this.#look = compileLook(layout, this.seen);
  }

  /** Takes note of a state. */
  look(words: Int32Array): void {
    this.#look(words);
  }

  add(seen: Int32Array): void {
    for (const [k, bits] of seen.entries()) this.seen[k]! |= bits;
  }

  /** Every field that could have been covered, in layout order. */
  report(): FieldCoverage[] {
    return this.#layout.fields.flatMap((field, k): FieldCoverage[] => {
      const values = valuesOf(field);
      // A field with one value has nothing to be seen.
      if (values.length < 2) return [];
      const never = values.filter((_, value) => ((this.seen[k]! >>> value) & 1) === 0);
      return [{ field: field.path, seen: values.length - never.length, possible: values.length, never }];
    });
  }
}

/** Words repeat far more often than states do: one that was seen a moment ago has nothing new. */
const RECENT_BITS = 10;

function compileLook(layout: Layout<unknown>, seen: Int32Array): (words: Int32Array) => void {
  const perWord = Array.from({ length: layout.words }, (_, word) => {
    const fields = layout.fields.flatMap((field, k) => {
      if (field.word !== word || valuesOf(field).length < 2) return [];
      const raw = `(v >>> ${field.shift} & ${2 ** field.bits - 1})`;
      return [`seen[${k}] |= 1 << ${field.scalar.kind === 'fresh' ? `(${raw} === 0 ? 0 : 1)` : raw};`];
    });
    return `v = w[${word}]; at = (Math.imul(v, 0x9e3779b1) >>> ${32 - RECENT_BITS}) + ${word << RECENT_BITS};
      if (recent[at] !== v || v === 0) { recent[at] = v; ${fields.join(' ')} }`;
  });
  const body = `const recent = new Int32Array(${layout.words << RECENT_BITS});
    return (w) => { let v = 0, at = 0; ${perWord.join('\n')} };`;
  return new Function('seen', body)(seen) as (words: Int32Array) => void;
}

/** What a search has not met. Each is something about which a verdict says nothing. */
export interface Gaps {
  readonly rulesNeverTaken: readonly string[];
  /** Conditions that refused nothing, less those on arguments that no input of this machine has. */
  readonly refusalsNeverMet: readonly { readonly rule: string; readonly refusal: string }[];
  readonly fieldsNeverChanged: readonly string[];
  readonly valuesNeverSeen: readonly { readonly field: string; readonly values: readonly string[] }[];
}

export function gapsOf<S>(
  machine: Machine<S>,
  counts: readonly RuleCounts[],
  fields: readonly FieldCoverage[],
): Gaps {
  const nowhere = machine.layout.view(new Int32Array(machine.layout.words)) as never;
  const refusalsNeverMet = machine.rules.flatMap((rule, k) =>
    (rule.refusals ?? []).flatMap(({ id, argumentsOnly, when }) => {
      const tried = argumentsOnly !== true || rule.inputs.some((input) => when(nowhere, input));
      return tried && counts[k]!.refused[id] === 0 ? [{ rule: rule.name, refusal: id }] : [];
    }),
  );
  const changed = fields.filter(({ seen }) => seen > 1);
  return {
    rulesNeverTaken: counts.filter(({ taken }) => taken === 0).map(({ rule }) => rule),
    refusalsNeverMet,
    fieldsNeverChanged: fields.filter(({ seen }) => seen <= 1).map(({ field }) => field),
    valuesNeverSeen: changed
      .filter(({ never }) => never.length > 0)
      .map(({ field, never }) => ({ field, values: never })),
  };
}
