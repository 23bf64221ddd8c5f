/** What a search found out, as data. Reports are made from it; it holds nothing that depends on the clock. */

import type { Citation, Property } from './contract.ts';
import type { FieldCoverage, Gaps } from './coverage.ts';
import type { RuleCounts } from './expand.ts';

export type Verdict = 'holds' | 'violated' | 'inconclusive' | 'vacuous';

/** A way through a machine: which of its initial states, then which of its actions. */
export interface Path {
  readonly initial: number;
  readonly actions: readonly number[];
  /**
   * Of a way that goes on for ever: how many actions come before those that are repeated. The number of all actions: it
   * stays where it is.
   */
  readonly loop?: number;
}

export interface PropertyResult {
  readonly id: string;
  readonly kind: Property<unknown>['kind'];
  readonly claim: string;
  readonly cites: readonly Citation[];
  readonly verdict: Verdict;
  /** Of an `eventually` property: the fairness under which it was decided. */
  readonly assumes?: readonly string[];
  /** On how many states or steps the claim was judged. */
  readonly judged: number;
  /**
   * Length of the shortest way to the violation, or for `sometimes` to the witness. For `eventually`, of the shortest way to
   * where it is lost, and once round the loop.
   */
  readonly steps?: number;
  /** The way to the violation, or for `sometimes`, where it was asked for, to the witness. */
  readonly path?: Path;
}

export interface SearchResult {
  readonly engine: 'exhaustive' | 'random' | 'guided';
  readonly outcome: 'holds' | 'violated' | 'inconclusive';
  /** Whether the reachable space was closed. */
  readonly complete: boolean;
  /** Distinct states. */
  readonly states: number;
  /** Steps taken, those that lead back to a known state or change nothing included; refused calls are not steps. */
  readonly transitions: number;
  /** Length in steps of the longest shortest path explored. */
  readonly depth: number;
  readonly properties: readonly PropertyResult[];
  readonly rules: readonly RuleCounts[];
  /** What an exhaustive search has not met. */
  readonly gaps?: Gaps;
  /** Of each field, which values an exhaustive search has not seen. */
  readonly fields?: readonly FieldCoverage[];
}

/** A search is as good as its worst verdict. A claim that was judged on nothing is not a success. */
export function outcomeOf(properties: readonly PropertyResult[]): SearchResult['outcome'] {
  if (properties.some((p) => p.verdict === 'violated')) return 'violated';
  return properties.every((p) => p.verdict === 'holds') ? 'holds' : 'inconclusive';
}
