import { cite } from '../../model/cite.ts';
import { type Seen, VDEVS } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

type Vdev = Seen['vdevs']['v0'];

/** The device has answered, and the RMM has taken it. An abort leads to ERROR, or takes the operation back. */
const isCompleted = (was: Vdev | undefined, is: Vdev | undefined): boolean =>
  was?.comm === 'ACTIVE' && is?.comm === 'IDLE' && is.state !== 'NONE' && is.state !== 'ERROR';

const isOver = (was: Vdev, is: Vdev): boolean =>
  is.op === 'NONE' &&
  (was.op !== 'GET_MEAS' || is.measNonce !== was.measNonce) &&
  (was.op !== 'GET_REPORT' || is.reportNonce !== was.reportNonce);

export const completedOperationIsOver: ModelProperty = {
  id: 'completed-operation-is-over',
  kind: 'step',
  claim:
    'Of an operation that the device has answered the VDEV keeps nothing but its result, and evidence bears a freshness value of its own.',
  cites: [cite.rmm('B4.5.80')],
  worlds: inWorlds.vdevs,
  when: (before, _step, after) => VDEVS.some((name) => isCompleted(before.vdevs[name], after.vdevs[name])),
  holds: (before, _step, after) =>
    VDEVS.every(
      (name) =>
        !isCompleted(before.vdevs[name], after.vdevs[name]) || isOver(before.vdevs[name], after.vdevs[name]),
    ),
};
