import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const streamIdOutlivesItsPdev: ModelProperty = {
  id: 'stream-id-outlives-its-pdev',
  kind: 'always',
  claim:
    'While the RMM has a PDEV, the host still owns its stream id, its IDE stream and the communication buffers.',
  cites: [cite.host('v3c-02, v3c-05'), cite.inferred('S6 and S20 of the host candidates')],
  worlds: inWorlds.connectFaults,
  when: (s) => s.pdevs.ep.state !== 'NONE',
  holds: (s) => s.host.streamId && s.host.ide !== 'NONE' && s.host.buffers && s.host.pdevPage,
};
