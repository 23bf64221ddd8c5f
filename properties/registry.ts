/** All properties but the laws, which need the table that they are about. Searches, replay, reports and the gate read this one list. */

import type { WorldName } from '../model/world.ts';
import { halvesAgree } from './commands/halves-agree.ts';
import { refusalChangesNothing } from './commands/refusal-changes-nothing.ts';
import { connectAndDisconnectEnd } from './progress/connect-and-disconnect-end.ts';
import { lockAcceptUnlockEnd } from './progress/lock-accept-unlock-end-with-a-cooperative-host.ts';
import { servedExitsEnd } from './progress/served-exits-end.ts';
import type { ModelProperty } from './property.ts';
import * as flow from './reachability/flow.ts';
import { cleanIsReachable } from './recovery/clean-is-reachable.ts';
import { lockCanSucceedAgain } from './recovery/lock-can-succeed-again.ts';
import { secondConnectSucceeds } from './recovery/second-connect-succeeds.ts';
import { callEndsAtItsRealmsVdev } from './rmm/call-ends-at-its-realms-vdev.ts';
import { completedOperationIsOver } from './rmm/completed-operation-is-over.ts';
import { devPageIsWhatTheRealmNamed } from './rmm/dev-page-is-what-the-realm-named.ts';
import { dmaNeedsCurrentFreshness } from './rmm/dma-needs-current-freshness.ts';
import { endedTransactionLeavesNoMessage } from './rmm/ended-transaction-leaves-no-message.ts';
import { lockBeginsWithoutDma } from './rmm/lock-begins-without-dma.ts';
import { lockBeginsWithoutEvidence } from './rmm/lock-begins-without-evidence.ts';
import { oneExchangePerDevice } from './rmm/one-exchange-per-device.ts';
import { onlyStoppedPdevsAreDestroyed } from './rmm/only-stopped-pdevs-are-destroyed.ts';
import { operationIsNotReplaced } from './rmm/operation-is-not-replaced.ts';
import { pdevCanBeDestroyed } from './rmm/pdev-can-be-destroyed.ts';
import { progressMeansValidated } from './rmm/progress-means-validated.ts';
import { readyPdevHasASession } from './rmm/ready-pdev-has-a-session.ts';
import { realmCallNeedsItsVdev } from './rmm/realm-call-needs-its-vdev.ts';
import { requestIsCompletedWithItsRealmsVdev } from './rmm/request-is-completed-with-its-realms-vdev.ts';
import { streamIsConnectedByTheDevice } from './rmm/stream-is-connected-by-the-device.ts';
import { streamOperationIsOfBothEnds } from './rmm/stream-operation-is-of-both-ends.ts';
import { unlockedOnlyByTdispStop } from './rmm/unlocked-only-by-tdisp-stop.ts';
import { unmappedDevPageIsDestroyed } from './rmm/unmapped-dev-page-is-destroyed.ts';
import { vdevCanBeDestroyed } from './rmm/vdev-can-be-destroyed.ts';
import { vdevCommandsNameItsRealm } from './rmm/vdev-commands-name-its-realm.ts';
import { vdevHasALivingPdev } from './rmm/vdev-has-a-living-pdev.ts';
import { vdevsAreCounted } from './rmm/vdevs-are-counted.ts';
import { waitingRecKnowsItsCall } from './rmm/waiting-rec-knows-its-call.ts';
import { acceptImpliesStarted } from './safety/accept-implies-started.ts';
import { acceptRunsOncePerLock } from './safety/accept-runs-once-per-lock.ts';
import { acceptanceChangesWithoutDriver } from './safety/acceptance-changes-without-driver.ts';
import { acceptedDriverSharesNoRegisters } from './safety/accepted-driver-shares-no-registers.ts';
import { acceptedGenerationWasApproved } from './safety/accepted-generation-was-approved.ts';
import { acceptedNeverBounces } from './safety/accepted-never-bounces.ts';
import { bindMeansLocked } from './safety/bind-means-locked.ts';
import { busyIsCalledAgain } from './safety/busy-is-called-again.ts';
import { cachedEvidenceIsReplacedOrFreed } from './safety/cached-evidence-is-replaced-or-freed.ts';
import { connectErrnoNamesItsCause } from './safety/connect-errno-names-its-cause.ts';
import { connectReturnsItsError } from './safety/connect-returns-its-error.ts';
import { connectedMeansSecure } from './safety/connected-means-secure.ts';
import { contextHasItsTsm } from './safety/context-has-its-tsm.ts';
import { destroyedObjectLeavesNothing } from './safety/destroyed-object-leaves-nothing.ts';
import { devPagesAreValidatedAndLinear } from './safety/dev-pages-are-validated-and-linear.ts';
import { devPagesNeedALockedVdev } from './safety/dev-pages-need-a-locked-vdev.ts';
import { devicesStayApart } from './safety/devices-stay-apart.ts';
import { dmaEndsWithItsVdev } from './safety/dma-ends-with-its-vdev.ts';
import { dmaIsEnabledByItsRealm } from './safety/dma-is-enabled-by-its-realm.ts';
import { dmaIsOffBeforeUnlockAsks } from './safety/dma-is-off-before-unlock-asks.ts';
import { dmaOnlyWhenStarted } from './safety/dma-only-when-started.ts';
import { driverCallsAreAccepted } from './safety/driver-calls-are-accepted.ts';
import { evidenceGoesWithItsContext } from './safety/evidence-goes-with-its-context.ts';
import { evidenceIsOfALockedInterface } from './safety/evidence-is-of-a-locked-interface.ts';
import { failedAcceptIsUndoneOrKept } from './safety/failed-accept-is-undone-or-kept.ts';
import { failedLockIsUndoneOrKept } from './safety/failed-lock-is-undone-or-kept.ts';
import { granulesAreAccountedFor } from './safety/granules-are-accounted-for.ts';
import { granulesAreMappedForTheirRealm } from './safety/granules-are-mapped-for-their-realm.ts';
import { hostAloneMakesNoDevPage } from './safety/host-alone-makes-no-dev-page.ts';
import { ideStreamIsSetUpInOrder } from './safety/ide-stream-is-set-up-in-order.ts';
import { kernelDoesNotOops } from './safety/kernel-does-not-oops.ts';
import { lockedOnlyByTdispLock } from './safety/locked-only-by-tdisp-lock.ts';
import { mappingsEndWithTheirVdev } from './safety/mappings-end-with-their-vdev.ts';
import { noDriverWhileLocked } from './safety/no-driver-while-locked.ts';
import { oneExitAtATime } from './safety/one-exit-at-a-time.ts';
import { operationsBeginWhereTheyCan } from './safety/operations-begin-where-they-can.ts';
import { privateDmaOnlyForVerifiedEpoch } from './safety/private-dma-only-for-verified-epoch.ts';
import { privateDmaOnlyToApprovedDevice } from './safety/private-dma-only-to-approved-device.ts';
import { publishedEvidenceIsFreed } from './safety/published-evidence-is-freed.ts';
import { publishedEvidenceIsTheRmms } from './safety/published-evidence-is-the-rmms.ts';
import { readyPdevKnowsItsDevice } from './safety/ready-pdev-knows-its-device.ts';
import { realmsAskForTheirOwnDevPages } from './safety/realms-ask-for-their-own-dev-pages.ts';
import { registeredOnlyWithSupport } from './safety/registered-only-with-support.ts';
import { registersArePrivateOnlyWhenAccepted } from './safety/registers-are-private-only-when-accepted.ts';
import { resourcesHaveTheirTable } from './safety/resources-have-their-table.ts';
import { returnedCallLeavesNothing } from './safety/returned-call-leaves-nothing.ts';
import { rootPortIsFreeBetweenOperations } from './safety/root-port-is-free-between-operations.ts';
import { rootPortLivesWithItsStreams } from './safety/root-port-lives-with-its-streams.ts';
import { servedExitIsAnswered } from './safety/served-exit-is-answered.ts';
import { startedOnlyByTdispStart } from './safety/started-only-by-tdisp-start.ts';
import { streamIdOutlivesItsPdev } from './safety/stream-id-outlives-its-pdev.ts';
import { tableHasItsResources } from './safety/table-has-its-resources.ts';
import { takenMessageIsGone } from './safety/taken-message-is-gone.ts';
import { tdiFollowsTdisp } from './safety/tdi-follows-tdisp.ts';
import { unacceptedMapsNothingPrivate } from './safety/unaccepted-maps-nothing-private.ts';
import { unboundHostCachesNothing } from './safety/unbound-host-caches-nothing.ts';
import { unboundHostHoldsNothing } from './safety/unbound-host-holds-nothing.ts';
import { unconnectedHostHoldsNothing } from './safety/unconnected-host-holds-nothing.ts';
import { unlockLeavesNothingBehind } from './safety/unlock-leaves-nothing-behind.ts';
import { wordOfTheHostIsNotEnough } from './safety/word-of-the-host-is-not-enough.ts';

