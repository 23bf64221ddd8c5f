/** A change of behaviour with a story: which claim it breaks, where, in how many steps, and where that is written. */

import type { Citation } from '../checker/contract.ts';
import type { Change } from '../model/rules.ts';
import type { WorldName } from '../model/world.ts';

export interface Bug extends Change {
  /** What the page is titled with: the claim that no longer holds, in the negative. */
  readonly title: string;
  /**
   * Seeded by us to test the properties, what a specification's text permits as it stands, observed on software, or what
   * a posted series does otherwise than the hardened rules, as we read it.
   */
  readonly kind: 'seeded' | 'text' | 'observed' | 'posted';
  /** The property that must catch it, in this world, by a shortest trace of this length. */
  readonly breaks: string;
  readonly world: WorldName;
  readonly steps: number;
  readonly cites: readonly Citation[];
  /** Slugs of others without which this one cannot be met. */
  readonly needs?: readonly string[];
}
