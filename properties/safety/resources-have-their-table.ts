import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const resourcesHaveTheirTable: ModelProperty = {
  id: 'resources-have-their-table',
  kind: 'always',
  claim:
    'Every resource in the resource tree belongs to a table of ranges that the context of its device points to.',
  cites: [
    cite.guest('09 cca_tsm_accept'),
    cite.core('pci_tsm_mmio_setup, pci_tsm_mmio_teardown'),
    cite.inferred('INF-08'),
  ],
  worlds: inWorlds.guest,
  holds: (s) =>
    s.guest.tree === 'EMPTY' ||
    (s.guest.tree === 'OWNED' && (s.guest.table || s.guest.pc.startsWith('accept/'))),
};
