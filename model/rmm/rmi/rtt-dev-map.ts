/** RMI_RTT_DEV_MAP (1.1-alp17: RMI_VDEV_MAP), one page at a time. It asks nothing of the VDEV's state. */

import { cite } from '../../cite.ts';
import { given, rmi } from '../../rule.ts';
import { isInRanges, type VdevName } from '../../state.ts';
import { argumentsOf, pagesAt, realmsOf, type VdevPointer, WRONG_POINTERS } from '../arguments.ts';
import { feat, INPUT, rdIsRd, vdevIsVdev, vdevRealm } from '../conditions.ts';
import { ipaConditions, numbers, type PageInput, rttStatus, rttWalk, wrongPages } from '../pages.ts';
import type { Rmm } from '../version.ts';

export type MapInput = PageInput & {
  readonly vdev: VdevPointer;
  readonly granule: number;
  /** An output address that is no granule boundary, or no device memory. */
  readonly pa?: 'UNALIGNED' | 'OUTSIDE_PA';
};

export const rmiRttDevMap = ({ version, tries }: Rmm) =>
  rmi<MapInput>({
    name: version === '1.1-alp17' ? 'RMI_VDEV_MAP' : 'RMI_RTT_DEV_MAP',
    cites: [cite.rmm('B4.5.69'), cite.acs('cmd_vdev_map')],
    inputs: argumentsOf<MapInput>(
      tries,
      {
        page: numbers(tries.pages),
        granule: numbers(tries.deviceGranules),
        vdev: tries.vdevs,
        ...realmsOf(tries),
      },
      { ...wrongPages(version), vdev: WRONG_POINTERS, pa: ['UNALIGNED', 'OUTSIDE_PA'] },
      'pages',
    ),
    refusals: [
      feat,
      ...rdIsRd,
      ...vdevIsVdev,
      vdevRealm(tries),
      ...ipaConditions(version),
      {
        id: 'addr_align',
        status: INPUT,
        when: (_s, i) => i.pa !== undefined,
        argumentsOnly: true,
      },
      ...rttWalk,
      {
        id: 'addr_range',
        status: INPUT,
        when: (s, i) => !isInRanges(s, i.vdev as VdevName, i.granule),
      },
      {
        id: 'rtte_state',
        status: rttStatus(3),
        when: (s, i) => {
          const { output, ripas } = pagesAt(s, i.rd)[i.page]!;
          return i.ipa === 'RAM' || output !== 0 || ripas === 'RAM';
        },
      },
      { id: 'gran_state', status: INPUT, when: (s, i) => s.deviceGranules[i.granule]!.state !== 'DELEGATED' },
    ],
    effect: (s, i) => {
      pagesAt(s, i.rd)[i.page]!.output = i.granule + 1;
      s.deviceGranules[i.granule]!.state = 'MAPPED';
    },
    footprint: ['pages', 'deviceGranules', ...given(tries.realms === 2, 'otherPages')],
  });
