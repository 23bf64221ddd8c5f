/**
 * RMI_VDEV_CREATE. The text has `pdev_streams` without its negation; the streams must be sufficient. 1.1-alp17 knows no
 * streams: the PDEV's IDE is part of its session.
 */

import { cite } from '../../cite.ts';
import { given, rmi } from '../../rule.ts';
import { type EndpointName, type Seen, type State, VDEVS, type VdevName } from '../../state.ts';
import {
  argumentsOf,
  type Buffer,
  endpoints,
  isOf,
  type PdevPointer,
  pdevAt,
  type RdPointer,
  type VdevPointer,
  WRONG_BUFFERS,
  WRONG_FOR_CREATE,
  WRONG_POINTERS,
} from '../arguments.ts';
import { NO_NONCE } from '../communicate.ts';
import {
  buffer,
  type Condition,
  DEVICE,
  feat,
  INPUT,
  onArguments,
  pdevPointer,
  rdIsRd,
  vdevIsDelegated,
} from '../conditions.ts';
import type { Rmm } from '../version.ts';

export type VdevCreateInput = {
  readonly rd?: RdPointer;
  readonly pdev: PdevPointer;
  readonly vdev: VdevPointer;
  /** Of the realm, and of the device: by default those that bear the VDEV's number. */
  readonly id?: number;
  readonly tdi?: number;
  /**
   * DEV: the device granules of this world, or of this TDI where each has its own. UNALIGNED: from the middle of a granule on,
   * which B3.119 lets pass. OTHERS: those of the other TDI.
   */
  readonly ranges?: 'DEV' | 'NONE' | 'UNALIGNED' | 'OTHERS';
  readonly params?: Buffer;
  readonly contents?: 'NUM_ADDR_RANGE' | 'EMPTY_RANGE' | 'VSMMU' | 'TDI_BELOW_RANGE' | 'NUM_AUX' | 'FLAGS';
};

const numberOf = (vdev: VdevPointer): number => Math.max(0, VDEVS.indexOf(vdev as VdevName));
const idOf = (i: VdevCreateInput): number => i.id ?? numberOf(i.vdev);
const tdiOf = (i: VdevCreateInput): number => i.tdi ?? numberOf(i.vdev);
/** One TEE range in worlds of one realm, so that a second VDEV has none unless it is told otherwise. */
const rangesOf = (i: VdevCreateInput): State['vdevs']['v0']['ranges'] =>
  i.ranges ?? (numberOf(i.vdev) === 0 ? 'DEV' : 'NONE');
/** A9.4.2: the ranges of two VDEVs. With granules of their own TDIs, or both with the others', they are apart. */
const overlap = (mine: VdevCreateInput, { ranges, realm }: Seen['vdevs']['v0']): boolean =>
  rangesOf(mine) !== 'NONE' && ranges !== 'NONE' && (realm === undefined || rangesOf(mine) !== ranges);

function someVdev(s: Seen, holds: (vdev: Seen['vdevs']['v0']) => boolean): boolean {
  for (const name in s.vdevs) {
    const vdev = s.vdevs[name as VdevName];
    if (vdev.state !== 'NONE' && holds(vdev)) return true;
  }
  return false;
}

/** With two realms: the first VDEV for either, the second for the other one, under the same id and with any ranges. */
const forEither: readonly VdevCreateInput[] = [
  { rd: 'REALM', pdev: 'ep', vdev: 'v0', ranges: 'DEV' },
  { rd: 'OTHER_REALM', pdev: 'ep', vdev: 'v0', ranges: 'DEV' },
  { rd: 'OTHER_REALM', pdev: 'ep', vdev: 'v1', id: 0, ranges: 'DEV' },
  { rd: 'OTHER_REALM', pdev: 'ep', vdev: 'v1', id: 0, ranges: 'OTHERS' },
];

/** What a second VDEV is tried with that is the first one's. */
const TAKEN: readonly Partial<VdevCreateInput>[] = [{ id: 0 }, { tdi: 0 }, { ranges: 'DEV' }];
const isTaken = (i: VdevCreateInput, taken: Partial<VdevCreateInput>): boolean =>
  i.vdev === 'v1' &&
  Object.entries(taken).every(([name, value]) => i[name as keyof VdevCreateInput] === value);

const pdevConditions = (streams: boolean): readonly Condition<VdevCreateInput>[] => [
  onArguments('pdev_category', DEVICE, (i) => i.pdev === 'rp'),
  { id: 'pdev_state', status: DEVICE, when: (s, i) => pdevAt(s, i.pdev).state !== 'READY' },
  ...given<Condition<VdevCreateInput>>(streams, {
    id: 'pdev_streams',
    status: DEVICE,
    when: (s, i) => s.streams[i.pdev as EndpointName].state !== 'CONNECTED',
  }),
  {
    id: 'pdev_num_vdevs',
    status: DEVICE,
    when: (s, i) => pdevAt(s, i.pdev).numVdevs >= pdevAt(s, i.pdev).maxNumVdevs,
  },
];

