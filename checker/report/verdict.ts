/**
 * Verdicts in words and as data. Words carry their bound, so that nothing short of a closed space reads as plain
 * success; the JSON form is `interlock.verdict/1`.
 */

import { collisionBound } from '../hash.ts';
import type { PropertyResult, SearchResult } from '../result.ts';
import type { Storage } from '../table.ts';
import type { TraceStep } from '../trace.ts';

/** Facts about a search that are not its result: how long it took, where it was told to stop, its seed. */
export interface SearchFacts {
  readonly world: string;
  readonly wallMs: number;
  readonly seed?: number;
  readonly runs?: number;
  /** How many sequences a guided search keeps. */
  readonly corpus?: number;
  /** By what an exhaustive search was reduced. */
  readonly reduction?: readonly string[];
  /** What an exhaustive search has kept of its states; all of them, if absent. */
  readonly storage?: Storage;
}

const count = (n: number): string => n.toLocaleString('en-US');

function stepsOf({ steps, path }: PropertyResult): { steps?: number } {
  const known = steps ?? path?.actions.length;
  return known === undefined ? {} : { steps: known };
}

const assumed = ({ assumes }: PropertyResult): string =>
  assumes === undefined ? '' : `, under ${assumes.join(', ') || 'no fairness'}`;

function loopWords({ steps = 0, path }: PropertyResult): string {
  if (path?.loop === undefined) return '';
  return path.loop === steps
    ? ', after which nothing need happen'
    : `, the last ${steps - path.loop} for ever`;
}

/** A probability to two digits, rounded up. */
function atMost(probability: number): string {
  const digits = probability.toExponential(1);
  if (Number(digits) >= probability) return digits;
  const [, exponent] = digits.split('e');
  return (Number(digits) + Number(`0.1e${exponent}`)).toExponential(1);
}

/** How many states there are, and with which probability that is not all of them. */
function statesWords({ states }: SearchResult, { storage }: SearchFacts): string {
  if (storage !== 'fingerprint') return `${count(states)} states`;
  return `${count(states)} states by 64-bit fingerprint, missed one with probability < ${atMost(collisionBound(states))}`;
}

/** One property's verdict in words. */
export function verdictWords(property: PropertyResult, result: SearchResult, facts: SearchFacts): string {
  const { steps = 0 } = stepsOf(property);
  const states = statesWords(result, facts);
  const reached = property.kind === 'sometimes';
  switch (property.verdict) {
    case 'violated':
      return reached
        ? `never reached (closed, ${states})`
        : `violated in ${steps} steps${loopWords(property)}`;
    case 'holds':
      return reached ? `reached in ${steps} steps` : `holds (closed, ${states}${assumed(property)})`;
    case 'vacuous':
      return `vacuous: its premise never held (closed, ${states})`;
    case 'inconclusive':
      if (result.complete) return `unknown (closed, ${states}, but too little memory)`;
      switch (result.engine) {
        case 'random':
          return `not found (random: ${count(facts.runs ?? 0)} runs, seed ${facts.seed})`;
        case 'guided':
          return `not found (guided: ${count(facts.runs ?? 0)} runs, seed ${facts.seed}, corpus of ${count(facts.corpus ?? 0)})`;
        case 'exhaustive':
          return `unknown (budget: ${count(result.states)} states, not closed)`;
      }
  }
}

/** The result of one world for `--json`. Traces are given by property id; so is what was known to be broken. */
export function worldVerdict(
  result: SearchResult,
  facts: SearchFacts,
  traces: ReadonlyMap<string, readonly TraceStep[]>,
  known: ReadonlySet<string> = new Set(),
): object {
  return {
    world: facts.world,
    engine: result.engine,
    outcome: result.outcome,
    complete: result.complete,
    states: result.states,
    transitions: result.transitions,
    depth: result.depth,
    wallMs: facts.wallMs,
    ...(facts.seed === undefined ? {} : { seed: facts.seed }),
    ...(facts.reduction === undefined ? {} : { reduction: facts.reduction }),
    ...(facts.storage === 'fingerprint'
      ? { storage: facts.storage, collisionProbability: collisionBound(result.states) }
      : {}),
    properties: result.properties.map((p) => ({
      id: p.id,
      kind: p.kind,
      verdict: p.verdict,
      ...(known.has(p.id) ? { known: true } : {}),
      ...(p.assumes === undefined ? {} : { assumes: p.assumes }),
      ...stepsOf(p),
      ...(p.path?.loop === undefined ? {} : { loop: p.path.loop }),
      ...(traces.has(p.id) ? { trace: traces.get(p.id) } : {}),
    })),
    ...(result.gaps === undefined ? {} : { gaps: result.gaps }),
    actions: result.rules.map((r) => ({ name: r.rule, taken: r.taken, refused: { ...r.refused } })),
  };
}
