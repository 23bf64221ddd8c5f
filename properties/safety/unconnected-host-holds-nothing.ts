import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const unconnectedHostHoldsNothing: ModelProperty = {
  id: 'unconnected-host-holds-nothing',
  kind: 'always',
  claim:
    'After a failed connect, and after disconnect, no PDEV, stream, granule, stream id, IDE index or buffer is left.',
  cites: [cite.host('v3c-06'), cite.inferred('S1, S2 and S4 of the host candidates; B40, B49')],
  worlds: inWorlds.connectFaults,
  when: (s) => s.host.pc === 'IDLE' && !s.host.connected,
  holds: (s) =>
    s.pdevs.ep.state === 'NONE' &&
    s.granules.ep === 'UNDELEGATED' &&
    s.streams.ep.state === 'DISCONNECTED' &&
    !s.host.pdevPage &&
    !s.host.streamId &&
    s.host.ide === 'NONE' &&
    !s.host.buffers,
};
