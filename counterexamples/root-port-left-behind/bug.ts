import { cite } from '../../model/cite.ts';
import { withEffect } from '../../model/rmm/rewrite.ts';
import type { Bug } from '../bug.ts';

/** RMI_PDEV_DESTROY as B4.5.28 lists it: the other end of a stream that goes with the PDEV is not in its footprint. */
export const rootPortLeftBehind: Bug = {
  slug: 'root-port-left-behind',
  title: 'A root port waits for ever for an endpoint that is gone',
  kind: 'text',
  breaks: 'root-port-is-free-between-operations',
  world: 'stream-peers',
  steps: 57,
  cites: [
    cite.rmm('B4.5.28'),
    cite.rmm('B4.5.33 complete'),
    cite.rmm('B4.5.34 pdev_2_op'),
    cite.rmm('A9.3.3.2.1'),
  ],
  reductionsHold: 'A root port has neither nonces nor evidence.',
  commands: (commands) =>
    withEffect(commands, 'RMI_PDEV_DESTROY', (original, s, i) => {
      const { op, comm } = s.pdevs.rp;
      const status = original(s, i);
      s.pdevs.rp.op = op;
      s.pdevs.rp.comm = comm;
      return status;
    }),
};
