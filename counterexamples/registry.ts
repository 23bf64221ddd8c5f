/** All bugs with a page, and the rulebooks: the hardened rules plus named bugs, and nothing else. */

import type { Version } from '../model/rmm/version.ts';
import type { Change } from '../model/rules.ts';
import type { Bug } from './bug.ts';
import { destroyWithMappedGranules } from './destroy-with-mapped-granules/bug.ts';
import { dmaBeforeRun } from './dma-before-run/bug.ts';
import { dmaEnableDuringUnlock } from './dma-enable-during-unlock/bug.ts';
import { evidenceOutlivesLock } from './evidence-outlives-lock/bug.ts';
import { keyNotMatched } from './key-not-matched/bug.ts';
import { rootPortLeftBehind } from './root-port-left-behind/bug.ts';
import { stopWithLiveStream } from './stop-with-live-stream/bug.ts';
import { tfRmmSwitches } from './tf-rmm/switches.ts';
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
  rootPortLeftBehind,
];

/** What the text of RMM 2.0-bet1 permits and the hardened rules do not. */
const textGaps = bugs.filter((bug) => bug.kind === 'text');
const without = (...slugs: readonly string[]): readonly Bug[] =>
  textGaps.filter(({ slug }) => !slugs.includes(slug));

/** The rules of an RMM: a text, and what is otherwise than the hardened rules for it would have it. */
export interface RmmRules {
  readonly version: Version;
  readonly changes: readonly Change[];
}

/** The values of the axis `--rmm`. */
export const rmms: Readonly<Record<string, RmmRules>> = {
  hardened: { version: '2.0-bet1', changes: [] },
  '2.0-bet1': { version: '2.0-bet1', changes: textGaps },
  // Later predicates ask for live streams at STOP.
  '2.0-bet2': { version: '2.0-bet2', changes: without('stop-with-live-stream', 'evidence-outlives-lock') },
  // No stream objects, and so nothing that one could outlive.
  alp17: { version: '1.1-alp17', changes: without('stop-with-live-stream', 'root-port-left-behind') },
  // It compares keys, and stops no PDEV that has a stream.
  'tf-rmm': {
    version: '2.0-bet1',
    changes: [
      ...without(
        'stop-with-live-stream',
        'root-port-left-behind',
        'key-not-matched',
        'evidence-outlives-lock',
      ),
      ...tfRmmSwitches,
    ],
  },
};

export const rulebooks: Readonly<Record<string, readonly Bug[]>> = {
  hardened: [],
};
