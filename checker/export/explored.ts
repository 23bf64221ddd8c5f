/** The explored graph in plain lists, for other tools to read: of spaces small enough to be looked at elsewhere. */

import type { Input, Machine } from '../contract.ts';
import { compileExpansion } from '../expand.ts';
import { VisitedSet } from '../visited.ts';

export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly rule: string;
  readonly input: Input;
  readonly outcome: string;
}

export interface Explored {
  /** By number, the initial ones first. */
  readonly states: readonly Int32Array[];
  readonly initial: number;
  readonly edges: readonly Edge[];
}

/** Explores a machine with at most `most` states. Undefined: it has more. Steps that change nothing are loops. */
export function explore<S>(machine: Machine<S>, most: number): Explored | undefined {
  const { layout } = machine;
  const visited = new VisitedSet(layout.words);
  const edges: Edge[] = [];
  let from = 0;
  const view = layout.view;
  const numberOf = (words: Int32Array): number => {
    machine.normalize?.(view(words));
    layout.canonicalize?.(words);
    const row = visited.insert(words);
    return row < 0 ? -row - 1 : row;
  };
  const expansion = compileExpansion(
    machine,
    (_action, { rule, input, outcome }) => {
      edges.push({ from, to: numberOf(expansion.work), rule, input, outcome });
    },
    false,
  );
  for (const write of machine.initial) {
    const words = new Int32Array(layout.words);
    write(view(words));
    numberOf(words);
  }
  const initial = visited.size;
  for (; from < visited.size; from++) {
    if (visited.size > most) return undefined;
    visited.load(from, expansion.source);
    expansion.expand();
  }
  const states = Array.from({ length: visited.size }, (_, row) => {
    const words = new Int32Array(layout.words);
    visited.load(row, words);
    return words;
  });
  return { states, initial, edges };
}