export const rmiVdevCreate = ({ version, tries }: Rmm) =>
  rmi<VdevCreateInput>({
    name: 'RMI_VDEV_CREATE',
    cites: [cite.rmm('B4.5.82'), cite.rmm('A9.4.2'), cite.acs('cmd_vdev_create')],
    inputs: [
      ...(tries.realms === 2
        ? forEither
        : argumentsOf<VdevCreateInput>(
            tries,
            { pdev: endpoints(tries), vdev: tries.vdevs },
            {
              rd: ['OTHER_REALM', ...WRONG_POINTERS],
              pdev: ['rp', ...WRONG_POINTERS],
              vdev: WRONG_FOR_CREATE,
              params: WRONG_BUFFERS,
              contents: [
                'NUM_ADDR_RANGE',
                'EMPTY_RANGE',
                'VSMMU',
                'TDI_BELOW_RANGE',
                'FLAGS',
                ...given<NonNullable<VdevCreateInput['contents']>>(version === '1.1-alp17', 'NUM_AUX'),
              ],
              tdi: [VDEVS.length],
            },
          )),
      ...given<VdevCreateInput>(
        tries.faults.includes('pages'),
        ...endpoints(tries).map((pdev) => ({ pdev, vdev: 'v0', ranges: 'UNALIGNED' }) as const),
      ),
      ...given<VdevCreateInput>(
        tries.vdevs.length > 1 && tries.faults.includes('objects'),
        ...TAKEN.map((taken) => ({ pdev: 'ep', vdev: 'v1', ...taken }) as const),
      ),
    ],
    // What the first VDEV would have is of interest to a second one while the first has it.
    offered: (s, i) => !TAKEN.some((taken) => isTaken(i, taken)) || s.vdevs.v0.state !== 'NONE',
    refusals: [
      feat,
      ...rdIsRd,
      ...pdevPointer<VdevCreateInput>((i) => i.pdev),
      ...vdevIsDelegated,
      ...buffer<VdevCreateInput>('params', (i) => i.params),
      onArguments('params_valid', INPUT, (i) => i.contents === 'NUM_ADDR_RANGE' || i.contents === 'FLAGS'),
      ...given<Condition<VdevCreateInput>>(
        version === '1.1-alp17',
        onArguments('num_aux', INPUT, (i) => i.contents === 'NUM_AUX'),
      ),
      onArguments('addr_range_valid', INPUT, (i) => i.contents === 'EMPTY_RANGE'),
      // A platform without vSMMU: no pointer to one leads anywhere.
      onArguments('vsmmu_state', INPUT, (i) => i.contents === 'VSMMU'),
      { id: 'da_en', status: 'RMI_ERROR_REALM', when: (s) => s.feat.realmDa === 'FALSE' },
      ...pdevConditions(version !== '1.1-alp17'),
      {
        id: 'tdi_id_bound',
        status: INPUT,
        when: (s, i) => i.contents === 'TDI_BELOW_RANGE' || tdiOf(i) >= pdevAt(s, i.pdev).maxNumVdevs,
      },
      {
        id: 'vdev_id_free',
        status: INPUT,
        when: (s, i) => someVdev(s, (v) => v.id === idOf(i) && isOf(v, i.rd)),
      },
      {
        id: 'tdi_id_free',
        status: INPUT,
        when: (s, i) => someVdev(s, (v) => v.tdi === tdiOf(i) && v.pdev === i.pdev),
      },
      // A9.4.2: not in another VDEV's ranges.
      {
        id: 'addr_range_overlap',
        status: INPUT,
        when: (s, i) => someVdev(s, (v) => overlap(i, v)),
      },
      { id: 'psmmu_st_l2', status: INPUT, when: (s) => s.psmmu.l2 === 'ABSENT' },
    ],
    effect: (s, i) => {
      const name = i.vdev as VdevName;
      const vdev = s.vdevs[name];
      s.granules[name] = 'VDEV';
      vdev.state = 'NEW';
      vdev.op = 'UNLOCK';
      vdev.comm = 'PENDING';
      vdev.dma = 'DISABLED';
      vdev.lockNonce = NO_NONCE;
      vdev.measNonce = NO_NONCE;
      vdev.reportNonce = NO_NONCE;
      vdev.pdev = i.pdev as EndpointName;
      vdev.id = idOf(i);
      vdev.tdi = tdiOf(i);
      vdev.ranges = rangesOf(i);
      if (tries.realms === 2) vdev.realm = i.rd === 'OTHER_REALM' ? 'OTHER_REALM' : 'REALM';
      pdevAt(s, i.pdev).numVdevs += 1;
    },
    footprint: ['granules', 'vdevs', 'pdevs'],
  });
