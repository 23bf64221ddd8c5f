/** What versions of the host series get wrong between a guest's request to validate device memory and the RMM's answer. */

import { cite } from '../../cite.ts';
import type { Defects, Having } from '../../defect.ts';

export const mappingDefects = {
  'address-not-in-bar': {
    rows: ['B18', 'B38'],
    what: 'The addresses that a VMM gives are not compared with the BARs of the bound device, nor with each other.',
    cites: [cite.host('v1-32, v1-33 FIXMEs; v4v-13 map request'), cite.inferred('B38')],
  },
  'range-fetched-from-run': {
    rows: ['B39'],
    what: 'The range to validate is read again from kvm_run, which the VMM can write to after the exit.',
    cites: [cite.host('v4v-13 validation at REC entry'), cite.inferred('B39')],
  },
  'refused-page-is-mapped': {
    rows: ['B58'],
    what: 'An RMI error that is no missing table leaves the result 0, so that a refused page passes for mapped.',
    cites: [cite.host('v3v-09, fixed in v4: -EIO'), cite.inferred('B58')],
  },
  'rollback-one-short': {
    rows: ['B58'],
    what: 'The loop that takes mappings back ends one page early.',
    cites: [cite.host('v3v-09'), cite.inferred('B58')],
  },
  'delegated-twice': {
    rows: ['B58'],
    what: 'After a table was added, pages that are delegated are delegated once more.',
    cites: [cite.host('v3v-09: retry after -ENOMEM'), cite.inferred('B58')],
  },
  'rollback-hides-error': {
    rows: [],
    what: 'What the last unmap of the undoing returns takes the place of the error, so that a map that failed half way returns 0.',
    cites: [cite.host('v4v-14 realm_dev_mem_map')],
  },
  'refused-delegation-has-no-end': {
    rows: [],
    what: 'Where delegation fails, the end of what was mapped is not set, and the undoing unmaps up to whatever was in its place.',
    cites: [cite.host('v4v-13 __realm_dev_mem_map, with the undoing of v4v-14 realm_dev_mem_map')],
  },
  'first-page-decides': {
    rows: ['B59'],
    what: 'Whether a private range is device memory is read of its first page alone.',
    cites: [cite.host('v4v-14 destroy of a private range'), cite.inferred('B59')],
  },
  'unmapped-stays-delegated': {
    rows: ['B59'],
    what: 'Device pages are unmapped and not given back.',
    cites: [cite.host('v4v-14'), cite.inferred('B59')],
  },
  'outside-range-ends-vm': {
    rows: ['B36'],
    what: 'A range outside of the protected half is an error of KVM_RUN in place of an answer to the guest.',
    cites: [cite.host('v3v-09 against v4v-13')],
  },
} as const satisfies Defects;

export type MappingDefect = keyof typeof mappingDefects;
export type HasMapping = Having<MappingDefect>;
