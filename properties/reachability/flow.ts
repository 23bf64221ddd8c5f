/** What must be possible for the rest to mean anything: each stage of the honest flow, and the way back. */

import { cite } from '../../model/cite.ts';
import { type Seen, someGranuleMapped } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

const sometimes = (
  id: string,
  claim: string,
  worlds: ModelProperty['worlds'],
  reaches: (s: Seen) => boolean,
  cites: ModelProperty['cites'] = [cite.guest('cover: what a user runs'), cite.host('v3 cover')],
): ModelProperty => ({
  id,
  kind: 'sometimes',
  claim,
  cites,
  worlds,
  reaches,
});

export const pdevBecomesReady = sometimes(
  'pdev-becomes-ready',
  'A device can be authenticated: its PDEV becomes READY with a connected stream.',
  inWorlds.devicesComeAndGo,
  (s) =>
    s.pdevs.ep.state === 'READY' &&
    (s.feat.streams === 'OF_PDEV' ? s.devices.ep.session : s.streams.ep.state === 'CONNECTED'),
);

export const evidenceIsPublished = sometimes(
  'evidence-is-published',
  'A lock can succeed with genuine evidence.',
  inWorlds.guest,
  (s) => s.guest.context === 'LOCKED' && s.guest.measurements === 'GENUINE' && s.guest.report === 'GENUINE',
);

export const honestFlowReachesDma = sometimes(
  'honest-flow-reaches-dma',
  'An accepted device can reach private memory, with its driver mapping a buffer as it is.',
  inWorlds.guestAndDevice,
  (s) => s.guest.mapping === 'PRIVATE' && s.vdevs.v0.dma === 'ENABLED' && s.tdis.v0.state === 'RUN',
);

/** No version of the series or of the core tells the guest: T=1 requests and private registers stop, the flag stays. */
export const acceptanceCanOutliveRun = sometimes(
  'acceptance-can-outlive-run',
  'A device can fall out of RUN while its driver is bound and it counts as accepted (LST-25).',
  inWorlds.attackedGuestAndDevice,
  (s) => s.guest.accepted && s.guest.driver && s.tdis.v0.state !== 'RUN',
  [cite.list('Jason Gunthorpe and Dan Williams, 2026-03-23 (LST-25)'), cite.tdisp('11.2.6')],
);

export const mappingIsPartlyValidated = sometimes(
  'mapping-is-partly-validated',
  'The host can stop a validation half way, so that the guest has to ask again.',
  inWorlds.attackedGuest.filter((world) => world !== 'two-devices'),
  (s) => s.guest.pc === 'accept/validate-mapping' && s.guest.next === 1,
);

export const failureIsKeptForUnlock = sometimes(
  'failure-is-kept-for-unlock',
  'An accept can fail with pages already validated, and its context is kept for unlock.',
  inWorlds.attackedGuest,
  (s) => s.guest.context === 'FAILED' && s.pages.some((p) => p.ripas === 'DEV'),
);

export const connectSucceeds = sometimes(
  'connect-succeeds',
  'Connect can return 0.',
  inWorlds.hostDriver,
  (s) => s.host.endpoints.ep.connected,
);

export const keysAreRefreshed = sometimes(
  'keys-are-refreshed',
  'The keys of a stream can be refreshed while a VDEV is started.',
  ['rmm-objects'],
  (s) =>
    s.vdevs.v0.state === 'STARTED' &&
    (s.streams.ep.state === 'KEY_REFRESHING' || s.pdevs.ep.state === 'COMMUNICATING'),
);

/** M6 of the candidate invariants, which is none: RMI_RTT_DEV_MAP asks for no state (B4.5.69). */
export const unlockedVdevHasMappings = sometimes(
  'unlocked-vdev-has-mappings',
  'A granule of a VDEV can be mapped while the VDEV is unlocked.',
  ['rmm-alone'],
  (s) => s.vdevs.v0.state === 'UNLOCKED' && someGranuleMapped(s, 'v0'),
);

export const siblingsBothRun = sometimes(
  'siblings-both-run',
  'Two VDEVs of one device can be started at once.',
  ['rmm-siblings'],
  (s) => s.vdevs.v0.state === 'STARTED' && s.vdevs.v1.state === 'STARTED',
);

export const realmsBothDoDma = sometimes(
  'realms-both-do-dma',
  'Two realms can each have a VDEV of one device with DMA enabled, and a page of it.',
  ['two-realms'],
  (s) =>
    s.vdevs.v0.dma === 'ENABLED' &&
    s.vdevs.v1.dma === 'ENABLED' &&
    s.pages[0]!.ripas === 'DEV' &&
    s.otherPages[0]!.ripas === 'DEV',
);

export const devicesBothDoDma = sometimes(
  'devices-both-do-dma',
  'A realm can have two devices with DMA enabled, one accepted after the other, and a page of either.',
  ['two-devices'],
  (s) =>
    s.guest.accepted &&
    s.vdevs.v0.dma === 'ENABLED' &&
    s.vdevs.v1.dma === 'ENABLED' &&
    s.pages.every((page) => page.ripas === 'DEV'),
);

export const realmEnablesDma = sometimes(
  'realm-enables-dma',
  'A realm can have its page of the device and DMA enabled.',
  ['rmm-alone'],
  (s) => s.vdevs.v0.dma === 'ENABLED' && s.pages.some((page) => page.ripas === 'DEV'),
);
