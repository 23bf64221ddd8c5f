import { cite } from '../../model/cite.ts';
import { VDEVS } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

const underWay = (comm: string): boolean => comm === 'PENDING' || comm === 'ACTIVE';

export const operationIsNotReplaced: ModelProperty = {
  id: 'operation-is-not-replaced',
  kind: 'step',
  claim: 'An operation of a VDEV that is queued or under way gives way to no other.',
  cites: [cite.rmm('B4.5.84 to B4.5.91 comm_state'), cite.inferred('C2 of the candidate invariants')],
  worlds: inWorlds.vdevs,
  when: (before, _step, after) =>
    VDEVS.some(
      (name) =>
        before.vdevs[name] !== undefined &&
        underWay(before.vdevs[name].comm) &&
        underWay(after.vdevs[name].comm),
    ),
  holds: (before, _step, after) =>
    VDEVS.every((name) => {
      const [was, is] = [before.vdevs[name], after.vdevs[name]];
      return was === undefined || !underWay(was.comm) || !underWay(is.comm) || was.op === is.op;
    }),
};
