/**
 * What a host can do to a device without asking anybody: it owns configuration space, resets and the link. The writer
 * of a configuration register always sees success; a locked TDI answers by going to ERROR.
 */

import { cite } from '../cite.ts';
import type { Device } from '../device/device.ts';
import type { EventName } from '../device/events.ts';
import { happens } from '../device/happens.ts';
import { modelRule } from '../rule.ts';
import { type EndpointName, onEndpoint, type VdevName } from '../state.ts';

/**
 * One of each kind of the function's own events: what takes something away, what changes what was attested, and a reset.
 * The others of device/events.ts with that scope do to this model what these do.
 */
const DISTURBANCES = ['bus master enable', 'BAR write', 'function level reset'] as const;

/** Writes a register or resets the function. In CONFIG_UNLOCKED that is everyday business and changes nothing here. */
export function hostDisturbsTdi(vdevs: readonly VdevName[], device: Device) {
  const names: readonly EventName[] =
    device.choices['ats-after-lock'] === 'ALLOWED' ? [...DISTURBANCES, 'ATS enable'] : DISTURBANCES;
  return modelRule({
    name: 'host disturbs the TDI',
    actor: 'host',
    cites: [cite.tdisp('11.2.6'), cite.list('LST-23: clearing bus master enable drives the TDI to ERROR')],
    inputs: vdevs.flatMap((vdev) => names.map((by) => ({ vdev, by }))),
    offered: (s, i) => s.tdis[i.vdev].state === 'CONFIG_LOCKED' || s.tdis[i.vdev].state === 'RUN',
    effect: (s, i) => {
      const effect = happens(s, s.vdevs[i.vdev].pdev, i.by, device, i.vdev);
      return effect === 'NONE' ? 'unnoticed' : effect;
    },
  });
}

export const hostTakesLinkDown = (device: Device, endpoint: EndpointName) =>
  modelRule<Record<never, never>>({
    name: onEndpoint('host takes the link down', endpoint),
    actor: 'host',
    cites: [cite.tdisp('11.2.6'), cite.ide('stream state Insecure')],
    inputs: [{}],
    offered: (s) => s.devices[endpoint].ide,
    effect: (s) => {
      happens(s, endpoint, 'link down', device);
      return 'Insecure';
    },
  });

export const hostResetsDevice = (device: Device, endpoint: EndpointName) =>
  modelRule<Record<never, never>>({
    name: onEndpoint('host resets the device', endpoint),
    actor: 'host',
    cites: [cite.tdisp('11.4: conventional reset clears every key and secret')],
    inputs: [{}],
    offered: (s) => s.devices[endpoint].session || s.devices[endpoint].ide,
    effect: (s) => {
      happens(s, endpoint, 'conventional reset', device);
      return 'CONFIG_UNLOCKED';
    },
  });
