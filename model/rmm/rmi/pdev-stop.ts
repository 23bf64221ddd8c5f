/**
 * RMI_PDEV_STOP. 2.0-bet1 lets a PDEV with a connected stream be stopped, and then nothing can disconnect the stream
 * nor destroy the PDEV: see counterexamples/stop-with-live-stream. The condition `pdev_stream_live` is that of the
 * later text (2.0-bet2, as derived), taken into the hardened rules for that reason. 2.0-bet2 also asks for one of three
 * states, which leaves an aborted PDEV without a way out: see counterexamples/stop-from-three-states.
 */

import { cite } from '../../cite.ts';
import { given, rmi } from '../../rule.ts';
import { argumentsOf, type PdevInput, pdevAt, WRONG_POINTERS } from '../arguments.ts';
import { type Condition, DEVICE, feat, pdevIsPdev, streamLive } from '../conditions.ts';
import type { Rmm } from '../version.ts';

/** In 1.1-alp17 what is being stopped is in a state of its own. */
const stoppable: readonly string[] = ['NEW', 'NEEDS_KEY', 'HAS_KEY', 'READY', 'IDE_RESETTING', 'ERROR'];

export const rmiPdevStop = ({ version, tries }: Rmm) =>
  rmi<PdevInput>({
    name: 'RMI_PDEV_STOP',
    cites: [cite.rmm('B4.5.32'), cite.rmmBet2('pdev_state, pdev_stream_live'), cite.acs('cmd_pdev_stop')],
    inputs: argumentsOf<PdevInput>(tries, { pdev: tries.pdevs }, { pdev: WRONG_POINTERS }),
    refusals: [
      feat,
      ...pdevIsPdev,
      ...given<Condition<PdevInput>>(version === '1.1-alp17', {
        id: 'pdev_state',
        status: DEVICE,
        when: (s, i) => !stoppable.includes(pdevAt(s, i.pdev).state),
      }),
      ...given<Condition<PdevInput>>(version !== '1.1-alp17', {
        id: 'comm_state',
        status: DEVICE,
        when: (s, i) => pdevAt(s, i.pdev).comm !== 'IDLE',
      }),
      { id: 'num_vdevs', status: DEVICE, when: (s, i) => pdevAt(s, i.pdev).numVdevs !== 0 },
      ...given(version !== '1.1-alp17', streamLive),
    ],
    effect: (s, i) => {
      const pdev = pdevAt(s, i.pdev);
      pdev.op = 'STOP';
      pdev.comm = 'PENDING';
      if (version === '1.1-alp17') pdev.state = 'STOPPING';
    },
    footprint: ['pdevs'],
  });
