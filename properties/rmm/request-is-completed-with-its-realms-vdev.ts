import { cite } from '../../model/cite.ts';
import type { ModelProperty } from '../property.ts';

export const requestIsCompletedWithItsRealmsVdev: ModelProperty = {
  id: 'request-is-completed-with-its-realms-vdev',
  kind: 'step',
  claim: 'The host completes the request of a realm with a VDEV of that realm, and with no other.',
  cites: [cite.rmm('B4.5.81 owner'), cite.rmm('A9.4.4'), cite.inferred('R1 of the candidate invariants')],
  worlds: ['two-realms'],
  on: ['RMI_VDEV_COMPLETE'],
  holds: (before, { input }) => before.vdevs[input.vdev as 'v0' | 'v1'].realm === 'REALM',
};
