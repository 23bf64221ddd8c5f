import { cite } from '../../model/cite.ts';
import type { ModelProperty } from '../property.ts';

export const contextHasItsTsm: ModelProperty = {
  id: 'context-has-its-tsm',
  kind: 'always',
  claim: 'The context of a device is of a TSM that is registered.',
  cites: [cite.core('pci_tsm_unregister, destroy path'), cite.inferred('INF-20')],
  worlds: ['guest-alone', 'hostile-device'],
  holds: (s) => s.guest.context !== 'DANGLING',
};
