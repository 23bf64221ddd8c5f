import { cite } from '../../model/cite.ts';
import { withoutRefusal } from '../../model/rmm/rewrite.ts';
import type { Bug } from '../bug.ts';

/** RMI_RTT_DEV_VALIDATE as B4.5.71 lists it: it does not ask whether the VDEV is still locked. */
export const validateAfterUnlock: Bug = {
  slug: 'validate-after-unlock',
  title: 'A page becomes device memory of the realm although its VDEV is no longer locked',
  kind: 'text',
  breaks: 'dev-pages-need-a-locked-vdev',
  world: 'one-device',
  steps: 53,
  cites: [cite.rmm('B4.5.71'), cite.rmm('B5.4.21 state'), cite.rmm('B4.5.91 gran_mapped')],
  reductionsHold:
    'Validation pages carry neither nonces nor evidence; the realm asks with all three nonces as before.',
  commands: (commands) => withoutRefusal(commands, 'RMI_RTT_DEV_VALIDATE', 'vdev_state'),
};
