/** What became of each mutant, and what that comes to. */

import type { Equivalent } from '../../model/mutants/equivalent.ts';
import type { Mutant } from '../../model/mutants/mutant.ts';
import type { WorldName } from '../../model/world.ts';
import type { Judgement } from './judge.ts';

export interface Row {
  readonly mutant: Mutant;
  /** Worlds in which it differs, the smallest first. */
  readonly worlds: readonly WorldName[];
  /** What came of them, as far as they were searched: all before the last left it alive. */
  readonly claims: readonly (Judgement & { readonly world: WorldName })[];
  /** The same by the laws of the command table, of one that no claim kills. */
  readonly laws: readonly (Judgement & { readonly world: WorldName })[];
  /** The same by whether it is a mutant at all, of one that no claim kills where all is closed. */
  readonly identity: readonly (Judgement & { readonly world: WorldName })[];
}

export type Fate =
  | 'killed'
  /** By a law alone: the table differs from itself, which no claim about the system minds. */
  | 'killed-by-law'
  /** The model cannot go on without what was taken away. */
  | 'stillborn'
  /** Every step leads where the hardened rules lead, in all worlds in which it might have differed. */
  | 'identical'
  /** Alive, and listed as equivalent with its reason. */
  | 'equivalent'
  /** Alive in the closed space of every world in which it differs, for no reason that is known. */
  | 'survived'
  /** A limit was hit before every world was closed. */
  | 'undecided';

export const FATES: readonly Fate[] = [
  'killed',
  'killed-by-law',
  'stillborn',
  'identical',
  'equivalent',
  'survived',
  'undecided',
];

const whatKilled = (judgements: Row['claims']) => judgements.find(({ verdict }) => verdict === 'killed');

/** Whether it came through in the closed space of every world in which it differs. */
const survivesAll = ({ worlds }: Row, judgements: Row['claims']): boolean =>
  judgements.filter(({ verdict }) => verdict === 'survived').length === worlds.length;

/** Whether nothing has been found yet of it but that it lives. */
export const isAlive = ({ claims, laws }: Row): boolean =>
  [...claims, ...laws].every(({ verdict }) => verdict === 'survived' || verdict === 'undecided');

/** The judgement that decides what became of it, if any did. */
export const decisive = (row: Row): Row['claims'][number] | undefined =>
  whatKilled(row.claims) ?? whatKilled(row.laws) ?? row.claims.find(({ verdict }) => verdict === 'stillborn');

export function fateOf(row: Row, equivalent: ReadonlyMap<string, string>): Fate {
  if (whatKilled(row.claims)) return 'killed';
  if (row.claims.some(({ verdict }) => verdict === 'stillborn')) return 'stillborn';
  if (whatKilled(row.laws)) return 'killed-by-law';
  if (survivesAll(row, row.identity)) return 'identical';
  if (equivalent.has(row.mutant.name)) return 'equivalent';
  return survivesAll(row, row.claims) ? 'survived' : 'undecided';
}

/** By mutant, why it is equivalent. */
export const reasonsOf = (listed: readonly Equivalent[]): ReadonlyMap<string, string> =>
  new Map(listed.flatMap(({ mutants, because }) => mutants.map((name) => [name, because] as const)));

/** Sentences about what is listed as equivalent and is not. Of a run of some of the mutants, only those are asked about. */
export function mislisted(
  rows: readonly Row[],
  reasons: ReadonlyMap<string, string>,
  all: boolean,
): readonly string[] {
  const byName = new Map(rows.map((row) => [row.mutant.name, row]));
  return [...reasons.keys()].flatMap((name) => {
    const row = byName.get(name);
    if (row === undefined) return all ? [`${name} is listed as equivalent, and there is no such mutant`] : [];
    const killed = whatKilled(row.claims);
    return killed === undefined ? [] : [`${name} is listed as equivalent, and is killed in ${killed.world}`];
  });
}
