/** One core's part in finding the steps that led to some states: those from the pieces of a level that it takes. */

import { earlierOf, type Predecessor } from '../../checker/search/finding.ts';
import type { Agreement, Core } from '../../checker/search/shared.ts';

export function leastSteps<S>(
  core: Core<S>,
  agreement: Agreement,
  items: Int32Array,
  targets: readonly Int32Array[],
): (Predecessor | undefined)[] {
  let best: (Predecessor | undefined)[] = targets.map(() => undefined);
  for (let item = 2 * agreement.nextItem(); item < items.length; item = 2 * agreement.nextItem()) {
    const found = core.explorer.predecessors({ from: items[item]!, to: items[item + 1]! }, targets);
    best = best.map((step, k) => earlierOf(step, found[k]));
  }
  return best;
}
