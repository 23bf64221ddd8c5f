/** What the device does: answers what it is brought, clears its secrets after an error, and reads and writes memory. */

import { cite } from '../cite.ts';
import { modelRule } from '../rule.ts';
import type { Seen } from '../state.ts';
import { answer, canAnswer, tdiEvent } from './answer.ts';

/**
 * The host carries the request to a device, having configured it first: firmware, BARs, whatever measurements or report
 * would show. A locked TDI does not allow that (it would be in ERROR), and an unlocked one is configured only when it
 * is asked something, so that its configuration in between is no state of its own.
 */
export const deviceAnswers = modelRule({
  name: 'device answers',
  actor: 'device',
  cites: [
    cite.spdm('DSP0274 and DSP0277'),
    cite.tdisp('table 11-3'),
    cite.list('F-08: configured before LOCK'),
  ],
  inputs: [
    { peer: 'GENUINE', config: 'GENUINE' },
    { peer: 'GENUINE', config: 'ALTERED' },
    { peer: 'OTHER_DEVICE', config: 'GENUINE' },
  ],
  offered: (s, i) => canAnswer(s, i.peer) && (i.config === s.device.config || canConfigure(s)),
  effect: (s, i) => {
    s.device.config = i.config;
    answer(s, i.peer);
    if (s.device.tdi === 'CONFIG_UNLOCKED') s.device.config = 'GENUINE';
    return s.exchange.at;
  },
});

/** Only an operation that would show it gives the host a reason. */
const canConfigure = (s: Seen): boolean =>
  s.device.tdi === 'CONFIG_UNLOCKED' && (s.vdev.op === 'LOCK' || s.vdev.op === 'GET_MEAS');

export const deviceClearsSecrets = modelRule<Record<never, never>>({
  name: 'device clears its secrets',
  actor: 'device',
  cites: [cite.tdisp('11.2: ERROR to CONFIG_UNLOCKED, permitted and not required')],
  inputs: [{}],
  offered: (s) => s.device.tdi === 'ERROR',
  effect: (s) => {
    tdiEvent(s, 'SECRETS_CLEARED');
    s.device.config = 'GENUINE';
    return 'CONFIG_UNLOCKED';
  },
});

/** A4.4.2 of DEN0137 and the IDE stream: who stops a transaction with T = 1 on its way to realm memory. */
export const privateDmaPasses = (s: Seen): boolean => s.vdev.dma === 'ENABLED' && s.device.ide;

/**
 * A memory request of the TDI. An honest one sets T in RUN only, on its bound stream, and sends none at all while
 * CONFIG_LOCKED (PCIe 6.x 11.2.1, the literal rule). With T = 0 no granule of a realm is reachable.
 */
export const tdiDma = modelRule({
  name: 'TDI memory request',
  actor: 'device',
  cites: [cite.tdisp('11.2.1'), cite.rmm('A9.4.4.2')],
  inputs: [
    { t: 1, to: 'private' },
    { t: 0, to: 'shared' },
    { t: 0, to: 'private' },
  ],
  offered: (s, i) => (i.t === 1 ? s.device.tdi === 'RUN' : s.device.tdi === 'CONFIG_UNLOCKED'),
  effect: (s, i) => {
    if (i.to === 'shared') return 'COMPLETED';
    return i.t === 1 && privateDmaPasses(s) ? 'COMPLETED' : 'BLOCKED';
  },
});

export const deviceRules = [deviceAnswers, deviceClearsSecrets, tdiDma] as const;
