/** RMI_PDEV_ABORT: ends the device transaction. State and operation stay: B4.5.25 has only comm_state in its footprint. */

import { cite } from '../../cite.ts';
import { given, rmi } from '../../rule.ts';
import { type EndpointName, isEndpoint, type PdevName } from '../../state.ts';
import { argumentsOf, type PdevInput, pdevAt, WRONG_POINTERS } from '../arguments.ts';
import { clearExchange } from '../communicate.ts';
import { type Condition, DEVICE, feat, pdevIsPdev } from '../conditions.ts';
import type { Rmm } from '../version.ts';

/** 1.1-alp17 aborts what is under way in NEW, HAS_KEY and COMMUNICATING, and clears an error. */
const abortable: Condition<PdevInput> = {
  id: 'pdev_state',
  status: DEVICE,
  when: (s, i) => !['NEW', 'HAS_KEY', 'COMMUNICATING', 'ERROR'].includes(pdevAt(s, i.pdev).state),
};

export const rmiPdevAbort = ({ version, tries }: Rmm) =>
  rmi<PdevInput>({
    name: 'RMI_PDEV_ABORT',
    cites: [cite.rmm('B4.5.25'), cite.acs('cmd_pdev_abort')],
    inputs: argumentsOf<PdevInput>(tries, { pdev: tries.pdevs }, { pdev: WRONG_POINTERS }),
    refusals: [
      feat,
      ...pdevIsPdev,
      ...given(version === '1.1-alp17', abortable),
      { id: 'comm_state', status: DEVICE, when: (s, i) => pdevAt(s, i.pdev).comm === 'IDLE' },
    ],
    effect: (s, i) => {
      const pdev = pdevAt(s, i.pdev);
      pdev.comm = 'IDLE';
      if (pdev.state === 'COMMUNICATING') pdev.state = 'READY';
      if (isEndpoint(i.pdev as PdevName)) clearExchange(s, i.pdev as EndpointName);
    },
    footprint: ['pdevs', 'exchanges'],
  });
