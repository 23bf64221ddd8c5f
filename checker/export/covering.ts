/**
 * Shortest paths that together take every rule and meet every refusal that a machine can: data for tests of whatever
 * the machine is a model of. Each is found as the shortest way to break a claim that the step never comes.
 */

import type { Machine, StepProperty } from '../contract.ts';
import type { SearchResult } from '../result.ts';
import { type TraceStep, traceOf } from '../trace.ts';

export interface CoveringPath {
  /** What it is the shortest path to: a rule taken, or refused by a condition. */
  readonly covers: readonly { readonly rule: string; readonly refusal?: string }[];
  readonly initial: number;
  readonly steps: readonly TraceStep[];
}

interface Goal {
  readonly rule: string;
  readonly refusal?: string;
}

function goalsOf<S>(machine: Machine<S>): Goal[] {
  return machine.rules.flatMap((rule): Goal[] => [
    { rule: rule.name },
    ...(rule.refusals ?? []).map(({ id }) => ({ rule: rule.name, refusal: id })),
  ]);
}

/** Claims that break where there is something to cover. */
export function coveringClaims<S>(machine: Machine<S>): StepProperty<S>[] {
  return goalsOf(machine).map(({ rule, refusal }, k) => ({
    id: `cover-${k}`,
    kind: 'step',
    claim: `${rule} is never ${refusal === undefined ? 'taken' : `refused by ${refusal}`}.`,
    cites: [],
    on: [rule],
    of: refusal === undefined ? 'taken' : 'refused',
    when: (_before, step) => step.refusal === refusal,
    holds: () => false,
  }));
}

/** The paths of a search with those claims, without paths that begin another. What is not covered is not reachable. */
export function coveringPaths<S>(
  machine: Machine<S>,
  result: SearchResult,
): { readonly paths: readonly CoveringPath[]; readonly uncovered: readonly Goal[] } {
  const goals = goalsOf(machine);
  const found = new Map<string, { covers: Goal[]; initial: number; actions: readonly number[] }>();
  const uncovered: Goal[] = [];
  for (const [k, goal] of goals.entries()) {
    const path = result.properties.find(({ id }) => id === `cover-${k}`)?.path;
    if (path === undefined) {
      uncovered.push(goal);
      continue;
    }
    const key = [path.initial, ...path.actions].join();
    const known = found.get(key);
    if (known === undefined) found.set(key, { covers: [goal], ...path });
    else known.covers.push(goal);
  }
  const longest = [...found].sort(([, a], [, b]) => b.actions.length - a.actions.length);
  const kept: { key: string; path: { covers: Goal[]; initial: number; actions: readonly number[] } }[] = [];
  for (const [key, path] of longest) {
    const longer = kept.find((other) => other.key.startsWith(`${key},`));
    if (longer === undefined) kept.push({ key, path });
    else longer.path.covers.push(...path.covers);
  }
  return {
    paths: kept.map(({ path }) => ({
      covers: path.covers,
      initial: path.initial,
      steps: traceOf(machine, path),
    })),
    uncovered,
  };
}
