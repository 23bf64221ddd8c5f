/**
 * Where the guest series does otherwise than the hardened guest, one name for each place. The programs ask for a name at
 * the line that it is about, so that both forms can be read there; a page in counterexamples/ says what comes of it.
 */

import { cite } from '../cite.ts';
import type { DepartureText } from '../departure.ts';

export const DEPARTURES = {
  'lock-failure-not-undone': {
    does: 'A lock request that failed or was interrupted is taken for one that did nothing.',
    cites: [cite.guest('04 cca_tsm_lock, first error path'), cite.inferred('INF-01'), cite.list('DOC-06')],
  },
  'undo-not-checked': {
    does: 'What the host answers to the unlock request of an error path is ignored.',
    cites: [cite.guest('08 cca_tsm_lock, error path'), cite.inferred('INF-03')],
  },
  'state-not-examined': {
    does: 'The state field of RSI_VDEV_GET_INFO is not looked at.',
    cites: [cite.guest('08 cca_tsm_lock'), cite.inferred('INF-10')],
  },
  'accept-runs-again': {
    does: 'tsm/accept of an accepted device runs the whole callback once more.',
    cites: [cite.core('pci_tsm_accept'), cite.list('Lai Yi, 2026-04-10 (LST-02)')],
  },
  'approval-not-bound': {
    does: 'tsm/accept does not say which evidence was approved, and compares the lock nonce with itself.',
    cites: [cite.guest('09 __cca_tsm_accept'), cite.list('2026-03-13 to 03-24 (LST-18)')],
  },
  'accept-failure-forgotten': {
    does: 'After a failed accept the context is as after lock: validated pages and RUN are forgotten.',
    cites: [
      cite.guest('09 cca_tsm_accept, error paths'),
      cite.inferred('INF-07'),
      cite.host('v4 15 (DOC-07)'),
    ],
  },
  'table-freed-in-tree': {
    does: 'A failed accept frees its table of ranges, whose resources stay in the resource tree.',
    cites: [cite.guest('09 cca_tsm_accept, error paths'), cite.inferred('INF-08')],
  },
  'unlock-needs-table': {
    does: 'Unlock follows the pointer to the table of ranges, which only a successful accept sets.',
    cites: [cite.guest('08 cca_unmap_evidence_report_range'), cite.list('Lai Yi, 2026-03-27 (LST-01)')],
  },
  'unlock-gives-up': {
    does: 'When a RIPAS change fails, unlock asks the host for nothing and forgets the device.',
    cites: [cite.guest('08 cca_tsm_unlock'), cite.inferred('INF-09')],
  },
  'unlock-not-checked': {
    does: 'What the host answers to the unlock request is ignored, and the write succeeds.',
    cites: [cite.guest('08 cca_tsm_unlock'), cite.list('OpenVMM design, 2026-09-11 (DOC-03)')],
  },
  'dma-not-disabled': {
    does: 'RSI_VDEV_DMA_DISABLE is never called.',
    cites: [cite.guest('08 cca_tsm_unlock'), cite.inferred('INF-23')],
  },
  'evidence-not-freed': {
    does: 'The published objects are not freed when their context is.',
    cites: [cite.guest('08 cca_tsm_unlock'), cite.inferred('INF-17')],
  },
  'binds-while-locked': {
    does: 'A driver can bind to a device that is locked and not accepted.',
    cites: [cite.core('driver attach: blocked by nothing but the device lock'), cite.inferred('INF-22')],
  },
  'ioremap-shares-destroyed': {
    does: 'ioremap() takes the shared alias unless all pages are RIPAS DEV; since mainline fa84e534c3ec, only where one is EMPTY.',
    cites: [cite.list('Suzuki Poulose, 2025-09-18: realm: ioremap: Allow mapping memory as encrypted')],
  },
  'unregister-with-driver': {
    does: 'The TSM unregisters while a driver is bound, and the context stays behind.',
    cites: [cite.core('pci_tsm_unregister, destroy path'), cite.inferred('INF-20')],
  },
  'no-memory-is-support': {
    does: 'A probe of RHI that runs out of memory returns -ENOMEM from a bool function, which is true.',
    cites: [cite.guest('03 rhi_has_da_support'), cite.inferred('LST-16')],
  },
} as const satisfies Readonly<Record<string, DepartureText>>;
