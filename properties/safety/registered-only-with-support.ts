import { cite } from '../../model/cite.ts';
import type { ModelProperty } from '../property.ts';

export const registeredOnlyWithSupport: ModelProperty = {
  id: 'registered-only-with-support',
  kind: 'step',
  claim: 'A TSM is registered only where RMM and host have said that they support device assignment.',
  cites: [
    cite.guest('01 cca_devsec_tsm_register'),
    cite.guest('03 rhi_has_da_support'),
    cite.inferred('LST-16'),
  ],
  worlds: ['guest-alone', 'hostile-device'],
  when: (before, _step, after) => before.guest.unregistered && !after.guest.unregistered,
  holds: (before, step) => before.feat.realmDa === 'TRUE' && step.input.rhi === 'SUPPORTED',
};
