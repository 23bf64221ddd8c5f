import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const rootPortIsFreeBetweenOperations: ModelProperty = {
  id: 'root-port-is-free-between-operations',
  kind: 'always',
  claim:
    'Between operations of the driver nothing is under way on a root port, so that the next endpoint under it can be connected.',
  cites: [cite.rmm('B4.5.34 pdev_2_op, pdev_2_state'), cite.inferred('L4 of the host candidates')],
  worlds: inWorlds.hostDriver,
  when: (s) => s.host.pc === 'IDLE',
  holds: ({ pdevs: { rp } }) => rp.state === 'NONE' || (rp.op === 'NONE' && rp.comm === 'IDLE'),
};
