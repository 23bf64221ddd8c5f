import { cite } from '../../model/cite.ts';
import { ENDPOINTS, type EndpointName, type Seen } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

/** What a stream that changes is in the middle of. */
const OPERATION: Partial<Readonly<Record<Seen['streams']['ep']['state'], Seen['pdevs']['ep']['op']>>> = {
  CONNECTING: 'CONNECT',
  DISCONNECTING: 'DISCONNECT',
  KEY_REFRESHING: 'KEY_REFRESH',
  KEY_PURGING: 'KEY_PURGE',
};

const begins = (endpoint: EndpointName, before: Seen, after: Seen): boolean =>
  after.streams[endpoint] !== undefined &&
  before.streams[endpoint].state !== after.streams[endpoint].state &&
  OPERATION[after.streams[endpoint].state] !== undefined;

export const streamOperationIsOfBothEnds: ModelProperty = {
  id: 'stream-operation-is-of-both-ends',
  kind: 'step',
  claim: 'When the RMM begins to change a stream, that is the operation of both its ends.',
  cites: [
    cite.rmm('B4.5.34 and A9.3.3.2.1'),
    cite.rmm('A9.3.3.2.2'),
    cite.rmm('B4.5.36, B4.5.37 and A9.3.3.2.3, A9.3.3.2.4'),
  ],
  worlds: [...new Set([...inWorlds.devicesComeAndGo, ...inWorlds.objects])],
  when: (before, _step, after) => ENDPOINTS.some((endpoint) => begins(endpoint, before, after)),
  holds: (before, _step, after) =>
    ENDPOINTS.every((endpoint) => {
      if (!begins(endpoint, before, after)) return true;
      const operation = OPERATION[after.streams[endpoint].state];
      return after.pdevs[endpoint].op === operation && after.pdevs.rp.op === operation;
    }),
};
