/** RMI_PDEV_CREATE. The memory that a stateful operation asks for is given at once here. */

import { cite } from '../../cite.ts';
import { given, rmi } from '../../rule.ts';
import type { PdevName } from '../../state.ts';
import {
  argumentsOf,
  type Buffer,
  type PdevInput,
  pdevAt,
  WRONG_BUFFERS,
  WRONG_FOR_CREATE,
} from '../arguments.ts';
import { buffer, type Condition, feat, INPUT, onArguments, pdevPointer } from '../conditions.ts';
import type { Rmm } from '../version.ts';

/** What can be wrong with RmiPdevParams, by the condition that notices it. */
const PARAMS = {
  params_valid: [
    'RESERVED_FLAG',
    'PDEV_ID_OVER_16_BITS',
    'PDEV_ID_UNKNOWN',
    'HB_BASE_UNKNOWN',
    'RID_RANGE_EMPTY',
    'HASH_ALGO',
    'ROUTING_ID',
  ],
  flags_supp: ['NOT_SPDM', 'ON_CHIP', 'CATEGORY_3'],
  max_num_vdevs: ['TOO_MANY_VDEVS'],
} as const;
/** Arrays that RmiPdevParams of 1.1-alp17 holds besides. */
const AUX_PARAMS = {
  num_aux: ['NUM_AUX'],
  aux_align: ['AUX_ALIGN'],
  aux_alias: ['AUX_ALIAS'],
  aux_state: ['AUX_STATE'],
  ide_sid: ['IDE_SID'],
} as const;

type Fault =
  | (typeof PARAMS)[keyof typeof PARAMS][number]
  | (typeof AUX_PARAMS)[keyof typeof AUX_PARAMS][number];
export type PdevCreateInput = PdevInput & {
  readonly params?: Buffer;
  readonly contents?: Fault;
  /** How many TDIs the RID range is for: 1, if absent. */
  readonly rids?: number;
};

const contents = (table: Readonly<Record<string, readonly Fault[]>>): readonly Condition<PdevCreateInput>[] =>
  Object.entries(table).map(([id, faults]) =>
    onArguments(id, INPUT, (i) => i.contents !== undefined && faults.includes(i.contents)),
  );

export const rmiPdevCreate = ({ version, tries }: Rmm) =>
  rmi<PdevCreateInput>({
    name: 'RMI_PDEV_CREATE',
    cites: [cite.rmm('B4.5.27'), cite.acs('cmd_pdev_create')],
    inputs: argumentsOf<PdevCreateInput>(
      tries,
      {
        pdev: tries.pdevs,
        ...(tries.vdevs.length > 1 ? { rids: [tries.vdevs.length] } : {}),
      },
      {
        pdev: WRONG_FOR_CREATE,
        params: WRONG_BUFFERS,
        contents: [
          ...Object.values(PARAMS).flat(),
          ...given(version === '1.1-alp17', ...Object.values(AUX_PARAMS).flat()),
        ],
      },
    ),
    refusals: [
      feat,
      ...pdevPointer<PdevCreateInput>((i) => i.pdev, 'pdev', 'pdev_state', 'DELEGATED'),
      ...buffer<PdevCreateInput>('params', (i) => i.params),
      ...contents(PARAMS),
      ...(version === '1.1-alp17' ? contents(AUX_PARAMS) : []),
    ],
    effect: (s, i) => {
      const name = i.pdev as PdevName;
      const pdev = pdevAt(s, i.pdev);
      s.granules[name] = 'PDEV';
      pdev.state = 'NEW';
      pdev.op = 'NONE';
      pdev.comm = 'PENDING';
      pdev.numVdevs = 0;
      pdev.maxNumVdevs = name === 'rp' ? 0 : (i.rids ?? 1);
    },
    footprint: ['granules', 'pdevs'],
  });
