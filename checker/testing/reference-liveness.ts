/**
 * Whether some fair behaviour never arrives, decided the long way round: for every choice of which strong fairness is to
 * have nothing to do from some point on, the states that allow that, divided by who can reach whom.
 */

import type { FairnessText, Plain } from './machine-text.ts';

/** A state, and where its steps lead. */
export interface Node {
  readonly state: Plain;
  readonly depth: number;
  readonly edges: string[];
  /** The steps that lead along the edges. */
  readonly steps: { readonly rule: string; readonly n: number }[];
  stuck: boolean;
}

type Nodes = ReadonlyMap<string, Node>;

/**
 * The length of a shortest path from the start, through a state in which `from` holds and on through none in which `to`
 * does, to one from which a fair behaviour goes on so for ever. Undefined: there is none.
 */
export function lassoLength(
  nodes: Nodes,
  fairness: readonly FairnessText[],
  from: (node: Node) => boolean,
  to: (node: Node) => boolean,
): number | undefined {
  const lost = lostIn(nodes, fairness, to);
  const seen = new Set<string>();
  let layer = [...nodes.values()].filter((v) => v.depth === 0).map((v) => ({ v, begun: false }));
  for (let length = 0; layer.length > 0; length++) {
    // A path may begin to count wherever the premise holds, and stops counting where the goal does.
    layer = layer.flatMap(({ v, begun }) => [
      { v, begun: false },
      ...((begun || from(v)) && !to(v) ? [{ v, begun: true }] : []),
    ]);
    if (layer.some(({ v, begun }) => begun && lost.has(v))) return length;
    layer = layer.filter(({ v, begun }) => {
      const key = `${begun} ${[...nodes].find(([, w]) => w === v)![0]}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
    layer = layer.flatMap(({ v, begun }) => v.edges.map((edge) => ({ v: nodes.get(edge)!, begun })));
  }
  return undefined;
}

const serves = ({ rules, n }: FairnessText, step: Node['steps'][number]): boolean =>
  rules.includes(step.rule) && (n === undefined || n === step.n);

const possible = (f: FairnessText, node: Node): boolean => node.steps.some((step) => serves(f, step));

/** The states in which a fair behaviour can stay among those without `to`, for ever, coming back again and again. */
function lostIn(nodes: Nodes, fairness: readonly FairnessText[], to: (node: Node) => boolean): Set<Node> {
  const strong = fairness.filter(({ strength }) => strength === 'strong');
  const finite = fairness.filter(({ strength }) => strength === 'finite');
  const mayRecur = (step: Node['steps'][number]): boolean => !finite.some((f) => serves(f, step));
  const lost = new Set<Node>();
  for (let choice = 0; choice < 2 ** strong.length; choice++) {
    const idle = strong.filter((_, k) => (choice >> k) % 2 === 1);
    const allowed = new Set([...nodes.values()].filter((v) => !to(v) && !idle.some((f) => possible(f, v))));
    const next = (v: Node): Node[] =>
      v.edges
        .filter((_, k) => mayRecur(v.steps[k]!))
        .map((edge) => nodes.get(edge)!)
        .filter((w) => allowed.has(w));
    const backward = new Map([...allowed].map((v): [Node, Node[]] => [v, []]));
    for (const v of allowed) for (const w of next(v)) backward.get(w)!.push(v);
    const left = new Set(allowed);
    for (const v of left) {
      const after = closure(v, next);
      const group = [...closure(v, (w) => backward.get(w)!)].filter((w) => after.has(w));
      for (const w of group) left.delete(w);
      if (isFair(nodes, new Set(group), fairness, idle, mayRecur)) for (const w of group) lost.add(w);
    }
  }
  return lost;
}

function closure(from: Node, next: (node: Node) => readonly Node[]): Set<Node> {
  const seen = new Set([from]);
  for (const v of seen) for (const w of next(v)) seen.add(w);
  return seen;
}

function isFair(
  nodes: Nodes,
  group: ReadonlySet<Node>,
  fairness: readonly FairnessText[],
  idle: readonly FairnessText[],
  mayRecur: (step: Node['steps'][number]) => boolean,
): boolean {
  const inner = [...group].flatMap((v) =>
    v.steps.filter((step, k) => mayRecur(step) && group.has(nodes.get(v.edges[k]!)!)),
  );
  const demands = fairness.filter(({ strength }) => strength !== 'finite');
  // One state without steps of its own: somebody stays there, and all that is possible there is neglected.
  if (group.size === 1 && !demands.some((f) => possible(f, [...group][0]!))) return true;
  if (inner.length === 0) return false;
  return demands.every((f) => {
    if (idle.includes(f) || inner.some((step) => serves(f, step))) return true;
    return f.strength === 'weak' && [...group].some((v) => !possible(f, v));
  });
}
