/** All bugs with a page, and the rulebooks: the hardened rules plus named bugs, and nothing else. */

import type { Version } from '../model/rmm/version.ts';
import type { Change } from '../model/rules.ts';
import { acceptFailureForgotten } from './accept-failure-forgotten/bug.ts';
import { acceptRunsAgain } from './accept-runs-again/bug.ts';
import { approvalNotBound } from './approval-not-bound/bug.ts';
import { bindNotChecked } from './bind-not-checked/bug.ts';
import { bindsWhileLocked } from './binds-while-locked/bug.ts';
import type { Bug } from './bug.ts';
import { busyIsFatal } from './busy-is-fatal/bug.ts';
import { connectDoesNothing } from './connect-does-nothing/bug.ts';
import { connectErrorsIgnored } from './connect-errors-ignored/bug.ts';
import { destroyWithMappedGranules } from './destroy-with-mapped-granules/bug.ts';
import { dmaBeforeRun } from './dma-before-run/bug.ts';
import { dmaEnableDuringUnlock } from './dma-enable-during-unlock/bug.ts';
import { dmaNotDisabled } from './dma-not-disabled/bug.ts';
import { enableNotChecked } from './enable-not-checked/bug.ts';
import { errorNotAborted } from './error-not-aborted/bug.ts';
import { evidenceNotFreed } from './evidence-not-freed/bug.ts';
import { evidenceOutlivesLock } from './evidence-outlives-lock/bug.ts';
import { exchangeWithoutBound } from './exchange-without-bound/bug.ts';
import { ideReleasedFirst } from './ide-released-first/bug.ts';
import { identityAbortIsSuccess } from './identity-abort-is-success/bug.ts';
import { ioremapSharesDestroyed } from './ioremap-shares-destroyed/bug.ts';
import { keyNotMatched } from './key-not-matched/bug.ts';
import { lockFailureNotUndone } from './lock-failure-not-undone/bug.ts';
import { mismatchIsMinusOne } from './mismatch-is-minus-one/bug.ts';
import { noIdeIsNoMemory } from './no-ide-is-no-memory/bug.ts';
import { noMemoryIsSupport } from './no-memory-is-support/bug.ts';
import { pdevNotDestroyed } from './pdev-not-destroyed/bug.ts';
import { peerWaitOutlivesPeer } from './peer-wait-outlives-peer/bug.ts';
import { refreshDestroysOld } from './refresh-destroys-old/bug.ts';
import { rootPortLeftBehind } from './root-port-left-behind/bug.ts';
import { stateNotExamined } from './state-not-examined/bug.ts';
import { stopFailureIgnored } from './stop-failure-ignored/bug.ts';
import { stopFromThreeStates } from './stop-from-three-states/bug.ts';
import { stopGivesUp } from './stop-gives-up/bug.ts';
import { stopWithLiveStream } from './stop-with-live-stream/bug.ts';
import { tableFreedInTree } from './table-freed-in-tree/bug.ts';
import { tfAbortLeavesMessage } from './tf-abort-leaves-message/bug.ts';
import { tfCommunicateWithoutAnswerAsserts } from './tf-communicate-without-answer-asserts/bug.ts';
import { tfCommunicateWithoutOperationAsserts } from './tf-communicate-without-operation-asserts/bug.ts';
import { tfDaOffIsUnknownCall } from './tf-da-off-is-unknown-call/bug.ts';
import { tfDestroyStates } from './tf-destroy-states/bug.ts';
import { tfErrorCompletesUnlock } from './tf-error-completes-unlock/bug.ts';
import { tfFirstStatusMustBeNone } from './tf-first-status-must-be-none/bug.ts';
import { tfKeyPurgeNotSupported } from './tf-key-purge-not-supported/bug.ts';
import { tfLockKeepsEvidence } from './tf-lock-keeps-evidence/bug.ts';
import { tfMeasurementsReplaceOperation } from './tf-measurements-replace-operation/bug.ts';
import { tfNewVdevAsksNothing } from './tf-new-vdev-asks-nothing/bug.ts';
import { tfNoBusy } from './tf-no-busy/bug.ts';
import { tfOtherRealmIsDevice } from './tf-other-realm-is-device/bug.ts';
import { tfOwnerNotAskedAgain } from './tf-owner-not-asked-again/bug.ts';
import { tfRefusedCommunicateAppliesOperation } from './tf-refused-communicate-applies-operation/bug.ts';
import { tfRsiIdNotChecked } from './tf-rsi-id-not-checked/bug.ts';
import { tfStateBeforeBuffers } from './tf-state-before-buffers/bug.ts';
import { tfStopAfterErrorAsserts } from './tf-stop-after-error-asserts/bug.ts';
import { tfStopRefusesAnyStream } from './tf-stop-refuses-any-stream/bug.ts';
import { tfStreamTurns } from './tf-stream-turns/bug.ts';
import { tfStreamWithoutSessionAsserts } from './tf-stream-without-session-asserts/bug.ts';
import { tfUnalignedRangesEscapeScan } from './tf-unaligned-ranges-escape-scan/bug.ts';
import { tfUnmapSkipsVoid } from './tf-unmap-skips-void/bug.ts';
import { tfUnsupportedDevices } from './tf-unsupported-devices/bug.ts';
import { tfVdevIdsNotChecked } from './tf-vdev-ids-not-checked/bug.ts';
import { unbindGoesOn } from './unbind-goes-on/bug.ts';
import { unbindLeavesMappings } from './unbind-leaves-mappings/bug.ts';
import { undoNotChecked } from './undo-not-checked/bug.ts';
import { unlockDestroysVdev } from './unlock-destroys-vdev/bug.ts';
import { unlockGivesUp } from './unlock-gives-up/bug.ts';
import { unlockNeedsTable } from './unlock-needs-table/bug.ts';
import { unlockNotChecked } from './unlock-not-checked/bug.ts';
import { unlockWithoutTeardown } from './unlock-without-teardown/bug.ts';
import { unregisterWithDriver } from './unregister-with-driver/bug.ts';
import { validateAfterUnlock } from './validate-after-unlock/bug.ts';

