import { cite } from '../../model/cite.ts';
import type { ModelProperty } from '../property.ts';

export const vdevCommandsNameItsRealm: ModelProperty = {
  id: 'vdev-commands-name-its-realm',
  kind: 'step',
  claim: 'A command on a VDEV succeeds only with the RD of the realm that the VDEV is of.',
  cites: [
    cite.rmm('vdev_realm of B4.5.79, B4.5.80, B4.5.83 to B4.5.91'),
    cite.inferred('R1 of the candidate invariants, for the host'),
  ],
  worlds: ['two-realms'],
  on: [
    'RMI_VDEV_COMMUNICATE',
    'RMI_VDEV_LOCK',
    'RMI_VDEV_START',
    'RMI_VDEV_UNLOCK',
    'RMI_VDEV_ABORT',
    'RMI_VDEV_DESTROY',
  ],
  holds: (before, { input }) => before.vdevs[input.vdev as 'v0' | 'v1'].realm === input.rd,
};
