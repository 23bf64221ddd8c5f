/** What versions of the host series get wrong with what they take and have to give back: auxiliary granules and stream ids. */

import { cite } from '../../cite.ts';
import type { Defects, Having } from '../../defect.ts';

export const resourceDefects = {
  'unwinds-wrong-element': {
    rows: ['B1'],
    what: 'The clean-up loop over auxiliary granules hands over one element where the array is expected, so that none of them is given back.',
    cites: [
      cite.host('v1-13 cca_pdev_create, error path'),
      cite.list('Jonathan Cameron on v1-13, 2025-07-30'),
    ],
  },
  'aux-count-not-checked': {
    rows: ['B7'],
    what: 'The number of auxiliary granules is used although the call that tells it failed.',
    cites: [cite.host('v2-05, fixed in v3c-03'), cite.list('Jonathan Cameron on v2-05')],
  },
  'foreign-ids-stay-marked': {
    rows: ['B55'],
    what: 'A stream id that somebody else has on the bridge is skipped, and marked for good.',
    cites: [cite.host('v3c-02, v4c-01 alloc_stream_id'), cite.inferred('B55')],
  },
  'one-pool-for-all-bridges': {
    rows: ['B32'],
    what: 'Ids that are per host bridge are taken from one pool for all of them.',
    cites: [cite.host('v4c-01 cca_stream_ids'), cite.list('Dan Williams on v4c-01, 2026-05-27')],
  },
} as const satisfies Defects;

export type ResourceDefect = keyof typeof resourceDefects;
export type HasResources = Having<ResourceDefect>;
