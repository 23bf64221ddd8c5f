import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const connectReturnsItsError: ModelProperty = {
  id: 'connect-returns-its-error',
  kind: 'step',
  claim: 'A write to tsm/connect that connects nothing returns an error.',
  cites: [cite.core('connect_store'), cite.inferred('S3 and S12 of the host candidates')],
  worlds: inWorlds.hostDriverFaults,
  when: (before, _step, after) =>
    before.host.pc === 'teardown/release' && !before.host.leaving && after.host.pc === 'IDLE',
  holds: (_before, { outcome }) => outcome !== '0',
};
