/** What versions of the host series, and of iommufd above it, get wrong in answering what a VMM asks about a guest's device. */

import { cite } from '../../cite.ts';
import type { Defects, Having } from '../../defect.ts';

export const requestDefects = {
  'offset-not-bounded': {
    rows: ['B27'],
    what: 'An object is read from an offset that nobody compares with its size, and its whole length is copied.',
    cites: [cite.host('v3v-04, v4v-09 object read'), cite.inferred('B27')],
  },
  'remaining-underflows': {
    rows: ['B26'],
    what: 'What is left behind an offset is computed as an unsigned number, giant for an offset beyond the end.',
    cites: [cite.host('v1 object read'), cite.inferred('B26')],
  },
  'empty-is-answered': {
    rows: ['B50'],
    what: 'The size 0 of an object that is not there is returned, which means that the request was answered in full.',
    cites: [cite.host('v3v-04, v3v-05, v4v-09, v4v-10'), cite.inferred('B50')],
  },
  'unused-not-told': {
    rows: ['B20'],
    what: 'How much of the response buffer was used is not said.',
    cites: [cite.list('Xu Yilun on pci_tsm_guest_req, 2025-10-10')],
  },
  'short-request-taken': {
    rows: ['B29'],
    what: 'A request shorter than its structure is taken, and fields that it lacks are read from the stack.',
    cites: [cite.host('a development tree before v3'), cite.inferred('B29')],
  },
  'fetched-twice': {
    rows: ['B68'],
    what: "The type is fetched from the VMM's memory before its length is tested, and the whole request once more.",
    cites: [cite.host('v3v-04, v4v-09'), cite.inferred('B68')],
  },
  'tsm-not-asked': {
    rows: ['B17'],
    what: 'Which TSM a request is meant for is not in it, so that one for another is taken as whatever its number is here.',
    cites: [
      cite.list('Dan Williams, Kevin Tian, Jason Gunthorpe and Aneesh Kumar K.V on iommufd v5, 2026-05-26'),
    ],
  },
  'vdev-of-any-vm': {
    rows: ['B25'],
    what: "A guest's device is looked up by its id among the devices of all VMs.",
    cites: [cite.host('v1 request exits, against v3v-08; dropped with vcpu_fd in v4')],
  },
} as const satisfies Defects;

export type RequestDefect = keyof typeof requestDefects;
export type HasRequest = Having<RequestDefect>;
