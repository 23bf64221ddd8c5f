/** All bugs with a page, and the rulebooks: the hardened rules plus named bugs, and nothing else. */

import type { Bug } from './bug.ts';
import { destroyWithMappedGranules } from './destroy-with-mapped-granules/bug.ts';
import { dmaBeforeRun } from './dma-before-run/bug.ts';
import { dmaEnableDuringUnlock } from './dma-enable-during-unlock/bug.ts';
import { evidenceOutlivesLock } from './evidence-outlives-lock/bug.ts';
import { keyNotMatched } from './key-not-matched/bug.ts';
import { stopWithLiveStream } from './stop-with-live-stream/bug.ts';
import { unlockWithoutTeardown } from './unlock-without-teardown/bug.ts';
import { validateAfterUnlock } from './validate-after-unlock/bug.ts';

export const bugs: readonly Bug[] = [
  dmaBeforeRun,
  unlockWithoutTeardown,
  dmaEnableDuringUnlock,
  evidenceOutlivesLock,
  validateAfterUnlock,
  destroyWithMappedGranules,
  stopWithLiveStream,
  keyNotMatched,
];

export const rulebooks: Readonly<Record<string, readonly Bug[]>> = {
  hardened: [],
};
