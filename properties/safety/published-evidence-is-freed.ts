import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const publishedEvidenceIsFreed: ModelProperty = {
  id: 'published-evidence-is-freed',
  kind: 'always',
  claim: 'Objects that were published are freed with their context.',
  cites: [cite.guest('08 cca_tsm_unlock'), cite.inferred('S7 of the guest candidates; INF-17')],
  worlds: inWorlds.guest,
  holds: (s) => !s.guest.leaked,
};
