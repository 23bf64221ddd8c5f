/** RMI_PDEV_IDE_RESET and RMI_PDEV_IDE_KEY_REFRESH of 1.1-alp17, where the IDE stream is part of the PDEV. */

import { cite } from '../../cite.ts';
import { rmi } from '../../rule.ts';
import type { State } from '../../state.ts';
import { argumentsOf, endpoints, type PdevInput, pdevAt, WRONG_POINTERS } from '../arguments.ts';
import { type Condition, DEVICE, feat, pdevIsPdev } from '../conditions.ts';
import type { Rmm } from '../version.ts';

const ready: Condition<PdevInput> = {
  id: 'pdev_state',
  status: DEVICE,
  when: (s, i) => pdevAt(s, i.pdev).state !== 'READY',
};

const enters =
  (state: 'IDE_RESETTING' | 'COMMUNICATING', op: State['pdevs']['ep']['op']) =>
  (s: State, i: PdevInput): void => {
    const pdev = pdevAt(s, i.pdev);
    pdev.state = state;
    pdev.op = op;
    pdev.comm = 'PENDING';
  };

export const rmiPdevIdeReset = ({ tries }: Rmm) =>
  rmi<PdevInput>({
    name: 'RMI_PDEV_IDE_RESET',
    cites: [cite.acs('cmd_pdev_communicate'), cite.inferred('rmm-model.md 1.3: READY with num_vdevs 0')],
    inputs: argumentsOf<PdevInput>(tries, { pdev: endpoints(tries) }, { pdev: WRONG_POINTERS }),
    refusals: [
      feat,
      ...pdevIsPdev,
      ready,
      { id: 'num_vdevs', status: DEVICE, when: (s, i) => pdevAt(s, i.pdev).numVdevs !== 0 },
    ],
    effect: enters('IDE_RESETTING', 'CONNECT'),
    footprint: ['pdevs'],
  });

export const rmiPdevIdeKeyRefresh = ({ tries }: Rmm) =>
  rmi<PdevInput>({
    name: 'RMI_PDEV_IDE_KEY_REFRESH',
    cites: [cite.acs('cmd_pdev_abort'), cite.inferred('rmm-model.md 1.3')],
    inputs: argumentsOf<PdevInput>(tries, { pdev: endpoints(tries) }, { pdev: WRONG_POINTERS }),
    refusals: [feat, ...pdevIsPdev, ready],
    effect: enters('COMMUNICATING', 'KEY_REFRESH'),
    footprint: ['pdevs'],
  });
