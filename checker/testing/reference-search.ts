/**
 * The checker's oracle: explores a described machine over plain objects with a Map, as plainly and slowly as it can be
 * written. States are compared by the least text over all ways to name their fresh values, and AG EF is decided by
 * searching forwards from every state. What `eventually` claims is in `reference-liveness.ts`.
 */

import {
  type Atom,
  type ClaimText,
  constant,
  evaluator,
  type MachineText,
  type Plain,
  type Read,
  type Value,
} from './machine-text.ts';
import { lassoLength, type Node } from './reference-liveness.ts';

interface TakenStep {
  readonly rule: string;
  readonly refused: boolean;
  readonly before: Plain;
  readonly after: Plain;
  /** Length of a shortest path whose last step this is. */
  readonly length: number;
}
export interface Finding {
  readonly verdict: 'holds' | 'violated' | 'vacuous';
  /** Length of a shortest path to the violation or witness, or to where what goes on for ever begins. */
  readonly length: number | undefined;
  readonly judged: number;
}
export interface ReferenceResult {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly taken: Record<string, number>;
  readonly refused: Record<string, number[]>;
  readonly claims: readonly Finding[];
  readonly neverStuck: Finding | undefined;
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, k) =>
    permutations([...items.slice(0, k), ...items.slice(k + 1)]).map((rest) => [item, ...rest]),
  );
}

/** One text for all states that differ only in the names of fresh values: the least over all ways to name them. */
function keyOf(state: Plain, names: readonly string[], orders: readonly number[][]): string {
  return orders
    .map((order) => {
      const used = [...new Set(names.map((f) => state[f]).filter((v) => v !== 0))];
      const as = new Map<Value | undefined, Value>(used.map((v, k) => [v, order[k]!]));
      return JSON.stringify({
        ...state,
        ...Object.fromEntries(names.map((f) => [f, as.get(state[f]) ?? 0])),
      });
    })
    .sort()[0]!;
}

export function referenceSearch(text: MachineText): ReferenceResult {
  const { all, write } = evaluator(text);
  const names = text.fields.filter((f) => f.kind === 'fresh').map((f) => f.name);
  const orders = permutations(names.map((_, k) => k + 1));
  const key = (state: Plain): string => keyOf(state, names, orders);
  const nodes = new Map<string, Node>();
  const steps: TakenStep[] = [];
  const taken = Object.fromEntries(text.rules.map((r) => [r.name, 0]));
  const refused = Object.fromEntries(text.rules.map((r) => [r.name, r.refusals.map(() => 0)]));
  let drawn = 0;

  const add = (state: Plain, depth: number): string => {
    const id = key(state);
    if (!nodes.has(id)) nodes.set(id, { state, depth, edges: [], steps: [], stuck: true });
    return id;
  };
  for (const writes of text.initial) {
    const state: Plain = Object.fromEntries(text.fields.map((f) => [f.name, constant(f, 0)]));
    write(state, writes, 0, () => 0);
    add(state, 0);
  }
  // A Map hands out entries in insertion order, those added on the way included: a breadth-first queue.
  for (const node of nodes.values()) {
    for (const r of text.rules) {
      for (const { n } of r.inputs) {
        const before = node.state;
        if (!all(before, r.offered, n)) continue;
        const after = { ...before };
        const refusal = r.refusals.findIndex(({ when }) => all(before, when, n));
        // Unlike the engine's, these values never come back.
        const draw = (): Value => 1000 + drawn++;
        if (refusal < 0) {
          taken[r.name]!++;
          write(after, r.writes, n, draw);
        } else {
          refused[r.name]![refusal]!++;
          write(after, r.refusals[refusal]!.leaves ?? [], n, draw);
        }
        steps.push({ rule: r.name, refused: refusal >= 0, before, after, length: node.depth + 1 });
        if (text.fields.every((f) => before[f.name] === after[f.name])) continue;
        node.stuck = false;
        node.edges.push(add(after, node.depth + 1));
        node.steps.push({ rule: r.name, n });
      }
    }
  }

  const reached = [...nodes.values()];
  const findings = text.claims.map((claim) => find(claim, all, nodes, steps));
  const { resting } = text;
  const stuck = reached.filter((v) => v.stuck);
  const never = resting && judge(stuck.map((v) => ({ bad: !all(v.state, resting), length: v.depth })));
  return {
    states: nodes.size,
    transitions: steps.filter((s) => !s.refused).length,
    depth: Math.max(...reached.map((v) => v.depth)),
    taken,
    refused,
    claims: findings,
    neverStuck: never && { ...never, verdict: never.verdict === 'vacuous' ? 'holds' : never.verdict },
  };
}

type All = (s: Read, atoms: readonly Atom[], n?: number) => boolean;

function find(
  claim: ClaimText,
  all: All,
  nodes: ReadonlyMap<string, Node>,
  steps: readonly TakenStep[],
): Finding {
  const reached = [...nodes.values()];
  switch (claim.kind) {
    case 'always': {
      const judged = reached.filter((v) => all(v.state, claim.when));
      return judge(judged.map((v) => ({ bad: !all(v.state, claim.holds), length: v.depth })));
    }
    case 'step': {
      const judged = steps
        .filter((s) => s.refused === (claim.of === 'refused') && (claim.on?.includes(s.rule) ?? true))
        .filter((s) => all(s.before, claim.before));
      return judge(judged.map((s) => ({ bad: !all(s.after, claim.after), length: s.length })));
    }
    case 'recoverable': {
      const judged = reached.filter((v) => all(v.state, claim.from));
      const lost = (v: Node): boolean => !canReach(nodes, v, (w) => all(w.state, claim.to));
      return judge(judged.map((v) => ({ bad: lost(v), length: v.depth })));
    }
    case 'eventually': {
      const judged = reached.filter((v) => all(v.state, claim.from));
      const length = lassoLength(
        nodes,
        claim.fairness,
        (v) => all(v.state, claim.from),
        (v) => all(v.state, claim.to),
      );
      const verdict = length !== undefined ? 'violated' : judged.length > 0 ? 'holds' : 'vacuous';
      return { verdict, length, judged: judged.length };
    }
    case 'sometimes': {
      const depths = reached.filter((v) => all(v.state, claim.reaches)).map((v) => v.depth);
      if (depths.length === 0) return { verdict: 'violated', length: undefined, judged: 0 };
      return { verdict: 'holds', length: Math.min(...depths), judged: 1 };
    }
  }
}

function judge(cases: readonly { bad: boolean; length: number }[]): Finding {
  const bad = cases.filter((c) => c.bad).map((c) => c.length);
  if (bad.length > 0) return { verdict: 'violated', length: Math.min(...bad), judged: cases.length };
  return { verdict: cases.length === 0 ? 'vacuous' : 'holds', length: undefined, judged: cases.length };
}

/** Searches forwards from one state: the opposite of what the engine does. */
function canReach(nodes: ReadonlyMap<string, Node>, from: Node, goal: (node: Node) => boolean): boolean {
  const seen = new Set<Node>([from]);
  for (const node of seen) {
    if (goal(node)) return true;
    for (const edge of node.edges) seen.add(nodes.get(edge)!);
  }
  return false;
}
