/** RMI_VDEV_COMMUNICATE. Statuses as for RMI_PDEV_COMMUNICATE. */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { completeVdev, failVdev, sendRequest } from '../communicate.ts';
import { pdevGranState, vdevGranState } from '../conditions.ts';

type Input = { readonly status: 'NONE' | 'RESPONSE' | 'ERROR' };

export const rmiVdevCommunicate = rmi<Input>({
  name: 'RMI_VDEV_COMMUNICATE',
  cites: [cite.rmm('B4.5.80')],
  inputs: [{ status: 'NONE' }, { status: 'RESPONSE' }, { status: 'ERROR' }],
  offered: (s, i) =>
    s.vdev.comm === 'ACTIVE'
      ? i.status === 'ERROR' || (i.status === 'RESPONSE' && s.exchange.at !== 'REQUEST')
      : i.status === 'NONE',
  refusals: [
    pdevGranState,
    vdevGranState,
    {
      id: 'comm_state',
      status: 'RMI_ERROR_DEVICE',
      // B4.5.80 names IDLE only; what communicating in ERROR would mean is said nowhere, so we follow B4.5.26.
      when: (s) => s.vdev.comm === 'IDLE' || s.vdev.comm === 'ERROR',
    },
    // PdevIsBusy has no definition in the text; a PDEV with a transaction of its own is what it must mean.
    { id: 'busy', status: 'RMI_BUSY', when: (s) => s.pdev.comm === 'ACTIVE' },
  ],
  effect: (s, i) => {
    if (s.vdev.comm === 'PENDING') {
      s.vdev.comm = 'ACTIVE';
      sendRequest(s);
    } else if (i.status === 'RESPONSE' && s.exchange.at === 'RESPONSE') completeVdev(s);
    else failVdev(s);
  },
  footprint: ['vdev', 'exchange'],
});
