/**
 * RMI_VDEV_DESTROY: from NEW, UNLOCKED or ERROR, whatever the communication state. The stream table entry becomes
 * invalid, so DMA ends with it. Granules that are still mapped are no condition of B4.5.83, so that a realm's mapping
 * can outlive the VDEV it was made for: see counterexamples/destroy-with-mapped-granules. The hardened rules take the
 * condition of RMI_VDEV_UNLOCK for this command too. 2.0-bet2 destroys from UNLOCKED alone.
 */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { type State, someGranuleMapped, type VdevName } from '../../state.ts';
import { vdevAt } from '../arguments.ts';
import { clearExchange, NO_NONCE } from '../communicate.ts';
import { DEVICE, type VdevArguments, vdevArguments, vdevPdev, vdevRealm } from '../conditions.ts';
import { requestInputs, vdevStateIn } from '../requests.ts';
import type { Rmm, Version } from '../version.ts';

const DESTROYABLE: Readonly<Record<Version, readonly State['vdevs']['v0']['state'][]>> = {
  '1.1-alp17': ['NEW', 'UNLOCKED', 'ERROR'],
  '2.0-bet1': ['NEW', 'UNLOCKED', 'ERROR'],
  '2.0-bet2': ['UNLOCKED'],
};

export const rmiVdevDestroy = ({ version, tries }: Rmm) =>
  rmi<VdevArguments>({
    name: 'RMI_VDEV_DESTROY',
    cites: [
      cite.rmm('B4.5.83'),
      cite.inferred('gran_mapped: after B4.5.91, for the intent of A9.4.3'),
      cite.acs('cmd_vdev_destroy'),
    ],
    inputs: requestInputs(tries),
    refusals: [
      ...vdevArguments,
      vdevRealm(tries, DEVICE),
      vdevPdev,
      vdevStateIn(...DESTROYABLE[version]),
      {
        id: 'gran_mapped',
        status: 'RMI_ERROR_GRANULE',
        when: (s, i) => someGranuleMapped(s, i.vdev as VdevName),
      },
    ],
    effect: (s, i) => {
      const vdev = vdevAt(s, i.vdev);
      if (vdev.comm === 'ACTIVE') clearExchange(s, vdev.pdev);
      s.pdevs[vdev.pdev].numVdevs -= 1;
      s.granules[i.vdev as VdevName] = 'DELEGATED';
      vdev.state = 'NONE';
      vdev.op = 'NONE';
      vdev.comm = 'IDLE';
      vdev.dma = 'DISABLED';
      vdev.lockNonce = NO_NONCE;
      vdev.measNonce = NO_NONCE;
      vdev.reportNonce = NO_NONCE;
      vdev.measDigest = 'NONE';
      vdev.reportDigest = 'NONE';
      vdev.pdev = 'ep';
      vdev.id = 0;
      vdev.tdi = 0;
      vdev.ranges = 'DEV';
      if (tries.realms === 2) vdev.realm = 'REALM';
    },
    footprint: ['granules', 'vdevs', 'pdevs', 'exchanges'],
  });
