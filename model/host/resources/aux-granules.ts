/**
 * The auxiliary granules of a PDEV in RMM 1.1 (host series v3c-03): as many as RMI_PDEV_AUX_COUNT says, each allocated and
 * delegated, all given back when one cannot be had or the PDEV is not created. A page that cannot be undelegated is never freed.
 */

import { HARDENED } from '../../defect.ts';
import type { HasResources } from './defects.ts';

export const MAX_AUX = 32;

/** What the RMM says to each call. */
export interface AuxAnswers {
  /** The count; undefined where RMI_PDEV_AUX_COUNT fails. */
  readonly count: number | undefined;
  /** Which granule is the first that cannot be delegated, if any. */
  readonly fails: number | undefined;
  /** What is in the variable for the count before the call: whatever the stack held. */
  readonly stale: number;
}

export interface AuxOutcome {
  readonly errno: '0' | '-EIO';
  /** Granules that are delegated and for which the driver has a pointer. */
  readonly held: number;
  /** Granules that are delegated, with nobody who could give them back. */
  readonly lost: number;
  /** Granules that RMI_PDEV_CREATE was promised. */
  readonly promised: number;
}

/** Takes the granules, or undoes what it has taken. */
export function takeAuxGranules(answers: AuxAnswers, has: HasResources = HARDENED): AuxOutcome {
  const { count, fails, stale } = answers;
  if (count === undefined && !has.has('aux-count-not-checked'))
    return { errno: '-EIO', held: 0, lost: 0, promised: 0 };
  const wanted = count ?? stale;
  if (fails === undefined || fails >= wanted) return { errno: '0', held: wanted, lost: 0, promised: wanted };
  return { errno: '-EIO', held: 0, lost: has.has('unwinds-wrong-element') ? fails : 0, promised: 0 };
}
