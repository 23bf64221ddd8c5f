import { cite } from '../../model/cite.ts';
import type { ModelProperty } from '../property.ts';

export const streamIsConnectedByTheDevice: ModelProperty = {
  id: 'stream-is-connected-by-the-device',
  kind: 'step',
  claim: 'When a stream becomes connected, the device holds the keys for it.',
  cites: [cite.rmm('A9.3.3.2.1'), cite.inferred('P6 of the candidate invariants')],
  worlds: ['rmm-objects'],
  when: (before, _step, after) =>
    before.streams.ep.state === 'CONNECTING' && after.streams.ep.state === 'CONNECTED',
  holds: (_before, _step, after) => after.devices.ep.ide,
};
