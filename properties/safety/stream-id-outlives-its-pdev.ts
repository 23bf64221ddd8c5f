import { cite } from '../../model/cite.ts';
import { someEndpoint } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const streamIdOutlivesItsPdev: ModelProperty = {
  id: 'stream-id-outlives-its-pdev',
  kind: 'always',
  claim:
    'While the RMM has a PDEV, the host still owns its stream id, its IDE stream and the communication buffers.',
  cites: [cite.host('v3c-02, v3c-05'), cite.inferred('S6 and S20 of the host candidates')],
  worlds: inWorlds.hostDriver,
  when: (s) => someEndpoint(s, (_, name) => s.pdevs[name].state !== 'NONE'),
  holds: (s) =>
    !someEndpoint(
      s,
      ({ streamId, ide, buffers, page }, name) =>
        s.pdevs[name].state !== 'NONE' && !(streamId && ide !== 'NONE' && buffers && page === 'GRANULE'),
    ),
};