export const properties: readonly ModelProperty[] = [
  privateDmaOnlyForVerifiedEpoch,
  privateDmaOnlyToApprovedDevice,
  dmaOnlyWhenStarted,
  acceptImpliesStarted,
  unlockLeavesNothingBehind,
  publishedEvidenceIsTheRmms,
  evidenceIsOfALockedInterface,
  devPagesAreValidatedAndLinear,
  devPagesNeedALockedVdev,
  hostAloneMakesNoDevPage,
  mappingsEndWithTheirVdev,
  acceptedNeverBounces,
  unacceptedMapsNothingPrivate,
  acceptanceChangesWithoutDriver,
  resourcesHaveTheirTable,
  tableHasItsResources,
  kernelDoesNotOops,
  publishedEvidenceIsFreed,
  failedLockIsUndoneOrKept,
  failedAcceptIsUndoneOrKept,
  acceptRunsOncePerLock,
  acceptedGenerationWasApproved,
  registersArePrivateOnlyWhenAccepted,
  acceptedDriverSharesNoRegisters,
  noDriverWhileLocked,
  dmaIsOffBeforeUnlockAsks,
  wordOfTheHostIsNotEnough,
  oneExitAtATime,
  contextHasItsTsm,
  registeredOnlyWithSupport,
  lockedOnlyByTdispLock,
  startedOnlyByTdispStart,
  readyPdevKnowsItsDevice,
  granulesAreAccountedFor,
  tdiFollowsTdisp,
  connectedMeansSecure,
  rootPortLivesWithItsStreams,
  rootPortIsFreeBetweenOperations,
  driverCallsAreAccepted,
  busyIsCalledAgain,
  connectErrnoNamesItsCause,
  unconnectedHostHoldsNothing,
  unboundHostHoldsNothing,
  bindMeansLocked,
  servedExitIsAnswered,
  cachedEvidenceIsReplacedOrFreed,
  streamIdOutlivesItsPdev,
  ideStreamIsSetUpInOrder,
  connectReturnsItsError,
  destroyedObjectLeavesNothing,
  evidenceGoesWithItsContext,
  unboundHostCachesNothing,
  operationsBeginWhereTheyCan,
  returnedCallLeavesNothing,
  takenMessageIsGone,
  endedTransactionLeavesNoMessage,
  completedOperationIsOver,
  waitingRecKnowsItsCall,
  devPageIsWhatTheRealmNamed,
  dmaNeedsCurrentFreshness,
  lockBeginsWithoutDma,
  lockBeginsWithoutEvidence,
  oneExchangePerDevice,
  onlyStoppedPdevsAreDestroyed,
  operationIsNotReplaced,
  progressMeansValidated,
  readyPdevHasASession,
  realmCallNeedsItsVdev,
  streamIsConnectedByTheDevice,
  streamOperationIsOfBothEnds,
  unlockedOnlyByTdispStop,
  unmappedDevPageIsDestroyed,
  vdevHasALivingPdev,
  vdevsAreCounted,
  vdevCommandsNameItsRealm,
  requestIsCompletedWithItsRealmsVdev,
  callEndsAtItsRealmsVdev,
  devicesStayApart,
  granulesAreMappedForTheirRealm,
  realmsAskForTheirOwnDevPages,
  dmaIsEnabledByItsRealm,
  dmaEndsWithItsVdev,
  refusalChangesNothing,
  halvesAgree,
  vdevCanBeDestroyed,
  pdevCanBeDestroyed,
  cleanIsReachable,
  secondConnectSucceeds,
  lockCanSucceedAgain,
  connectAndDisconnectEnd,
  servedExitsEnd,
  lockAcceptUnlockEnd,
  ...Object.values(flow),
];

/** The properties of a world, and the `laws` of its table (see commands/laws.ts). */
export const propertiesOf = (
  world: WorldName,
  laws: readonly ModelProperty[] = [],
): readonly ModelProperty[] => [...properties.filter((p) => p.worlds.includes(world)), ...laws];
