/**
 * Every known finding about the guest series and the PCI/TSM core under it that we have a row for, and where this repository
 * shows it: the rows of the two reference notes guest-flow (LST, DLT, DOC, INF) and tsm-core-and-tdisp (F). A row is a report
 * on a list, a change between versions, a document, or a reading of the code that nobody has confirmed; see its defect's
 * citations.
 */

import type { Defects } from '../model/defect.ts';
import { dmaDefects } from '../model/guest/dma/defects.ts';
import { evidenceDefects } from '../model/guest/evidence/defects.ts';
import { mmioDefects } from '../model/guest/mmio/defects.ts';
import { rhiDefects } from '../model/guest/rhi/defects.ts';
import { bytes, type Entry, flow, modelled, not, row, table } from './catalogue.ts';

const MMIO = 'model/guest/mmio/';
const REPORT = `${MMIO}report-defects.test.ts`;
const ACCEPT = `${MMIO}accept-ranges.test.ts`;
const DMA = 'model/guest/dma/decision.test.ts';
const RHI = 'model/guest/rhi/rhi.test.ts';
const EVIDENCE = 'model/guest/evidence/evidence.test.ts';
const PORTION = 'model/device/report-portion.test.ts';
const TDISP = 'model/device/tdisp.test.ts';

/** All defects of the guest below the level of steps, by name. */
export const guestDefects: Defects = { ...mmioDefects, ...dmaDefects, ...rhiDefects, ...evidenceDefects };

