/** What versions of the guest series, and of the PCI/TSM core under it, get wrong between a report and the driver's mapping. */

import { cite } from '../../cite.ts';
import type { Defects, Having } from '../../defect.ts';

export const mmioDefects = {
  'first-range-at-bar-start': {
    rows: ['LST-06'],
    what: 'The first range reported for a BAR is taken to lie at the start of that BAR.',
    cites: [
      cite.core('pci_tsm_mmio_alloc'),
      cite.list('Aneesh Kumar K.V, 2026-03-05; Jason Gunthorpe, 2026-03-13'),
    ],
  },
  'whole-bar-skipped': {
    rows: ['LST-07'],
    what: 'A BAR that holds the MSI-X table or the pending bits is left out with all its ranges.',
    cites: [cite.guest('v1 34 rsi_update_interface_report'), cite.list('Arto Merilainen, 2025-07-31')],
  },
  'whole-bar-validated': {
    rows: ['LST-08'],
    what: 'The whole BAR is validated, whatever number of pages the range has.',
    cites: [cite.guest('v1 34 rsi_update_interface_report')],
  },
  'range-count-unbounded': {
    rows: ['LST-10'],
    what: 'As many ranges are read as the report says, whether or not it is that long.',
    cites: [cite.guest('v1 34, v2 07 cca_apply_interface_report_mappings')],
  },
  'range-id-unbounded': {
    rows: ['LST-10'],
    what: 'The range id is used as the number of a BAR without a bound.',
    cites: [cite.guest('v1 34, v2 07')],
  },
  'page-count-in-32-bits': {
    rows: ['LST-11', 'F-18'],
    what: 'The number of pages is shifted by 12 in 32 bits, so that 2^20 pages become none.',
    cites: [cite.guest('v2 07 cca_apply_interface_report_mappings')],
  },
  'malformed-range-skipped': {
    rows: ['LST-11'],
    what: 'A range that makes no sense is left out, and the rest of the report is used.',
    cites: [cite.guest('v2 07 cca_apply_interface_report_mappings')],
  },
  'result-uninitialised': {
    rows: ['LST-11'],
    what: 'Where no range is left to validate, what is returned was never set.',
    cites: [cite.guest('v2 07 cca_apply_interface_report_mappings')],
  },
  'pages-to-bytes-twice': {
    rows: ['LST-05', 'F-18'],
    what: 'Page numbers become bytes twice over: times 4096 times 4096.',
    cites: [cite.list('Dan Williams, 2026-03-04')],
  },
  'msix-capability-not-tested': {
    rows: ['LST-12'],
    what: 'The place of the MSI-X capability is used without a test for there being none.',
    cites: [cite.guest('v1 34 get_msix_bar'), cite.inferred('LST-12')],
  },
  'msix-range-encrypted': {
    rows: ['LST-21'],
    what: 'Ranges with the MSI-X table or pending bits are treated as private, too.',
    cites: [cite.list('Aneesh Kumar K.V, 2025-09-03 on the core v1 patches 5 and 7')],
  },
  'range-end-off-by-one': {
    rows: ['DOC-10'],
    what: 'The last address of a range is taken for the one behind it.',
    cites: [cite.list('NVIDIA/NV-Kernels rmeda_guest')],
  },
  'validates-without-progress': {
    rows: [],
    what: 'A call that validated nothing is repeated as if it had.',
    cites: [cite.guest('v1 34 rsi_validate_dev_mapping: next < start, where v2 has next <= start')],
  },
  'ranges-left-validated': {
    rows: ['INF-07'],
    what: 'Nobody remembers the pages of a failed accept, so that they stay RIPAS DEV.',
    cites: [cite.guest('09 cca_device_accept, error path'), cite.inferred('INF-07')],
  },
  'freed-while-inserted': {
    rows: ['INF-08'],
    what: 'The table of ranges is freed while its resources are in the iomem tree.',
    cites: [cite.guest('09 cca_device_accept, __free(kfree)'), cite.inferred('INF-08')],
  },
  'freed-twice': {
    rows: ['DOC-10'],
    what: 'The error path frees the table, and so does its caller.',
    cites: [cite.list('NVIDIA/NV-Kernels rmeda_guest')],
  },
  'encrypted-before-validated': {
    rows: ['INF-24'],
    what: 'Resources are entered as encrypted before the RMM has validated a page of them.',
    cites: [cite.guest('09 cca_device_accept: pci_tsm_mmio_setup first'), cite.inferred('INF-24')],
  },
  'nested-resource-missed': {
    rows: ['LST-34'],
    what: 'ioremap looks at the outermost resource alone and misses an encrypted one inside it.',
    cites: [cite.list('Alexey Kardashevskiy, 2025-10-07')],
  },
  'mixed-mapping-is-shared': {
    rows: [],
    what: 'A mapping of private and shared pages together is made through the shared alias, private registers included.',
    cites: [
      cite.inferred('arch/arm64/kernel/rsi.c arm64_rsi_is_protected: false at the first page that is EMPTY'),
    ],
  },
} as const satisfies Defects;

export type MmioDefect = keyof typeof mmioDefects;
export type HasMmio = Having<MmioDefect>;

/**
 * The posted versions. v1 and v2 parse the report in the guest driver; from v3 on the PCI/TSM core (v2 of 2026-03-02) does,
 * for all that the report is; v4 is as v3, as far as it was to be had.
 */
export const mmioVersions = {
  v1: new Set([
    'whole-bar-skipped',
    'whole-bar-validated',
    'range-count-unbounded',
    'range-id-unbounded',
    'malformed-range-skipped',
    'msix-capability-not-tested',
    'validates-without-progress',
    'ranges-left-validated',
    'mixed-mapping-is-shared',
  ]),
  v2: new Set([
    'range-count-unbounded',
    'range-id-unbounded',
    'page-count-in-32-bits',
    'malformed-range-skipped',
    'result-uninitialised',
    'ranges-left-validated',
    'mixed-mapping-is-shared',
  ]),
  'rfc-v3': new Set([
    'first-range-at-bar-start',
    'ranges-left-validated',
    'freed-while-inserted',
    'encrypted-before-validated',
    'mixed-mapping-is-shared',
  ]),
  'rfc-v4': new Set([
    'first-range-at-bar-start',
    'ranges-left-validated',
    'freed-while-inserted',
    'encrypted-before-validated',
    'mixed-mapping-is-shared',
  ]),
  hardened: new Set(),
} as const satisfies Readonly<Record<string, HasMmio>>;
