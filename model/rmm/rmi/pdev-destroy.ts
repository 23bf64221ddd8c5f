/**
 * RMI_PDEV_DESTROY. PdevStreamLive is true of connected streams (B3.78); a stream of any other state goes with its PDEV.
 * What B4.5.28 does not say is what becomes of the other end, which is left with an operation that nothing can complete:
 * see counterexamples/root-port-left-behind. The hardened rules end it with the stream.
 */

import { cite } from '../../cite.ts';
import { given, rmi } from '../../rule.ts';
import { type EndpointName, isEndpoint, type PdevName, type State } from '../../state.ts';
import { argumentsOf, type PdevInput, pdevAt, WRONG_POINTERS } from '../arguments.ts';
import { DEVICE, feat, pdevIsPdev, streamLive } from '../conditions.ts';
import type { Rmm } from '../version.ts';

/** Ends the root port's part in an operation on the stream of `name`. */
export function releaseRootPort(s: State, name: EndpointName): void {
  const { state } = s.streams[name];
  if (state === 'DISCONNECTED' || state === 'CONNECTED') return;
  s.pdevs.rp.op = 'NONE';
  if (s.pdevs.rp.comm !== 'ERROR') s.pdevs.rp.comm = 'IDLE';
}

export const rmiPdevDestroy = ({ version, tries }: Rmm) =>
  rmi<PdevInput>({
    name: 'RMI_PDEV_DESTROY',
    cites: [cite.rmm('B4.5.28'), cite.rmm('B3.78'), cite.acs('cmd_pdev_destroy')],
    inputs: argumentsOf<PdevInput>(tries, { pdev: tries.pdevs }, { pdev: WRONG_POINTERS }),
    refusals: [
      feat,
      ...pdevIsPdev,
      { id: 'pdev_state', status: DEVICE, when: (s, i) => pdevAt(s, i.pdev).state !== 'STOPPED' },
      ...given(version !== '1.1-alp17', streamLive),
    ],
    effect: (s, i) => {
      const name = i.pdev as PdevName;
      const pdev = pdevAt(s, i.pdev);
      s.granules[name] = 'DELEGATED';
      pdev.state = 'NONE';
      pdev.op = 'NONE';
      pdev.comm = 'IDLE';
      pdev.certificate = 'NONE';
      pdev.key = 'NONE';
      pdev.maxNumVdevs = 0;
      if (!isEndpoint(name)) return;
      releaseRootPort(s, name);
      s.streams[name].state = 'DISCONNECTED';
      s.streams[name].turn = 'NONE';
    },
    footprint: ['granules', 'pdevs', 'streams'],
  });
