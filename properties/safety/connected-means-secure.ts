import { cite } from '../../model/cite.ts';
import { someEndpoint } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const connectedMeansSecure: ModelProperty = {
  id: 'connected-means-secure',
  kind: 'step',
  claim: 'When connect returns 0, the PDEV is ready, its stream connected and the IDE stream Secure.',
  cites: [
    cite.host('v4c-09 to v4c-11'),
    cite.list('Dan Williams, 2026-05-27: no success without a security result'),
  ],
  worlds: inWorlds.hostDriver,
  when: (before, _step, after) =>
    someEndpoint(after, ({ connected }, name) => connected && !before.host.endpoints[name].connected),
  holds: (before, _step, s) =>
    !someEndpoint(
      s,
      ({ connected, ide }, name) =>
        connected &&
        !before.host.endpoints[name].connected &&
        !(
          s.pdevs[name].state === 'READY' &&
          (s.feat.streams === 'OF_PDEV' || s.streams[name].state === 'CONNECTED') &&
          s.devices[name].ide &&
          ide === 'ENABLED'
        ),
    ),
};
