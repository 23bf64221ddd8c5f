/** An event of events.ts, done to the TDIs, the stream and the session of a device that it concerns. */

import { type TdiEvent, tdi } from '../lifecycle/tdi.ts';
import type { EndpointName, State, VdevName } from '../state.ts';
import type { Device } from './device.ts';
import { type EventName, eventOf } from './events.ts';

/** Applies an event to a VDEV's TDI, where the TDI state machine has an arc for it. */
export function tdiEvent(s: State, vdev: VdevName, event: TdiEvent): void {
  const next = tdi.next(s.tdis[vdev].state, event);
  if (next !== undefined) s.tdis[vdev].state = next;
}

/** Applies an event to every TDI of a device. A VDEV that does not exist yet will be given one of the first endpoint's. */
function eachTdi(s: State, endpoint: EndpointName, event: TdiEvent): void {
  for (const name in s.tdis)
    if (s.vdevs[name as VdevName].pdev === endpoint) tdiEvent(s, name as VdevName, event);
}

/**
 * What the event `name` does. Every TDI of a device is a function of one PF and on its one stream, so that the scopes
 * beyond the function come to all of them. `vdev` says whose function it is.
 */
export function happens(
  s: State,
  endpoint: EndpointName,
  name: EventName,
  { choices }: Device,
  vdev?: VdevName,
): 'ERROR' | 'RESET' | 'NONE' {
  const { scope, effect, streams, session, alters } = eventOf(name, choices);
  const device = s.devices[endpoint];
  if (effect !== 'NONE') {
    const event = effect === 'RESET' ? 'CONVENTIONAL_RESET' : 'VIOLATION';
    if (scope === 'function' && vdev !== undefined) tdiEvent(s, vdev, event);
    else eachTdi(s, endpoint, event);
  } else if (alters && device.identity === 'GENUINE') {
    // Another device has no configuration that anybody would take for the right one.
    device.config = 'ALTERED';
  }
  if (streams === 'INSECURE') device.ide = false;
  if (session === 'ENDED') device.session = false;
  return effect;
}
