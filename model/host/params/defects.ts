/** What versions of the host series get wrong in the numbers that they give to the RMM, or read from it. */

import { cite } from '../../cite.ts';
import type { Defects, Having } from '../../defect.ts';

export const paramsDefects = {
  'top-is-inclusive': {
    rows: ['B3'],
    what: 'The top of a range is given as its last address or routing id, where the RMM takes the one behind it.',
    cites: [cite.host('v1-13 against v3c-03'), cite.list('Arto Merilainen on v1-13, 2025-07-31')],
  },
  'rid-top-without-bus': {
    rows: ['B37'],
    what: 'The highest routing id is computed without the bus number.',
    cites: [cite.host('v4c-02 against the tree of v5')],
  },
  'feature-mask-overlaps': {
    rows: ['B11'],
    what: 'The mask of reserved bits of feature register 0 covers the bit for device assignment.',
    cites: [cite.host('v2, fixed in v3c-01'), cite.list('Jonathan Cameron on v2')],
  },
  'l2-exists-inverted': {
    rows: ['B60'],
    what: 'An L2 stream table that is already there is an error, and no error only where the call itself failed.',
    cites: [cite.host('v4v-03, as the tree has it'), cite.inferred('B60')],
  },
} as const satisfies Defects;

export type ParamsDefect = keyof typeof paramsDefects;
export type HasParams = Having<ParamsDefect>;
