/** How far a device has come when a world begins, for those that do not begin with nothing. */

import { type State, VDEVS } from '../state.ts';

/** The root port has been set up at boot. To RMM 1.1 it is no object. */
export function withRootPort(s: State): void {
  if (s.feat.streams === 'OF_PDEV') return;
  s.granules.rp = 'PDEV';
  s.pdevs.rp.state = 'READY';
}

/** The endpoint has been connected, and everything else is left to the world. */
export function withConnectedEndpoint(s: State): void {
  withRootPort(s);
  s.granules.ep = 'PDEV';
  s.pdevs.ep.state = 'READY';
  s.pdevs.ep.certificate = 'GENUINE';
  s.pdevs.ep.key = 'GENUINE';
  s.pdevs.ep.maxNumVdevs = VDEVS.length;
  if (s.feat.streams === 'OBJECTS') s.streams.ep.state = 'CONNECTED';
  s.devices.ep.session = true;
  s.devices.ep.ide = true;
}

/** As that, by the host driver of this model. */
export function withServedEndpoint(s: State): void {
  withConnectedEndpoint(s);
  s.pdevs.ep.maxNumVdevs = 1;
  const held = s.host.endpoints.ep;
  held.connected = true;
  held.streamId = true;
  held.ide = 'ENABLED';
  held.buffers = true;
  held.page = 'GRANULE';
  if (s.feat.streams === 'OF_PDEV') return;
  held.port = true;
  s.host.rootPort.buffers = true;
  s.host.rootPort.page = 'GRANULE';
}

/** As that, and its one VDEV has been created and comes to be unlocked. */
export function withBoundVdev(s: State): void {
  withConnectedEndpoint(s);
  s.pdevs.ep.numVdevs = 1;
  s.granules.v0 = 'VDEV';
  s.vdevs.v0.state = 'UNLOCKED';
}
