/**
 * Takes every step that a state offers. Each rule is compiled into a function of its own, so that V8 specialises and
 * inlines the rule's conditions and effect into the loop over its inputs; the rules themselves stay as written.
 */

import type { Input, Machine, Rule, Step } from './contract.ts';
import type { Frozen } from './fields.ts';

/** One rule with one of its inputs. Its index in `Expansion.actions` names it in stored paths. */
export interface Action {
  readonly rule: Rule<unknown>;
  readonly input: Input;
}

/** Counts per rule, for coverage: how often it was taken, and refused by which condition. */
export interface RuleCounts {
  readonly rule: string;
  taken: number;
  readonly refused: Record<string, number>;
}

/** Called for each step with the successor in the work buffer; `changed` is exact, before any renaming. */
export type Visit = (action: number, step: Step, changed: boolean) => void;

export interface Expansion {
  readonly actions: readonly Action[];
  /** The state being expanded: fill it, then call `expand`. */
  readonly source: Int32Array;
  /** The successor of the step being visited. Restored after each visit. */
  readonly work: Int32Array;
  /** Visits every taken step and, if `refusals` was asked for, every refused one. */
  expand(): void;
  /** Takes one action from `source` into `work`. Undefined when it is not offered. */
  take(action: number): Step | undefined;
  readonly counts: readonly RuleCounts[];
}

interface MutableStep {
  actor: string;
  rule: string;
  input: Input;
  outcome: string;
  refused: boolean;
  refusal: string | undefined;
  changed: boolean;
}

type Loop = () => void;

function compileRule(
  rule: Rule<unknown>,
  first: number,
  buffers: { source: Int32Array; work: Int32Array; view: unknown },
  step: MutableStep,
  counts: RuleCounts,
  visit: Visit,
  showRefusals: boolean,
): Loop {
  const words = buffers.source.length;
  const each = (text: (k: number) => string, glue: string): string =>
    Array.from({ length: words }, (_, k) => text(k)).join(glue);
  const restore = each((k) => `work[${k}] = source[${k}];`, ' ');
  const changed = each((k) => `work[${k}] !== source[${k}]`, ' || ');
  const refusals = rule.refusals ?? [];
  const tests = refusals.map((refusal, n) => {
    if (refusal.argumentsOnly === true && !rule.inputs.some((i) => refusal.when(buffers.view as never, i)))
      return '';
    const leaves = refusal.leaves === undefined ? '' : `leaves[${n}](s, i);`;
    const show =
      showRefusals || leaves !== ''
        ? `step.input = i; step.outcome = ${JSON.stringify(refusal.status)}; step.refused = true; step.refusal = ${JSON.stringify(refusal.id)}; ${leaves}
           step.changed = ${changed}; visit(${first} + k, step, step.changed); ${restore}`
        : '';
    return `if (when${n}(s, i)) { refused[${n}]++; ${show} continue; }`;
  });
  const body = `${refusals.map((_, n) => `const when${n} = conditions[${n}];`).join(' ')}
  return () => {
    step.actor = rule.actor; step.rule = rule.name;
    for (let k = 0; k < ${rule.inputs.length}; k++) {
      const i = inputs[k];
      ${rule.offered === undefined ? '' : 'if (!offered(s, i)) continue;'}
      ${tests.join('\n')}
      const outcome = effect(s, i);
      counts.taken++;
      step.input = i; step.outcome = outcome === undefined ? 'done' : outcome; step.refused = false; step.refusal = undefined;
      step.changed = ${changed};
      visit(${first} + k, step, step.changed);
      ${restore}
    }
  };`;
  const refused = refusals.map(() => 0);
  refusals.forEach((refusal, n) => {
    Object.defineProperty(counts.refused, refusal.id, { enumerable: true, get: () => refused[n] });
  });
  const make = new Function(
    'rule',
    's',
    'source',
    'work',
    'inputs',
    'offered',
    'conditions',
    'leaves',
    'effect',
    'step',
    'counts',
    'refused',
    'visit',
    body,
  );
  return make(
    rule,
    buffers.view,
    buffers.source,
    buffers.work,
    rule.inputs,
    rule.offered,
    refusals.map((r) => r.when),
    refusals.map((r) => r.leaves),
    rule.effect,
    step,
    counts,
    refused,
    visit,
  ) as Loop;
}

/** Every rule with every input, in the order in which paths number them. */
export const actionsOf = <S>({ rules }: Machine<S>): readonly Action[] =>
  (rules as unknown as readonly Rule<unknown>[]).flatMap((rule) =>
    rule.inputs.map((input) => ({ rule, input })),
  );

/** Prepares a machine for expansion. `refusals` says whether refused steps that change nothing are visited too. */
export function compileExpansion<S>(machine: Machine<S>, visit: Visit, refusals: boolean): Expansion {
  const { words } = machine.layout;
  const source = new Int32Array(words);
  const work = new Int32Array(words);
  const view = machine.layout.view(work, source);
  const step: MutableStep = {
    actor: '',
    rule: '',
    input: {},
    outcome: '',
    refused: false,
    refusal: undefined,
    changed: false,
  };
  // A rule is only ever handed members of its own input list, which is what its type was checked against.
  const rules = machine.rules as unknown as readonly Rule<unknown>[];
  const counts = rules.map((rule): RuleCounts => ({ rule: rule.name, taken: 0, refused: {} }));
  const actions = actionsOf(machine);
  let next = 0;
  const loops = rules.map((rule, r) => {
    const first = next;
    next += rule.inputs.length;
    return compileRule(rule, first, { source, work, view }, step, counts[r]!, visit, refusals);
  });

  return {
    actions,
    source,
    work,
    counts,
    expand() {
      work.set(source);
      for (const loop of loops) loop();
    },
    take(index) {
      work.set(source);
      return takeAction(actions[index]!, view as Frozen<S>, work, source);
    },
  };
}

function takeAction(action: Action, view: unknown, work: Int32Array, source: Int32Array): Step | undefined {
  const { rule, input } = action;
  if (rule.offered !== undefined && !rule.offered(view as Frozen<unknown>, input)) return undefined;
  const refusal = rule.refusals?.find((r) => r.when(view as Frozen<unknown>, input));
  const outcome = refusal === undefined ? (rule.effect(view, input) ?? 'done') : refusal.status;
  refusal?.leaves?.(view, input);
  const changed = work.some((word, k) => word !== source[k]);
  return {
    actor: rule.actor,
    rule: rule.name,
    input,
    outcome,
    refused: refusal !== undefined,
    refusal: refusal?.id,
    changed,
  };
}
