/** What a departure of a posted series from the hardened programs says of itself. */

import type { Citation } from '../checker/contract.ts';

export interface DepartureText {
  /** What the posted code does there. */
  readonly does: string;
  readonly cites: readonly Citation[];
}
