import { cite } from '../../model/cite.ts';
import { someGranuleMapped, vdevExists } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const mappingsEndWithTheirVdev: ModelProperty = {
  id: 'mappings-end-with-their-vdev',
  kind: 'always',
  claim: 'Where there is no VDEV, no granule of its ranges is mapped into the realm.',
  cites: [cite.rmm('B4.5.91 gran_mapped, for the intent'), cite.inferred('M8 of the candidate invariants')],
  worlds: inWorlds.mappings,
  when: (s) => !vdevExists(s, 'v0'),
  holds: (s) => !someGranuleMapped(s, 'v0'),
};
