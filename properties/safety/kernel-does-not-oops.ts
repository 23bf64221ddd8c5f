import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const kernelDoesNotOops: ModelProperty = {
  id: 'kernel-does-not-oops',
  kind: 'always',
  claim: 'No operation of the guest kernel follows a pointer that is not set or whose memory was freed.',
  cites: [cite.guest('08 cca_tsm_unlock'), cite.list('Lai Yi, 2026-03-27 (LST-01)')],
  worlds: inWorlds.guest,
  holds: (s) => s.guest.pc !== 'oops',
};
