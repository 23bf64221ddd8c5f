import { cite } from '../../model/cite.ts';
import { type PdevInput, pdevAt } from '../../model/rmm/arguments.ts';
import { withNewRefusal } from '../../model/rmm/rewrite.ts';
import type { Bug } from '../bug.ts';

const STATES: readonly string[] = ['NEEDS_KEY', 'READY', 'ERROR'];

/** RMI_PDEV_STOP of 2.0-bet2, as others derived it: three states, and not those in which an abort leaves a PDEV. */
export const stopFromThreeStates: Bug = {
  slug: 'stop-from-three-states',
  title: 'A PDEV whose first operation was aborted can never be destroyed',
  kind: 'text',
  breaks: 'pdev-can-be-destroyed',
  world: 'rmm-objects',
  steps: 3,
  cites: [cite.rmmBet2('RMI_PDEV_STOP pdev_state'), cite.rmm('B4.5.25 new'), cite.rmm('B4.5.28 pdev_state')],
  reductionsHold: 'A PDEV that may not be stopped has neither nonces nor evidence to do with it.',
  commands: (commands) =>
    withNewRefusal<PdevInput>(
      commands,
      'RMI_PDEV_STOP',
      {
        id: 'pdev_state',
        status: 'RMI_ERROR_DEVICE',
        when: (s, i) => !STATES.includes(pdevAt(s, i.pdev).state),
      },
      'comm_state',
    ),
};
