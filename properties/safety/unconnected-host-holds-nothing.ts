import { cite } from '../../model/cite.ts';
import { someEndpoint } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const unconnectedHostHoldsNothing: ModelProperty = {
  id: 'unconnected-host-holds-nothing',
  kind: 'always',
  claim:
    'After a failed connect, and after disconnect, no PDEV, stream, granule, stream id, IDE index or buffer is left.',
  cites: [cite.host('v3c-06'), cite.inferred('S1, S2 and S4 of the host candidates; B40, B49')],
  worlds: inWorlds.hostDriver,
  when: (s) => s.host.pc === 'IDLE' && someEndpoint(s, ({ connected }) => !connected),
  holds: (s) =>
    !someEndpoint(
      s,
      ({ connected, page, streamId, ide, buffers, port }, name) =>
        !connected &&
        (s.pdevs[name].state !== 'NONE' ||
          s.granules[name] !== 'UNDELEGATED' ||
          s.streams[name].state !== 'DISCONNECTED' ||
          page !== 'NONE' ||
          streamId ||
          ide !== 'NONE' ||
          buffers ||
          port),
    ),
};
