/** From what a search has counted and found to its result: verdicts, and the path to each finding. */

import { compareStates } from '../compare.ts';
import type { Machine, Property } from '../contract.ts';
import { Coverage, gapsOf } from '../coverage.ts';
import { isLiveness } from '../fairness.ts';
import type { Layout } from '../layout.ts';
import { outcomeOf, type Path, type PropertyResult, type SearchResult, type Verdict } from '../result.ts';
import type { Lasso } from './eventually.ts';
import type { Explorer, Tally } from './explorer.ts';
import type { Finding, Predecessor } from './finding.ts';
import type { Liveness } from './liveness.ts';

export interface Explored<S> {
  readonly machine: Machine<S>;
  readonly properties: readonly Property<S>[];
  readonly complete: boolean;
  /** Whether nothing was left out of what was explored. */
  readonly isWhole: boolean;
  readonly states: number;
  readonly depth: number;
  readonly tally: Tally;
  /** What has been decided of whole behaviours. */
  readonly liveness: Liveness;
  readonly findings: readonly Finding[];
  readonly paths: ReadonlyMap<number, Path>;
}

/** The result as it is reported. */
export function resultOf<S>(explored: Explored<S>): SearchResult {
  const { machine, tally, complete, states, depth } = explored;
  const properties = explored.properties.map((property, index): PropertyResult => {
    const { id, kind, claim, cites } = property;
    const finding = explored.findings.find((f) => f.property === index);
    const decided = isLiveness(property) ? explored.liveness.judged.get(index) : tally.judged[index]!;
    const judged = kind === 'sometimes' ? (finding === undefined ? 0 : 1) : (decided ?? 0);
    const verdict = verdictOf(property, finding !== undefined, judged, complete && decided !== undefined);
    const base = { id, kind, claim, cites, verdict, judged, ...assumptionsOf(property) };
    if (finding === undefined) return base;
    const lasso = explored.liveness.lassos.get(index);
    const way = explored.paths.get(index);
    const path = way !== undefined && lasso !== undefined ? followedBy(way, lasso) : way;
    const steps = finding.level + (finding.action === undefined ? 0 : 1) + (lasso?.actions.length ?? 0);
    return path === undefined ? { ...base, steps } : { ...base, steps, path };
  });
  const rules = machine.rules.map((rule, r) => ({
    rule: rule.name,
    taken: tally.taken[r]!,
    refused: Object.fromEntries((rule.refusals ?? []).map(({ id }, n) => [id, tally.refused[r]![n]!])),
  }));
  const coverage = new Coverage(machine.layout as Layout<unknown>);
  coverage.add(Int32Array.from(tally.seen));
  const fields = coverage.report();
  return {
    engine: 'exhaustive',
    outcome: outcomeOf(properties),
    complete,
    states,
    transitions: tally.taken.reduce((sum, n) => sum + n, 0),
    depth,
    properties,
    rules,
    // What a reduced search has not met, the whole space may have.
    ...(explored.isWhole ? { gaps: gapsOf(machine, rules, fields), fields } : {}),
  };
}

/** The way to where a lasso begins, and the lasso. */
const followedBy = ({ initial, actions }: Path, lasso: Lasso): Path => ({
  initial,
  actions: [...actions, ...lasso.actions],
  loop: actions.length + lasso.loop,
});

/** What a verdict rests on besides the space that was searched. */
export const assumptionsOf = <S>(property: Property<S>): Pick<PropertyResult, 'assumes'> =>
  property.kind === 'eventually'
    ? {
        assumes: property.fairness.map(({ name, strength }) =>
          strength === 'finite' ? `an end of ${name}` : `${strength} fairness of ${name}`,
        ),
      }
    : {};

function verdictOf<S>(property: Property<S>, found: boolean, judged: number, complete: boolean): Verdict {
  if (property.kind === 'sometimes') return found ? 'holds' : complete ? 'violated' : 'inconclusive';
  if (found) return 'violated';
  if (!complete) return 'inconclusive';
  // never-stuck is not vacuous where nothing was ever stuck: that is what it claims.
  return judged === 0 && property.id !== 'never-stuck' ? 'vacuous' : 'holds';
}

/** Asks for the least steps that lead from the rows of a level to each of the states. */
export interface Question {
  readonly level: number;
  readonly targets: readonly Int32Array[];
}
export type Answer = readonly (Predecessor | undefined)[];

/** One way under construction, from its end. */
interface Way {
  readonly finding: Finding;
  at: Int32Array;
  readonly actions: number[];
}

/**
 * The path to each finding, by property. Nothing was stored on the way out: the levels are expanded once more, from
 * the last to the first, and at each the least step that leads on is taken. Whoever has the rows answers.
 */
export function* pathsTo<S>(
  machine: Machine<S>,
  explorer: Explorer<S>,
  findings: readonly Finding[],
): Generator<Question, Map<number, Path>, Answer> {
  const ways = findings.map(
    (finding): Way => ({
      finding,
      at: finding.state,
      actions: finding.action === undefined ? [] : [finding.action],
    }),
  );
  const deepest = Math.max(0, ...findings.map(({ level }) => level));
  for (let level = deepest; level > 0; level--) {
    const open = ways.filter(({ finding }) => finding.level >= level);
    const steps = yield { level: level - 1, targets: open.map(({ at }) => at) };
    open.forEach((way, k) => {
      const step = steps[k];
      if (step === undefined) throw new Error(`no step leads to a state found at depth ${level}`);
      way.at = step.state;
      way.actions.push(step.action);
    });
  }
  const initial = machine.initial.map((write) =>
    explorer.initialState((work) => write(machine.layout.view(work))),
  );
  return new Map(
    ways.map(({ finding, at, actions }) => [
      finding.property,
      {
        initial: initial.findIndex((state) => compareStates(state, at) === 0),
        actions: actions.reverse(),
      },
    ]),
  );
}
