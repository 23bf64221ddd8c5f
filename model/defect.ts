/**
 * A defect of posted kernel code below the level of steps: in how it reads bytes, computes addresses, fills registers or
 * consults a table. The code is written once, hardened, and asks at the one line concerned whether it has the defect; so a
 * version of a series is the set of its defects, and the hardened code is the empty set.
 */

import type { Citation } from '../checker/contract.ts';

export interface Defect {
  /** Rows of the catalogue of known findings (counterexamples/guest-catalogue.ts, host-catalogue.ts) that are about it; none if it is seeded. */
  readonly rows: readonly string[];
  /** What is wrong, in one sentence. */
  readonly what: string;
  readonly cites: readonly Citation[];
}

/** Defects by name. */
export type Defects = Readonly<Record<string, Defect>>;

/** Which of them the code at hand has. */
export type Having<Name extends string> = ReadonlySet<Name>;

/** The hardened code: none of any kind. */
export const HARDENED: ReadonlySet<never> = new Set();
