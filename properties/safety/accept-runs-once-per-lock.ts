import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const acceptRunsOncePerLock: ModelProperty = {
  id: 'accept-runs-once-per-lock',
  kind: 'step',
  claim: 'Writing tsm/accept does nothing to a device that is accepted.',
  cites: [
    cite.core('pci_tsm_accept'),
    cite.list('Lai Yi, 2026-04-10 (LST-02)'),
    cite.inferred('S9 of the guest candidates'),
  ],
  worlds: inWorlds.guest,
  on: ['write tsm/accept'],
  holds: (before) => !before.guest.accepted,
};
