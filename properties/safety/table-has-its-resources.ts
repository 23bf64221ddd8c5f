import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const tableHasItsResources: ModelProperty = {
  id: 'table-has-its-resources',
  kind: 'always',
  claim: 'The ranges in the table that the context of a device points to are in the resource tree.',
  cites: [
    cite.guest('09 cca_tsm_accept'),
    cite.core('pci_tsm_mmio_setup, pci_tsm_mmio_teardown'),
    cite.inferred('INF-08: the table is published with its resources, and goes with them'),
  ],
  worlds: inWorlds.guest,
  when: (s) => s.guest.table,
  holds: (s) => s.guest.tree === 'OWNED',
};
