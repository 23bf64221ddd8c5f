/** RMI_VDEV_COMPLETE: the host names the VDEV that the realm's pending RSI call is about (A9.4.4). */

import { cite } from '../../cite.ts';
import { given, rmi } from '../../rule.ts';
import type { VdevName } from '../../state.ts';
import {
  argumentsOf,
  isOf,
  ownerOf,
  type RecPointer,
  recAt,
  type VdevPointer,
  vdevAt,
  WRONG_POINTERS,
} from '../arguments.ts';
import { feat, INPUT, onArguments, recIsRec, vdevCommIdle, vdevIsVdev } from '../conditions.ts';
import type { Rmm } from '../version.ts';

type Input = { readonly rec?: RecPointer; readonly vdev: VdevPointer };

export const rmiVdevComplete = ({ tries }: Rmm) =>
  rmi<Input>({
    name: 'RMI_VDEV_COMPLETE',
    cites: [cite.rmm('B4.5.81'), cite.rmm('A4.3.12'), cite.acs('cmd_vdev_complete')],
    inputs: argumentsOf<Input>(
      tries,
      { vdev: tries.vdevs },
      { rec: ['OTHER_REC', ...WRONG_POINTERS], vdev: WRONG_POINTERS },
      'pages',
    ),
    refusals: [
      feat,
      ...recIsRec,
      ...vdevIsVdev,
      { id: 'pending', status: INPUT, when: (s, i) => recAt(s, i.rec).pending !== 'VDEV_REQUEST' },
      tries.realms === 2
        ? { id: 'owner', status: INPUT, when: (s, i) => !isOf(vdevAt(s, i.vdev), ownerOf(i.rec)) }
        : onArguments('owner', INPUT, (i) => i.rec === 'OTHER_REC'),
      { id: 'vdev_id', status: INPUT, when: (s, i) => vdevAt(s, i.vdev).id !== recAt(s, i.rec).id },
      vdevCommIdle,
    ],
    effect: (s, i) => {
      const rec = recAt(s, i.rec);
      rec.pending = 'VDEV_COMPLETE';
      rec.vdev = i.vdev as VdevName;
    },
    footprint: ['rec', ...given(tries.realms === 2, 'otherRec')],
  });
