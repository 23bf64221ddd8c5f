/** A described machine as the product sees it: a layout, rules that write through views, and properties. */

import { type Machine, type Property, type Rule, rule, type Step } from '../contract.ts';
import { flag, fresh, int, oneOf, type Scalar } from '../fields.ts';
import { defineLayout, type Layout } from '../layout.ts';
import {
  type ClaimText,
  evaluator,
  type FieldText,
  type MachineText,
  NAMES,
  type Plain,
  type Read,
} from './machine-text.ts';

function scalarOf(field: FieldText): Scalar {
  switch (field.kind) {
    case 'flag':
      return flag();
    case 'int':
      return int(field.max);
    case 'one-of':
      return oneOf(...NAMES.slice(0, field.max + 1));
    case 'fresh':
      return fresh('name');
  }
}

type View = Plain & { readonly $draw: (sort: string) => number };

export function machineOf(text: MachineText): { machine: Machine<View>; properties: Property<View>[] } {
  const { all, write } = evaluator(text);
  const draw = (s: View) => () => s.$draw('name');
  const { resting } = text;
  const rules = text.rules.map((r) => {
    const definition: Rule<View, { n: number }> = {
      name: r.name,
      actor: 'someone',
      cites: [],
      inputs: r.inputs,
      offered: (s, i) => all(s as Read, r.offered, i.n),
      refusals: r.refusals.map(({ when, leaves }, k) => ({
        id: `refusal-${k}`,
        status: `ERROR_${k}`,
        when: (s, i) => all(s as Read, when, i.n),
        ...(leaves === undefined ? {} : { leaves: (s: View, i) => write(s, leaves, i.n, draw(s)) }),
      })),
      effect: (s, i) => {
        write(s, r.writes, i.n, draw(s));
        return undefined;
      },
    };
    return rule(definition);
  });
  const layout = defineLayout(
    Object.fromEntries(text.fields.map((f) => [f.name, scalarOf(f)])),
  ) as unknown as Layout<View>;
  return {
    machine: {
      name: 'random',
      layout,
      initial: text.initial.map((writes) => (s: View) => write(s, writes, 0, () => 0)),
      rules,
      ...(resting === undefined ? {} : { resting: (s) => all(s as Read, resting) }),
    },
    properties: text.claims.map((claim, k) => propertyOf(text, claim, `claim-${k}`)),
  };
}

function propertyOf(text: MachineText, claim: ClaimText, id: string): Property<View> {
  const { all } = evaluator(text);
  const base = { id, claim: id, cites: [] };
  switch (claim.kind) {
    case 'always':
      return {
        ...base,
        kind: 'always',
        when: (s) => all(s as Read, claim.when),
        holds: (s) => all(s as Read, claim.holds),
      };
    case 'step':
      return {
        ...base,
        kind: 'step',
        of: claim.of,
        ...(claim.on === undefined ? {} : { on: claim.on }),
        when: (before) => all(before as Read, claim.before),
        holds: (_before, _step: Step, after) => all(after as Read, claim.after),
      };
    case 'recoverable':
      return {
        ...base,
        kind: 'recoverable',
        from: (s) => all(s as Read, claim.from),
        to: (s) => all(s as Read, claim.to),
      };
    case 'eventually':
      return {
        ...base,
        kind: 'eventually',
        from: (s) => all(s as Read, claim.from),
        to: (s) => all(s as Read, claim.to),
        fairness: claim.fairness.map(({ strength, rules, n }, k) => ({
          name: `fairness ${k}`,
          strength,
          steps: (step) => rules.includes(step.rule) && (n === undefined || step.input.n === n),
        })),
      };
    case 'sometimes':
      return { ...base, kind: 'sometimes', reaches: (s) => all(s as Read, claim.reaches) };
  }
}
