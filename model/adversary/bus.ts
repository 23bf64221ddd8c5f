/**
 * What a host can do to a device without asking anybody: it owns configuration space, resets and the link. The writer
 * of a configuration register always sees success; a locked TDI answers by going to ERROR.
 */

import { cite } from '../cite.ts';
import { eachTdi, streamInsecure, tdiEvent } from '../device/answer.ts';
import { modelRule } from '../rule.ts';
import type { VdevName } from '../state.ts';

/** Writes a tracked register or resets the function. In CONFIG_UNLOCKED that is everyday business and changes nothing here. */
export const hostDisturbsTdi = (vdevs: readonly VdevName[]) =>
  modelRule({
    name: 'host disturbs the TDI',
    actor: 'host',
    cites: [cite.tdisp('11.2.6'), cite.list('LST-23: clearing bus master enable drives the TDI to ERROR')],
    inputs: vdevs.flatMap((vdev) =>
      ['bus master enable', 'BAR write', 'function level reset'].map((by) => ({ vdev, by })),
    ),
    offered: (s, i) => s.tdis[i.vdev].state === 'CONFIG_LOCKED' || s.tdis[i.vdev].state === 'RUN',
    effect: (s, i) => {
      tdiEvent(s, i.vdev, 'VIOLATION');
      return 'ERROR';
    },
  });

export const hostTakesLinkDown = modelRule<Record<never, never>>({
  name: 'host takes the link down',
  actor: 'host',
  cites: [cite.tdisp('11.2.6'), cite.ide('stream state Insecure')],
  inputs: [{}],
  offered: (s) => s.devices.ep.ide,
  effect: (s) => {
    streamInsecure(s, 'ep');
    return 'Insecure';
  },
});

export const hostResetsDevice = modelRule<Record<never, never>>({
  name: 'host resets the device',
  actor: 'host',
  cites: [cite.tdisp('11.4: conventional reset clears every key and secret')],
  inputs: [{}],
  offered: (s) => s.devices.ep.session || s.devices.ep.ide || s.tdis.v0.state !== 'CONFIG_UNLOCKED',
  effect: (s) => {
    eachTdi(s, 'ep', 'CONVENTIONAL_RESET');
    s.devices.ep.session = false;
    s.devices.ep.ide = false;
    return 'CONFIG_UNLOCKED';
  },
});
