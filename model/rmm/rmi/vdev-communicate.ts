/** RMI_VDEV_COMMUNICATE. Statuses as for RMI_PDEV_COMMUNICATE. */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import type { VdevName } from '../../state.ts';
import { argumentsOf, type CommBuffers, realmsOf, vdevAt, WRONG_COMM_BUFFERS } from '../arguments.ts';
import { completeVdev, type EnterStatus, failVdev, sendRequest } from '../communicate.ts';
import {
  commBuffers,
  DEVICE,
  isBusy,
  type VdevArguments,
  vdevArguments,
  vdevPdev,
  vdevRealm,
  wrongVdevArguments,
} from '../conditions.ts';
import type { Rmm } from '../version.ts';
import { offersStatus } from './pdev-communicate.ts';

export type VdevCommunicateInput = VdevArguments &
  CommBuffers & { readonly status: EnterStatus; readonly more?: true };

export const rmiVdevCommunicate = ({ tries }: Rmm) =>
  rmi<VdevCommunicateInput>({
    name: 'RMI_VDEV_COMMUNICATE',
    cites: [cite.rmm('B4.5.80'), cite.acs('cmd_vdev_communicate')],
    inputs: [
      ...argumentsOf<VdevCommunicateInput>(
        tries,
        { vdev: tries.vdevs, ...realmsOf(tries), status: ['NONE', 'RESPONSE', 'ERROR'] },
        { ...wrongVdevArguments, ...WRONG_COMM_BUFFERS },
      ),
      ...(tries.rounds
        ? tries.vdevs.map((vdev): VdevCommunicateInput => ({ vdev, status: 'RESPONSE', more: true }))
        : []),
    ],
    offered: (s, i) => {
      const vdev = vdevAt(s, i.vdev);
      return (
        vdev === undefined || offersStatus(vdev.comm, s.exchanges[vdev.pdev].at, i.status, i.more === true)
      );
    },
    refusals: [
      ...vdevArguments,
      vdevRealm(tries),
      ...commBuffers,
      vdevPdev,
      {
        id: 'comm_state',
        status: DEVICE,
        // B4.5.80 names IDLE only; what communicating in ERROR would mean is said nowhere, so we follow B4.5.26.
        when: (s, i) => vdevAt(s, i.vdev).comm === 'IDLE' || vdevAt(s, i.vdev).comm === 'ERROR',
      },
      // PdevIsBusy has no definition in the text; a transaction of another object with the same device is what it must mean.
      {
        id: 'busy',
        status: 'RMI_BUSY',
        when: (s, i) => isBusy(s, vdevAt(s, i.vdev).pdev, i.vdev as VdevName),
      },
    ],
    effect: (s, i) => {
      const name = i.vdev as VdevName;
      const vdev = s.vdevs[name];
      const answered = i.status === 'RESPONSE' && s.exchanges[vdev.pdev].at === 'RESPONSE';
      if (i.status === 'ERROR') failVdev(s, name);
      else if (vdev.comm === 'PENDING' || (answered && i.more)) {
        vdev.comm = 'ACTIVE';
        sendRequest(s, vdev.pdev);
      } else if (answered) completeVdev(s, name);
      else if (i.status === 'RESPONSE') failVdev(s, name);
    },
    footprint: ['vdevs', 'exchanges'],
  });
