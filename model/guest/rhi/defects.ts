/** What versions of the guest series get wrong in its calls to the host and in what it makes of the answers. */

import { cite } from '../../cite.ts';
import type { Defects, Having } from '../../defect.ts';

export const rhiDefects = {
  'size-in-signed-int': {
    rows: ['INF-12'],
    what: 'The size that the host gives is cut to a signed 32-bit integer and compared as one.',
    cites: [cite.guest('07 rhi_read_cached_object: int max_data_len'), cite.inferred('INF-12')],
  },
  'size-beyond-allocator': {
    rows: ['INF-12'],
    what: 'Sizes up to 16 MiB are allowed that the page allocator cannot give at once, which warns.',
    cites: [cite.guest('07 MAX_CACHE_OBJ_SIZE, 06 alloc_shared_pages'), cite.inferred('INF-12')],
  },
  'read-length-ignored': {
    rows: ['INF-13'],
    what: 'How much the host says it wrote is not looked at, so that the rest of the buffer passes for the object.',
    cites: [cite.guest('07 rhi_read_cached_object'), cite.inferred('INF-13')],
  },
  'freed-on-success': {
    rows: ['LST-30'],
    what: 'The copy that is returned is freed on the way out.',
    cites: [cite.list('Aneesh Kumar K.V on guest v2 06')],
  },
  'hashed-in-shared-memory': {
    rows: [],
    what: 'The digest is taken over the shared buffer, and the copy is made afterwards (seeded; window T2).',
    cites: [cite.guest('07 kvmemdup before the digest, which this undoes')],
  },
  'buffer-without-shared-bit': {
    rows: ['DOC-05'],
    what: 'The address of the buffer is given without the bit that says shared.',
    cites: [cite.list('OpenVMM, Linux host TDISP for Arm CCA guests, 2026-09-11')],
  },
  'flags-argument-missing': {
    rows: ['LST-14'],
    what: 'RSI_VDEV_DMA_ENABLE is called without flags, so that every later argument is one register early.',
    cites: [cite.guest('v2 11 against v3 11 __rsi_vdev_dma_enable')],
  },
  'numbers-of-v2': {
    rows: ['DLT-05'],
    what: 'The numbers of GET_MEASUREMENTS and GET_INTERFACE_REPORT are swapped and OBJECT_READ has its v2 registers.',
    cites: [cite.guest('v2 05, 06, 07 against v3')],
  },
  'vca-is-object-4': {
    rows: ['DLT-05', 'DOC-09'],
    what: 'VCA is asked for as object 4, which is 0 for the host of the compliance suite.',
    cites: [cite.acs('val_rhi.h'), cite.guest('07 RHI_DA_OBJECT_VCA')],
  },
  'errors-collapsed': {
    rows: ['LST-28'],
    what: 'Every error of the host becomes -EIO.',
    cites: [cite.list('Jonathan Cameron on guest v2 03 and 04')],
  },
  'domain-packed-in-int': {
    rows: ['LST-26'],
    what: 'PCI domain and routing id are packed in a 32-bit int, which is sign-extended into the register.',
    cites: [
      cite.guest('03 rsi_vdev_id'),
      cite.list('Jonathan Cameron on guest v1 35'),
      cite.inferred('LST-26'),
    ],
  },
  'abort-result-confused': {
    rows: ['LST-15'],
    what: 'Whether ABORT worked is read from an expression that is the same for every status.',
    cites: [cite.list('Jonathan Cameron on guest v2 02')],
  },
  'probe-leaks-buffer': {
    rows: ['LST-15'],
    what: 'The probe for support leaves its call buffer allocated.',
    cites: [cite.list('Jonathan Cameron on guest v2 02')],
  },
  'error-is-true': {
    rows: ['LST-16'],
    what: 'A function that says yes or no returns -ENOMEM, which is yes.',
    cites: [cite.guest('03 rhi_has_da_support'), cite.inferred('LST-16')],
  },
  'removed-twice': {
    rows: ['LST-17'],
    what: 'Where the removal cannot be registered it has already been done, and is done again.',
    cites: [cite.list('Jonathan Cameron on guest v2 01')],
  },
} as const satisfies Defects;

export type RhiDefect = keyof typeof rhiDefects;
export type HasRhi = Having<RhiDefect>;
