import { cite } from '../../model/cite.ts';
import type { ModelProperty } from '../property.ts';

export const pdevCanBeDestroyed: ModelProperty = {
  id: 'pdev-can-be-destroyed',
  kind: 'recoverable',
  claim:
    'From every state some path leads to one in which there is no PDEV, neither of the endpoint nor of the root port.',
  cites: [cite.rmm('A9.2.3'), cite.inferred('L2 of the candidate invariants')],
  worlds: ['rmm-objects'],
  to: (s) => s.pdevs.ep.state === 'NONE' && s.pdevs.rp.state === 'NONE',
};
