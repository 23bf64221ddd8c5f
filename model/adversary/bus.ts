/**
 * What a host can do to a device without asking anybody: it owns configuration space, resets and the link. The writer
 * of a configuration register always sees success; a locked TDI answers by going to ERROR.
 */

import { cite } from '../cite.ts';
import { streamInsecure, tdiEvent } from '../device/answer.ts';
import { modelRule } from '../rule.ts';

/** Writes a tracked register or resets the function. In CONFIG_UNLOCKED that is everyday business and changes nothing here. */
export const hostDisturbsTdi = modelRule({
  name: 'host disturbs the TDI',
  actor: 'host',
  cites: [cite.tdisp('11.2.6'), cite.list('LST-23: clearing bus master enable drives the TDI to ERROR')],
  inputs: [{ by: 'bus master enable' }, { by: 'BAR write' }, { by: 'function level reset' }],
  offered: (s) => s.device.tdi === 'CONFIG_LOCKED' || s.device.tdi === 'RUN',
  effect: (s) => {
    tdiEvent(s, 'VIOLATION');
    return 'ERROR';
  },
});

export const hostTakesLinkDown = modelRule<Record<never, never>>({
  name: 'host takes the link down',
  actor: 'host',
  cites: [cite.tdisp('11.2.6'), cite.ide('stream state Insecure')],
  inputs: [{}],
  offered: (s) => s.device.ide,
  effect: (s) => {
    streamInsecure(s);
    return 'Insecure';
  },
});

export const hostResetsDevice = modelRule<Record<never, never>>({
  name: 'host resets the device',
  actor: 'host',
  cites: [cite.tdisp('11.4: conventional reset clears every key and secret')],
  inputs: [{}],
  offered: (s) => s.device.session || s.device.ide || s.device.tdi !== 'CONFIG_UNLOCKED',
  effect: (s) => {
    tdiEvent(s, 'CONVENTIONAL_RESET');
    s.device.session = false;
    s.device.ide = false;
    return 'CONFIG_UNLOCKED';
  },
});
