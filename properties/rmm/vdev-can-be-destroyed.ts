import { cite } from '../../model/cite.ts';
import type { ModelProperty } from '../property.ts';

export const vdevCanBeDestroyed: ModelProperty = {
  id: 'vdev-can-be-destroyed',
  kind: 'recoverable',
  claim: 'From every state some path leads to one in which there is no VDEV.',
  cites: [cite.rmm('A9.4.3'), cite.inferred('L1 of the candidate invariants')],
  worlds: ['rmm-objects'],
  to: (s) => s.vdevs.v0.state === 'NONE',
};
