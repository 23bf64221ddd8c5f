import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const acceptedNeverBounces: ModelProperty = {
  id: 'accepted-never-bounces',
  kind: 'always',
  claim: 'While a device is accepted, no buffer of its driver is copied through host-shared swiotlb.',
  cites: [cite.guest('10 is_swiotlb_for_alloc, force_dma_unencrypted'), cite.core('10 SWIOTLB_UNACCEPTED')],
  worlds: inWorlds.guest,
  when: (s) => s.guest.accepted && s.guest.mapping !== 'NONE',
  holds: (s) => s.guest.mapping === 'PRIVATE',
};
