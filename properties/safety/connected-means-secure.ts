import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const connectedMeansSecure: ModelProperty = {
  id: 'connected-means-secure',
  kind: 'step',
  claim: 'When connect returns 0, the PDEV is ready, its stream connected and the IDE stream Secure.',
  cites: [
    cite.host('v4c-09 to v4c-11'),
    cite.list('Dan Williams, 2026-05-27: no success without a security result'),
  ],
  worlds: inWorlds.connectFaults,
  when: (before, _step, after) => !before.host.connected && after.host.connected,
  holds: (_before, _step, s) =>
    s.pdevs.ep.state === 'READY' &&
    s.streams.ep.state === 'CONNECTED' &&
    s.devices.ep.ide &&
    s.host.ide === 'ENABLED',
};
