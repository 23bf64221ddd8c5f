import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const secondConnectSucceeds: ModelProperty = {
  id: 'second-connect-succeeds',
  kind: 'recoverable',
  claim: 'Whatever failed before, some later connect of a good device succeeds.',
  cites: [cite.inferred('L4 of the host candidates; B4, B40, B49')],
  worlds: inWorlds.hostDriver,
  to: (s) => s.host.endpoints.ep.connected && s.host.pc === 'IDLE',
};
