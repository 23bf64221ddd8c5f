/** How far a device has come when a world begins, for those that do not begin with nothing. */

import type { Fresh } from '../../checker/fields.ts';
import { type EndpointName, type State, VDEVS } from '../state.ts';

const FIRST = 1 as Fresh;

/** The root port has been set up at boot. To RMM 1.1 it is no object. */
export function withRootPort(s: State): void {
  if (s.feat.streams === 'OF_PDEV') return;
  s.granules.rp = 'PDEV';
  s.pdevs.rp.state = 'READY';
}

/** An endpoint has been connected, with the certificate and key of the device that it is. */
function withEndpoint(s: State, endpoint: EndpointName): void {
  const pdev = s.pdevs[endpoint];
  const device = s.devices[endpoint];
  s.granules[endpoint] = 'PDEV';
  pdev.state = 'READY';
  pdev.certificate = device.identity;
  pdev.key = device.identity;
  pdev.maxNumVdevs = VDEVS.length;
  if (s.feat.streams === 'OBJECTS') s.streams[endpoint].state = 'CONNECTED';
  device.session = true;
  device.ide = true;
}

/** The endpoint has been connected, and everything else is left to the world. */
export function withConnectedEndpoint(s: State): void {
  withRootPort(s);
  withEndpoint(s, 'ep');
}

/**
 * The realm has two devices. Of the first the VDEV is unlocked; the second, another device, is at work: connected, locked,
 * verified, its one page validated, in RUN and with DMA enabled.
 */
export function withTwoDevices(s: State): void {
  withBoundVdev(s);
  s.devices.ep2.identity = 'OTHER_DEVICE';
  withEndpoint(s, 'ep2');
  s.pdevs.ep2.numVdevs = 1;
  s.granules.v1 = 'VDEV';
  s.tdis.v1.state = 'RUN';
  const vdev = s.vdevs.v1;
  vdev.state = 'STARTED';
  vdev.dma = 'ENABLED';
  vdev.lockNonce = FIRST;
  vdev.measNonce = FIRST;
  vdev.reportNonce = FIRST;
  vdev.measDigest = 'OTHER_DEVICE';
  vdev.reportDigest = 'OTHER_DEVICE';
  vdev.pdev = 'ep2';
  vdev.id = 1;
  vdev.tdi = 1;
  const page = s.pages[s.pages.length - 1]!;
  page.ripas = 'DEV';
  page.output = s.deviceGranules.length;
  s.deviceGranules[s.deviceGranules.length - 1]!.state = 'MAPPED';
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