export const guestCatalogue: readonly Entry[] = [
  row('LST-01', 'Unlock assumes that accept has built the table of ranges.', flow('unlock-needs-table')),
  row('LST-02', 'A second accept runs again and overwrites the table.', flow('accept-runs-again')),
  row(
    'LST-03',
    'The flag that makes unaccepted devices bounce is always 0.',
    table(DMA, 'bounce-flag-truncated'),
  ),
  row(
    'LST-04',
    'An accepted device is still bounced through shared memory.',
    table(DMA, 'accepted-still-bounces'),
  ),
  row('LST-05', 'Pages become bytes twice.', bytes(REPORT, 'pages-to-bytes-twice')),
  row(
    'LST-06',
    'The first reported range is taken for the start of its BAR.',
    bytes(REPORT, 'first-range-at-bar-start'),
  ),
  row('LST-07', 'A BAR with MSI-X is left out whole.', bytes(REPORT, 'whole-bar-skipped')),
  row(
    'LST-08',
    'The whole BAR is validated, whatever the report says.',
    bytes(REPORT, 'whole-bar-validated'),
  ),
  row(
    'LST-10',
    'Range id and range count are not bounded.',
    bytes(REPORT, 'range-count-unbounded', 'range-id-unbounded'),
  ),
  row(
    'LST-11',
    'Malformed ranges are skipped, lengths are cut to 32 bits, and a result is not set.',
    bytes(REPORT, 'page-count-in-32-bits', 'malformed-range-skipped'),
  ),
  row(
    'LST-12',
    'A device without MSI-X has its BAR read from elsewhere.',
    bytes(REPORT, 'msix-capability-not-tested'),
  ),
  row(
    'LST-14',
    'DMA_ENABLE lacks an argument, so that later registers are one early.',
    bytes(RHI, 'flags-argument-missing'),
  ),
  row(
    'DLT-05',
    'Guest and host number calls and objects by different drafts.',
    bytes(RHI, 'numbers-of-v2', 'vca-is-object-4'),
  ),
  row(
    'LST-15',
    'The result of an abort is confused, and a probe leaks.',
    table(RHI, 'abort-result-confused', 'probe-leaks-buffer'),
  ),
  row('LST-16', 'A yes-or-no function returns an error, which is yes.', table(RHI, 'error-is-true')),
  row('LST-17', 'A failed registration is undone twice.', table(RHI, 'removed-twice')),
  row('LST-18', 'Acceptance is not bound to what was verified.', flow('approval-not-bound')),
  row(
    'LST-19',
    'The evidence lock is used uninitialised.',
    not('the model has no uninitialised locks; whether one is set up is in no state'),
  ),
  row(
    'LST-20',
    'Objects from 64 KiB on overflow a netlink attribute.',
    bytes(EVIDENCE, 'attribute-length-wraps'),
  ),
  row(
    'LST-21',
    'MSI-X is marked encrypted, and pdev->tsm is not yet set in ->lock.',
    bytes(REPORT, 'msix-range-encrypted'),
  ),
  row(
    'LST-22',
    'A decision for the whole device cannot express a shared page of an accepted one.',
    table(DMA, 'decided-for-the-device', 'attribute-test-inverted', 'free-asks-again'),
  ),
  row(
    'LST-23',
    'Clearing bus master or memory enable drives the TDI to ERROR.',
    modelled('model/device/events.test.ts', "'bus master enable': 'function ERROR'"),
  ),
  row(
    'LST-24',
    'A driver binds before attestation.',
    not('a policy: a driver may bind to a device that is not accepted, and all that it maps is bounced'),
  ),
  row(
    'LST-25',
    'Acceptance outlives RUN.',
    modelled('properties/properties.test.ts', 'acceptance-can-outlive-run'),
  ),
  row('LST-26', 'The VDEV id is packed in an int.', bytes(RHI, 'domain-packed-in-int')),
  row(
    'LST-27',
    'Pages still DEV at unbind make the RMM refuse.',
    modelled('properties/properties.test.ts', "withoutCondition('RMI_VDEV_DESTROY', 'gran_mapped')"),
  ),
  row('LST-28', 'All errors of the host become -EIO.', table(RHI, 'errors-collapsed')),
  row(
    'LST-29',
    'The report provider stays where the TSM fails to register.',
    not('a design decision of the series, with nothing that it breaks'),
  ),
  row('LST-30', 'What is returned has been freed.', bytes(RHI, 'freed-on-success')),
  row(
    'LST-31',
    'Evidence was collected and used within accept.',
    not('the accept of v2 is another program, which no rulebook has'),
  ),
  row(
    'LST-33',
    'P2P flags are not copied, and alignment rests on the allocator.',
    not('P2P and the classes of the allocator are left out of the model'),
  ),
  row('LST-34', 'ioremap misses a nested encrypted resource.', bytes(ACCEPT, 'nested-resource-missed')),
  row('LST-35', 'A series on an unpublished text should be RFC.', not('a matter of process')),
  row(
    'LST-36',
    'Use the hash library, not the crypto API.',
    not('a matter of style; the digests are the same'),
  ),
  row(
    'DOC-02',
    'Cleanup reads the table before it is published.',
    not('of v7 of the series, whose text was not to be had'),
  ),
  row('DOC-03', 'Unlock cannot report failure.', flow('unlock-not-checked')),
  row(
    'DOC-04',
    'A host read ignores the offset.',
    not('the guest reads at offset 0 alone, so no input can tell; any wrong byte fails the digest'),
  ),
  row('DOC-05', 'A buffer is named without the shared bit.', bytes(RHI, 'buffer-without-shared-bit')),
  row('DOC-06', 'An error of the host may hide a committed change.', flow('lock-failure-not-undone')),
  row('DOC-07', 'The roll-back from RUN to LOCKED is refused.', flow('accept-failure-forgotten')),
  row('DOC-08', 'DMA_ENABLE asks for nonces alone.', flow('dma-before-run')),
  row('DOC-09', 'VCA has another number for the compliance suite.', bytes(RHI, 'vca-is-object-4')),
  row(
    'DOC-10',
    'Missing objects are warned about, ranges freed twice and cut by one page.',
    bytes(ACCEPT, 'freed-twice'),
  ),
  row(
    'INF-01',
    'A lock that fails after it was committed leaves no context.',
    flow('lock-failure-not-undone'),
  ),
  row('INF-03', 'Results of cleanup calls are discarded.', flow('undo-not-checked')),
  row('INF-04', 'CONTINUE follows an ABORT that came too late.', flow('lock-failure-not-undone')),
  row(
    'INF-05',
    'BUSY is repeated without bound under a global lock.',
    modelled(
      'properties/progress/progress.test.ts',
      'fails where the host may answer BUSY for ever (INF-05)',
    ),
  ),
  row('INF-07', 'RIPAS DEV is left behind by a failed accept.', bytes(ACCEPT, 'ranges-left-validated')),
  row('INF-08', 'The table is freed with its resources inserted.', bytes(ACCEPT, 'freed-while-inserted')),
  row('INF-09', 'Unlock gives up early and frees its context.', flow('unlock-gives-up')),
  row('INF-10', 'info.state is never looked at.', flow('state-not-examined')),
  row('INF-11', 'An unset digest is compared with a stale buffer.', bytes(EVIDENCE, 'unset-digest-compared')),
  row(
    'INF-12',
    'Object sizes are signed or beyond the allocator.',
    bytes(RHI, 'size-in-signed-int', 'size-beyond-allocator'),
  ),
  row('INF-13', 'The length read is ignored.', bytes(RHI, 'read-length-ignored')),
  row('INF-14', "A reader's nonce is dropped.", table(EVIDENCE, 'nonce-dropped')),
  row('INF-15', 'A generation is half a nonce.', bytes(EVIDENCE, 'generation-is-half-a-nonce')),
  row('INF-16', 'Digests for readers are never filled.', bytes(EVIDENCE, 'digest-never-filled')),
  row('INF-17', 'Evidence is not freed at unlock.', flow('evidence-not-freed')),
  row(
    'INF-18',
    'RSI_INCOMPLETE from DMA_ENABLE is an error.',
    not('no text of the RMM that we have lets RSI_VDEV_DMA_ENABLE answer RSI_INCOMPLETE'),
  ),
  row('INF-19', 'Acceptance is asked of no device.', table(DMA, 'null-device-dereferenced')),
  row('INF-20', 'Unregistering returns early while a driver is bound.', flow('unregister-with-driver')),
  row(
    'INF-21',
    'New evidence between lock and accept makes accept fail.',
    modelled('model/rmm/commands.test.ts', 'attest_info'),
  ),
  row('INF-22', 'A driver may bind while LOCKED.', flow('binds-while-locked')),
  row('INF-23', 'DMA is not disabled before pages and TDI change.', flow('dma-not-disabled')),
  row(
    'INF-24',
    'Resources are encrypted before they are validated.',
    bytes(ACCEPT, 'encrypted-before-validated'),
  ),
  row('INF-25', 'The nonce at accept is compared with itself.', flow('approval-not-bound')),
  row(
    'F-01',
    'IDE lets forbidden reordering pass (CVE-2025-9612).',
    not('transactions on the link have no order in the model'),
  ),
  row(
    'F-02',
    'A completion reaches another owner after a timeout (CVE-2025-9613).',
    not('completions, tags and time are left out'),
  ),
  row(
    'F-03',
    'A posted write arrives under a new owner (CVE-2025-9614).',
    not('transactions in flight are left out'),
  ),
  row(
    'F-04',
    'PSK_FINISH ends a KEY_EXCHANGE (CVE-2023-31127).',
    not('sessions with a pre-shared key are left out'),
  ),
  row('F-06', 'MMIO stays mapped to the old realm.', flow('destroy-with-mapped-granules')),
  row(
    'F-07',
    'A routing id is spoofed, or a translation is stale.',
    not('translation caches and spoofed requesters are left out'),
  ),
  row(
    'F-08',
    'Registers are set before lock.',
    not(
      'registers of a device have no state of their own: a configuration shows in its measurements or is none here',
    ),
  ),
  row(
    'F-09',
    'Two ranges are mapped in the wrong order.',
    modelled('properties/properties.test.ts', 'RMI_RTT_DEV_VALIDATE takes any output address'),
  ),
  row(
    'F-10',
    'The configuration changes after acceptance.',
    modelled('properties/properties.test.ts', 'acceptance-can-outlive-run'),
  ),
  row(
    'F-11',
    'Clearing bus master is swallowed.',
    modelled('model/device/events.test.ts', "'bus master enable': 'function ERROR'"),
  ),
  row('F-13', 'Unlock without MMIO dereferences NULL.', flow('unlock-needs-table')),
  row('F-14', 'A relock comes between evidence and accept.', flow('approval-not-bound')),
  row('F-15', 'Unlock is skipped on removal.', flow('unregister-with-driver')),
  row(
    'F-16',
    'Accept on a link context.',
    not('a guest has no link context in the model; the host driver is another program'),
  ),
  row('F-17', 'A second bind of one KVM is ignored.', not('bind of several TDIs by one VMM is left out')),
  row(
    'F-18',
    'Pages and bytes are mixed up.',
    bytes(REPORT, 'pages-to-bytes-twice', 'page-count-in-32-bits'),
  ),
  row('F-20', 'Two readers exchange their nonces.', table(EVIDENCE, 'generation-learned-late')),
  row('F-21', 'A nonce is ignored.', table(EVIDENCE, 'nonce-dropped')),
  row('F-22', 'The evidence lock is not initialised.', not('as LST-19')),
  row('F-23', 'An attribute length overflows.', bytes(EVIDENCE, 'attribute-length-wraps')),
  row(
    'F-24',
    'Bounced DMA is expected to work in LOCKED.',
    modelled('model/device/tlp.test.ts', "'sends memory requests with T=$t"),
  ),
  row('F-25', 'The bounce flag is truncated.', table(DMA, 'bounce-flag-truncated')),
  row('F-27', 'Sharing a page shares what else is on it.', table(DMA, 'decrypts-what-it-is-handed')),
  row('F-28', 'P2P registers pass for shared memory.', table(DMA, 'p2p-is-shared-memory')),
  row('F-29', 'A pool is of the wrong kind.', table(DMA, 'pool-state-ignored')),
  row('F-30', 'Memory that stayed shared is given back.', table(DMA, 'reencrypt-failure-ignored')),
  row(
    'F-31',
    'The core keeps its state after ERROR.',
    modelled('properties/properties.test.ts', 'acceptance-can-outlive-run'),
  ),
  row('F-32', 'The report goes stale.', modelled('model/device/events.test.ts', 'then the report is stale')),
  row('F-34', 'A stale report is served.', modelled(TDISP, 'serves the report of an earlier LOCK')),
  row('F-35', 'Locked over one session, keyed by another.', not('a device has one session in the model')),
  row(
    'F-36',
    'The stream is insecure in LOCKED.',
    modelled('model/device/events.test.ts', "'stream goes Insecure': 'stream ERROR i'"),
  ),
  row('F-37', 'A BAR-aligned offset discloses low physical bits.', modelled(REPORT, '(F-37)')),
  row('F-38', 'STOP is refused.', modelled(TDISP, '$behaviour answers $request in $state')),
  row('F-39', 'A report offset beyond its end underflows.', modelled(PORTION, 'an offset behind the end')),
  row(
    'F-41',
    'Keys are switched in the wrong order.',
    modelled('model/device/ide.test.ts', 'transmit before receive'),
  ),
  row(
    'F-42',
    'The evidence of another device of the kind.',
    not('a device of the same certificate cannot be told from this one in the model'),
  ),
  row('F-43', 'A TDI outlives its VM.', not('KVM and VFIO references are left out')),
  row('F-44', 'An enable bit is left on.', flow('enable-not-checked')),
  row('F-45', '`bound` is read of a guest device.', not('sysfs attributes that only show are left out')),
  row(
    'F-46',
    'DMA stays enabled after a driver is detached.',
    not('of the later core, which enables and disables DMA at driver attach; no rulebook has it'),
  ),
  row(
    'F-48',
    'A failed LOCK rotates the nonce.',
    modelled(TDISP, 'replaced by a LOCK that fails for its state'),
  ),
  row('F-49', 'A negative reporting offset.', modelled(PORTION, 'may be negative')),
  row(
    'F-50',
    'A stream that was never bound is unbound.',
    modelled(TDISP, 'unbinds stream 0 that was never bound'),
  ),
  row('F-51', 'The interface id is not checked.', modelled(TDISP, 'for another interface with')),
  row(
    'F-52',
    'The root port is enabled first and left so.',
    not('the TDISP enable of the root port is left out'),
  ),
];
