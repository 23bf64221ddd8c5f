/** What one thread does: searches a world with a mutant in it, or watches what happens in one without. */

import type { Machine } from '../../checker/contract.ts';
import { ExhaustiveSearch } from '../../checker/search/exhaustive.ts';
import { rmms } from '../../counterexamples/registry.ts';
import type { Catalogue } from '../../model/evidence/catalogue.ts';
import { type Mutant, machineWith } from '../../model/mutants/mutant.ts';
import { watchedMachine } from '../../model/mutants/mutants.ts';
import { type Fact, Observer } from '../../model/mutants/observe.ts';
import type { State } from '../../model/state.ts';
import type { World } from '../../model/world.ts';
import { lawsOf } from '../../properties/commands/laws.ts';
import type { ModelProperty } from '../../properties/property.ts';
import { propertiesOf } from '../../properties/registry.ts';
import { sameAs } from './identity.ts';

/** A claim that a mutant breaks, in so many steps; or that it leaves with nothing to judge, once the space is closed. */
export interface Kill {
  readonly property: string;
  readonly verdict: 'violated' | 'vacuous';
  readonly steps?: number;
}

export type Judgement =
  | { readonly verdict: 'killed'; readonly by: readonly Kill[]; readonly states: number }
  /** The space was closed, and nothing was broken. */
  | { readonly verdict: 'survived'; readonly states: number }
  /** More states than were to be searched, and nothing was broken in those. */
  | { readonly verdict: 'undecided'; readonly states: number }
  /** A rule of the model throws: it cannot do without what was taken away. */
  | { readonly verdict: 'stillborn'; readonly why: string };

/** By what a mutant is judged: the claims, the laws of the command table, or whether it is one at all (identity.ts). */
export type Asked = 'claims' | 'laws' | 'identity';

/** What happens in a world by the hardened rules, of which all properties must hold. */
export interface Observation {
  readonly facts: readonly Fact[];
  readonly states: number;
  readonly closed: boolean;
  readonly broken: readonly string[];
}

/** The hardened rules, put together as mutants are. */
const NONE: Mutant = { name: 'none', operator: 'none', needs: [] };

/** States between two looks at whether to stop. */
const SLICE = 4096;

/** Runs a search to its end; undefined when it was stopped. */
function run(
  machine: Machine<State>,
  properties: readonly ModelProperty[],
  maxStates: number,
  isStopped: () => boolean,
) {
  const search = new ExhaustiveSearch(machine, properties, {
    stopAtViolation: true,
    witnesses: false,
    maxStates,
  });
  while (search.advance(SLICE)) if (isStopped()) return undefined;
  return search.result();
}

/** Searches a world with a mutant in it: for what breaks a claim, a law of the command table, or its identity with no mutant. */
export function judge(
  mutant: Mutant,
  world: World,
  catalogue: Catalogue,
  by: Asked,
  maxStates: number,
  isStopped: () => boolean,
): Judgement | undefined {
  const properties = {
    claims: () => propertiesOf(world.name),
    laws: () => lawsOf(world, catalogue, rmms.hardened!, [{ slug: 'mutant', ...mutant.change }]),
    identity: () => sameAs(machineWith(NONE, world, catalogue)),
  }[by]();
  try {
    const result = run(machineWith(mutant, world, catalogue), properties, maxStates, isStopped);
    if (result === undefined) return undefined;
    const { states, complete } = result;
    const kills = result.properties.flatMap(({ id, verdict, steps }): Kill[] =>
      verdict === 'violated' || (verdict === 'vacuous' && by === 'claims')
        ? [{ property: id, verdict, ...(steps === undefined ? {} : { steps }) }]
        : [],
    );
    if (kills.length > 0) return { verdict: 'killed', by: kills, states };
    return { verdict: complete ? 'survived' : 'undecided', states };
  } catch (error) {
    return { verdict: 'stillborn', why: error instanceof Error ? error.message : String(error) };
  }
}

/** Searches a world by the hardened rules and notes what happens; undefined when it was stopped. */
export function observe(
  world: World,
  catalogue: Catalogue,
  maxStates: number,
  isStopped: () => boolean,
): Observation | undefined {
  const observer = new Observer();
  const result = run(
    watchedMachine(world, catalogue, observer),
    propertiesOf(world.name),
    maxStates,
    isStopped,
  );
  if (result === undefined) return undefined;
  const broken = result.properties.filter(({ verdict }) => verdict === 'violated' || verdict === 'vacuous');
  return {
    facts: observer.facts,
    states: result.states,
    closed: result.complete,
    broken: broken.map(({ id }) => id),
  };
}
