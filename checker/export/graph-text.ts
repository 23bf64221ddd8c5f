/** The explored graph as text: Aldebaran for CADP, mCRL2 and other tools on transition systems, DOT for GraphViz. */

import type { Machine } from '../contract.ts';
import type { Edge, Explored } from './explored.ts';

const labelOf = ({ rule, input, outcome }: Edge): string => {
  const choice = Object.entries(input).map(([name, value]) => `${name}=${value}`);
  return `${rule}${choice.length === 0 ? '' : ` ${choice.join(' ')}`}${outcome === 'done' ? '' : ` -> ${outcome}`}`;
};
const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** Aldebaran (`.aut`). It has one initial state; several are reached from one more by steps called `begin`. */
export function aldebaran({ states, initial, edges }: Explored): string {
  const several = initial > 1;
  const begins = several
    ? Array.from({ length: initial }, (_, k) => `(${states.length}, "begin", ${k})`)
    : [];
  const lines = [...begins, ...edges.map((edge) => `(${edge.from}, ${quoted(labelOf(edge))}, ${edge.to})`)];
  const header = `des (${several ? states.length : 0}, ${lines.length}, ${states.length + (several ? 1 : 0)})`;
  return `${[header, ...lines].join('\n')}\n`;
}

/** GraphViz. A node shows the fields that differ from the state of number 0. */
export function dot<S>(machine: Machine<S>, { states, initial, edges }: Explored): string {
  const nodes = states.map((words, k) => {
    const changed = Object.entries(machine.layout.diff(states[0]!, words)).map(([f, [, to]]) => `${f}=${to}`);
    const shape = k < initial ? ', shape=doublecircle' : '';
    return `  ${k} [label=${quoted([k, ...changed].join('\n')).replaceAll('\n', '\\n')}${shape}];`;
  });
  const arrows = edges.map((edge) => `  ${edge.from} -> ${edge.to} [label=${quoted(labelOf(edge))}];`);
  return `${[`digraph ${quoted(machine.name)} {`, ...nodes, ...arrows, '}'].join('\n')}\n`;
}
