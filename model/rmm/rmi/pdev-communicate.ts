/**
 * RMI_PDEV_COMMUNICATE. NONE starts a pending transaction; RESPONSE hands over what the device answered; ERROR is the
 * host saying that there is no answer, and stands for a forged one too, which the RMM cannot take for the device's.
 */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import { completePdev, failPdev, sendRequest } from '../communicate.ts';
import { pdevGranState } from '../conditions.ts';

type Input = { readonly status: 'NONE' | 'RESPONSE' | 'ERROR' };

export const rmiPdevCommunicate = rmi<Input>({
  name: 'RMI_PDEV_COMMUNICATE',
  cites: [
    cite.rmm('B4.5.26'),
    cite.rmm('A9.2.3.2'),
    cite.tfRmm('runtime/rmi/pdev.c: the first status must be NONE'),
  ],
  inputs: [{ status: 'NONE' }, { status: 'RESPONSE' }, { status: 'ERROR' }],
  // A host that has no answer can only say ERROR, and says so in place of NONE where one is due.
  offered: (s, i) =>
    s.pdev.comm === 'ACTIVE'
      ? i.status === 'ERROR' || (i.status === 'RESPONSE' && s.exchange.at !== 'REQUEST')
      : i.status === 'NONE',
  refusals: [
    pdevGranState,
    {
      id: 'comm_state',
      status: 'RMI_ERROR_DEVICE',
      when: (s) => s.pdev.comm === 'IDLE' || s.pdev.comm === 'ERROR',
    },
  ],
  effect: (s, i) => {
    if (s.pdev.comm === 'PENDING') {
      s.pdev.comm = 'ACTIVE';
      sendRequest(s);
    } else if (i.status === 'RESPONSE' && s.exchange.at === 'RESPONSE') completePdev(s);
    else failPdev(s);
  },
  footprint: ['pdev', 'exchange'],
});