/**
 * Where TF-RMM 9a7f8ef46378 does otherwise than the hardened rules of RMM 2.0-bet1, as observed on a fake-host debug build
 * (`shared/cases`) and read in its source. Of what this model can tell apart, freshness and ABORT follow 2.0-bet1 and STOP
 * follows 2.0-bet2, so that the list is shortest from 2.0-bet1. Nothing here has been confirmed by its maintainers.
 */
export const tfRmmDifferences: readonly Bug[] = [
  tfStateBeforeBuffers,
  tfRefusedCommunicateAppliesOperation,
  tfCommunicateWithoutOperationAsserts,
  tfMeasurementsReplaceOperation,
  tfAbortLeavesMessage,
  tfStopAfterErrorAsserts,
  tfStreamWithoutSessionAsserts,
  tfUnalignedRangesEscapeScan,
  tfErrorCompletesUnlock,
  tfCommunicateWithoutAnswerAsserts,
  tfFirstStatusMustBeNone,
  tfNoBusy,
  tfOtherRealmIsDevice,
  tfStopRefusesAnyStream,
  tfDestroyStates,
  tfNewVdevAsksNothing,
  tfLockKeepsEvidence,
  tfStreamTurns,
  tfKeyPurgeNotSupported,
  tfUnsupportedDevices,
  tfDaOffIsUnknownCall,
  tfVdevIdsNotChecked,
  tfRsiIdNotChecked,
  tfUnmapSkipsVoid,
  tfOwnerNotAskedAgain,
];

/**
 * Where the guest series does otherwise than the hardened guest. Its callbacks are the same in RFC v3 and RFC v4, to the line
 * count; what changed between them is on the level of bytes. Nothing here has been confirmed by its author.
 */
export const guestDepartures: readonly Bug[] = [
  lockFailureNotUndone,
  undoNotChecked,
  stateNotExamined,
  acceptRunsAgain,
  approvalNotBound,
  acceptFailureForgotten,
  tableFreedInTree,
  unlockNeedsTable,
  unlockGivesUp,
  unlockNotChecked,
  dmaNotDisabled,
  evidenceNotFreed,
  bindsWhileLocked,
  unregisterWithDriver,
  noMemoryIsSupport,
];

/**
 * Where the host series v4 does otherwise than the hardened driver. v3 differs from it in what belongs to RMM 2.0, and in a
 * probe that refuses devices without IDE. Nothing here has been confirmed by its author, except where its page says so.
 */
export const hostDepartures: readonly Bug[] = [
  busyIsFatal,
  errorNotAborted,
  stopGivesUp,
  enableNotChecked,
  exchangeWithoutBound,
  peerWaitOutlivesPeer,
  identityAbortIsSuccess,
  mismatchIsMinusOne,
  noIdeIsNoMemory,
  unbindLeavesMappings,
  unbindGoesOn,
  unlockDestroysVdev,
  refreshDestroysOld,
];

const ONLY_V4: ReadonlySet<string> = new Set([
  'peer-wait-outlives-peer',
  'identity-abort-is-success',
  'no-ide-is-no-memory',
]);

/** What older postings of the host series did, or do in part. */
const oldHostDepartures: readonly Bug[] = [
  connectDoesNothing,
  connectErrorsIgnored,
  pdevNotDestroyed,
  stopFailureIgnored,
  ideReleasedFirst,
  bindNotChecked,
];

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
  stopFromThreeStates,
  ioremapSharesDestroyed,
  ...guestDepartures,
  ...hostDepartures,
  ...oldHostDepartures,
  ...tfRmmDifferences,
];

/** A bug, after those without which it cannot be met. */
export const changesOf = (bug: Bug): readonly Bug[] => [
  ...bugs.filter(({ slug }) => bug.needs?.includes(slug)),
  bug,
];

/** What the text of RMM 2.0-bet1 permits and the hardened rules do not. */
const textGaps = bugs.filter((bug) => bug.kind === 'text' && bug !== stopFromThreeStates);
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
  // Later predicates ask for live streams at STOP, and for three states.
  '2.0-bet2': {
    version: '2.0-bet2',
    changes: [...without('stop-with-live-stream', 'evidence-outlives-lock'), stopFromThreeStates],
  },
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
      ...tfRmmDifferences,
    ],
  },
};

/** The values of the axis `--guest`. */
export const guests: Readonly<Record<string, readonly Bug[]>> = {
  hardened: [],
  'rfc-v3': guestDepartures,
  'rfc-v4': guestDepartures,
};

/** The values of the axis `--host`. */
export const hosts: Readonly<Record<string, readonly Bug[]>> = {
  hardened: [],
  'rfc-v3': hostDepartures.filter(({ slug }) => !ONLY_V4.has(slug)),
  'rfc-v4': hostDepartures,
};

/** The axes on which software varies, and a value of each. */
export interface Axes {
  readonly rmm: string;
  readonly guest: string;
  readonly host: string;
}

/** A rulebook is a value for each axis that is not named. */
export const rulebooks: Readonly<Record<string, Axes>> = {
  hardened: { rmm: 'hardened', guest: 'hardened', host: 'hardened' },
  'as-posted': { rmm: '2.0-bet1', guest: 'rfc-v4', host: 'rfc-v4' },
  'as-posted-v3': { rmm: 'alp17', guest: 'rfc-v3', host: 'rfc-v3' },
};
