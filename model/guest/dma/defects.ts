/** What versions of the guest series, and of the DMA API under it, get wrong about whether a device may see private memory. */

import { cite } from '../../cite.ts';
import type { Defects, Having } from '../../defect.ts';

export const dmaDefects = {
  'accepted-still-bounces': {
    rows: ['LST-04'],
    what: 'The realm forces every streaming mapping through shared swiotlb, that of an accepted device too.',
    cites: [
      cite.guest('v2 10 is_swiotlb_force_bounce, a hunk that v3 and v4 lack'),
      cite.list('Aneesh Kumar K.V, 2026-04-09 on core 10'),
    ],
  },
  'bounce-flag-truncated': {
    rows: ['LST-03', 'F-25'],
    what: 'A one-bit field is set to (flags & bit 3), which is always 0, so that nothing is bounced.',
    cites: [
      cite.core('10 swiotlb bounce_unaccepted'),
      cite.list('Aneesh Kumar K.V, 2026-03-03; Xu Yilun, 2026-03-13'),
    ],
  },
  'decided-for-the-device': {
    rows: ['LST-22'],
    what: 'The address form is decided once for the device, so that a shared page of an accepted one gets a private address.',
    cites: [cite.guest('10 force_dma_unencrypted'), cite.list('Jason Gunthorpe, 2025-07-28, 2026-02-27')],
  },
  'attribute-test-inverted': {
    rows: ['LST-22'],
    what: 'DMA_ATTR_CC_SHARED is read the wrong way round.',
    cites: [cite.list('DMA_ATTR_CC_SHARED v4, 2026-05-12 and its reviews')],
  },
  'pool-state-ignored': {
    rows: ['F-29'],
    what: 'A bounce slot is taken from a pool of the other kind than the device needs.',
    cites: [cite.list('DMA_ATTR_CC_SHARED v6 and v7: the pool has to equal force_dma_unencrypted')],
  },
  'free-asks-again': {
    rows: ['LST-22'],
    what: 'Freeing decides anew whether memory was shared, by whether the device is accepted by now.',
    cites: [cite.guest('10 force_dma_unencrypted in dma_set_encrypted'), cite.inferred('S10')],
  },
  'reencrypt-failure-ignored': {
    rows: ['F-30'],
    what: 'Memory that could not be made private again is given back to the allocator.',
    cites: [cite.list('mutant of mainline, which leaks such memory on purpose')],
  },
  'null-device-dereferenced': {
    rows: ['INF-19'],
    what: 'Whether the device is accepted is asked of a device that is NULL or not yet added.',
    cites: [cite.guest('10 device_cc_accepted'), cite.inferred('INF-19')],
  },
  'p2p-is-shared-memory': {
    rows: ['F-28'],
    what: "DMA_ATTR_MMIO implies shared, so that another device's registers pass for shared memory.",
    cites: [cite.list('Jason Gunthorpe on DMA_ATTR_CC_SHARED')],
  },
  'decrypts-what-it-is-handed': {
    rows: ['F-27'],
    what: 'The page of a buffer is made shared in place, with all else that is on it.',
    cites: [cite.list('Mostafa Saleh and Jason Gunthorpe: only bounce, never decrypt what is handed in')],
  },
} as const satisfies Defects;

export type DmaDefect = keyof typeof dmaDefects;
export type HasDma = Having<DmaDefect>;

/**
 * v3 and v4 are equal here. `cc-shared` is "Use DMA_ATTR_CC_SHARED through direct, pool and swiotlb paths" v7, which decides
 * per mapping; `cc-shared-v4` its version of 2026-05-12.
 */
export const dmaVersions = {
  v2: new Set(['decided-for-the-device', 'free-asks-again', 'null-device-dereferenced']),
  'rfc-v3': new Set([
    'accepted-still-bounces',
    'decided-for-the-device',
    'free-asks-again',
    'null-device-dereferenced',
  ]),
  'rfc-v4': new Set([
    'accepted-still-bounces',
    'decided-for-the-device',
    'free-asks-again',
    'null-device-dereferenced',
  ]),
  'core-v2': new Set(['bounce-flag-truncated', 'decided-for-the-device', 'free-asks-again']),
  'cc-shared-v4': new Set(['attribute-test-inverted']),
  'cc-shared': new Set(['p2p-is-shared-memory']),
  hardened: new Set(),
} as const satisfies Readonly<Record<string, HasDma>>;
