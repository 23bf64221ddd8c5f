/** What versions of the host series get wrong in keeping the bytes that the RMM tells the host to keep. */

import { cite } from '../../cite.ts';
import type { Defects, Having } from '../../defect.ts';

export const cacheDefects = {
  'size-of-freed-object': {
    rows: ['B23'],
    what: 'The new size of an object that grew is computed from the size field of the one that was freed.',
    cites: [cite.host('v3c-04, v4c-03 cache object after kvrealloc'), cite.inferred('B23')],
  },
  'room-for-request-alone': {
    rows: ['B23a'],
    what: 'Where an exit has a request and a response to keep, there is only room for the request.',
    cites: [cite.host('v3c-04, v4c-03 CACHE_REQ with CACHE_RSP'), cite.inferred('B23a')],
  },
  'slice-may-leave-page': {
    rows: ['B23a'],
    what: 'The length of a slice is compared with a page, and its end is not.',
    cites: [cite.host('v3c-04, v4c-03 rsp_cache_offset, rsp_cache_len'), cite.inferred('B23a')],
  },
  'response-reset-ignored': {
    rows: ['B47'],
    what: 'RSP_RESET is not looked at, so that the bytes before it stay in front of those after it.',
    cites: [cite.host('v3c-04, v4c-03: no use of RSP_RESET'), cite.inferred('B47')],
  },
  'appended-to-earlier': {
    rows: ['B61'],
    what: 'Certificates and VCA of a second identity exchange are appended to those of the first.',
    cites: [cite.host('v3c-04'), cite.inferred('B61')],
  },
  'refresh-destroys-old': {
    rows: ['B52'],
    what: 'A refresh clears the evidence that there is before it begins, and may fail.',
    cites: [cite.host('v4v-10 vdev_fetch_object_workfn'), cite.inferred('B52')],
  },
  'evidence-per-device': {
    rows: ['B24'],
    what: 'Report and measurements are kept once for a device, whichever of its functions they are of.',
    cites: [cite.host('v1-14 and later patches of v1, against v3v-01')],
  },
  'no-object-lock': {
    rows: ['B5', 'B62'],
    what: 'Two transactions under one device use its pages and objects at the same time.',
    cites: [
      cite.host('v1-14 against v2-06; what object_lock of v3v-01 keeps apart'),
      cite.list('Bjorn Helgaas on v1-14'),
    ],
  },
} as const satisfies Defects;

export type CacheDefect = keyof typeof cacheDefects;
export type HasCache = Having<CacheDefect>;
