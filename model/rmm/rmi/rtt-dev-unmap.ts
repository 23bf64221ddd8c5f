/** RMI_RTT_DEV_UNMAP (1.1-alp17: RMI_VDEV_UNMAP): the host's at any time, and leaves RIPAS DESTROYED behind. */

import { cite } from '../../cite.ts';
import { given, rmi } from '../../rule.ts';
import { isStranger, pagesAt } from '../arguments.ts';
import { feat, rdIsRd } from '../conditions.ts';
import { ipaConditions, type PageInput, pageInputs, rttStatus, rttWalk } from '../pages.ts';
import type { Rmm } from '../version.ts';

export const rmiRttDevUnmap = (rmm: Rmm) =>
  rmi<PageInput>({
    name: rmm.version === '1.1-alp17' ? 'RMI_VDEV_UNMAP' : 'RMI_RTT_DEV_UNMAP',
    cites: [cite.rmm('B4.5.70'), cite.acs('cmd_vdev_unmap')],
    inputs: pageInputs(rmm),
    refusals: [
      feat,
      ...rdIsRd,
      ...ipaConditions(rmm.version),
      ...rttWalk,
      {
        id: 'rtte_state',
        status: rttStatus(3),
        when: (s, i) => i.ipa === 'RAM' || isStranger(s, i.rd) || pagesAt(s, i.rd)[i.page]!.output === 0,
      },
    ],
    effect: (s, i) => {
      const page = pagesAt(s, i.rd)[i.page]!;
      s.deviceGranules[page.output - 1]!.state = 'DELEGATED';
      page.output = 0;
      if (page.ripas === 'DEV') page.ripas = 'DESTROYED';
    },
    footprint: ['pages', 'deviceGranules', ...given(rmm.tries.realms === 2, 'otherPages')],
  });
