/** What the device does: answers what it is brought, clears its secrets after an error, and reads and writes memory. */

import { cite } from '../cite.ts';
import { type ModelRule, modelRule } from '../rule.ts';
import { type EndpointName, onEndpoint, type Seen, type VdevName } from '../state.ts';
import { activeVdev, answer, canAnswer, type Peer } from './answer.ts';
import type { Device } from './device.ts';
import { tdiEvent } from './happens.ts';
import { sendsMemory } from './tlp.ts';

/**
 * The host carries the request to a device, having configured it first: firmware, BARs, whatever measurements or report
 * would show. A locked TDI does not allow that (it would be in ERROR), and an unlocked one is configured only when it
 * is asked something, so that its configuration in between is no state of its own.
 */
const deviceAnswers = (device: Device, endpoint: EndpointName) =>
  modelRule<{ readonly peer: Peer; readonly config: 'GENUINE' | 'ALTERED' }>({
    name: onEndpoint('device answers', endpoint),
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
    offered: (s, i) =>
      canAnswer(s, endpoint, i.peer) &&
      (i.config === s.devices[endpoint].config || canConfigure(s, endpoint)),
    effect: (s, i) => {
      s.devices[endpoint].config = i.config;
      answer(s, endpoint, i.peer, device);
      if (isUnlocked(s, endpoint)) s.devices[endpoint].config = 'GENUINE';
      return s.exchanges[endpoint].at;
    },
  });

/** Only an operation that would show it gives the host a reason. */
function canConfigure(s: Seen, endpoint: EndpointName): boolean {
  const vdev = activeVdev(s, endpoint);
  return isUnlocked(s, endpoint) && vdev !== undefined && ['LOCK', 'GET_MEAS'].includes(s.vdevs[vdev].op);
}

/** What is configured is the device, so that one locked TDI of it is enough to notice. */
function isUnlocked(s: Seen, endpoint: EndpointName): boolean {
  for (const name in s.tdis) {
    const vdev = name as VdevName;
    if (s.vdevs[vdev].pdev === endpoint && s.tdis[vdev].state !== 'CONFIG_UNLOCKED') return false;
  }
  return true;
}

const deviceClearsSecrets = (vdevs: readonly VdevName[]) =>
  modelRule<{ readonly vdev: VdevName }>({
    name: 'device clears its secrets',
    actor: 'device',
    cites: [cite.tdisp('11.2: ERROR to CONFIG_UNLOCKED, permitted and not required')],
    inputs: vdevs.map((vdev) => ({ vdev })),
    offered: (s, i) => s.tdis[i.vdev].state === 'ERROR',
    effect: (s, i) => {
      tdiEvent(s, i.vdev, 'SECRETS_CLEARED');
      const endpoint = s.vdevs[i.vdev].pdev;
      if (isUnlocked(s, endpoint)) s.devices[endpoint].config = 'GENUINE';
      return 'CONFIG_UNLOCKED';
    },
  });

/** A4.4.2 of DEN0137 and the IDE stream: who stops a transaction with T = 1 on its way to realm memory. */
export const privateDmaPasses = (s: Seen, vdev: VdevName): boolean =>
  s.vdevs[vdev].dma === 'ENABLED' && isIdeSecure(s, vdev);

const isIdeSecure = (s: Seen, vdev: VdevName): boolean => s.devices[s.vdevs[vdev].pdev].ide;

/**
 * A memory request of the TDI, as the T-bit rules of tlp.ts let it send one: T set in RUN only, on its bound stream, and
 * by the literal rule none at all while CONFIG_LOCKED (PCIe 6.x 11.2.1). With T = 0 no granule of a realm is reachable.
 */
const tdiDma = (vdevs: readonly VdevName[], { choices }: Device) =>
  memoryRequest(vdevs, (s, i) => sendsMemory(s.tdis[i.vdev].state, i.t, isIdeSecure(s, i.vdev), choices));

/** Where a memory request comes to, of a device that sends one whenever it is `offered`. */
export const memoryRequest = (
  vdevs: readonly VdevName[],
  offered: (s: Seen, i: { readonly vdev: VdevName; readonly t: 0 | 1 }) => boolean,
): ModelRule =>
  modelRule({
    name: 'TDI memory request',
    actor: 'device',
    cites: [cite.tdisp('11.2.1'), cite.rmm('A9.4.4.2')],
    inputs: vdevs.flatMap(
      (vdev) =>
        [
          { vdev, t: 1, to: 'private' },
          { vdev, t: 0, to: 'shared' },
          { vdev, t: 0, to: 'private' },
        ] as const,
    ),
    offered,
    effect: (s, i) => {
      if (i.to === 'shared') return 'COMPLETED';
      return i.t === 1 && privateDmaPasses(s, i.vdev) ? 'COMPLETED' : 'BLOCKED';
    },
  });

export function deviceRules(
  vdevs: readonly VdevName[],
  device: Device,
  endpoints: readonly EndpointName[] = ['ep'],
): readonly ModelRule[] {
  const clears =
    device.choices['error-clears-itself'] === 'PERMITTED' && device.behaviour.leavesErrorByItself;
  const answers = endpoints.map((endpoint) => deviceAnswers(device, endpoint));
  return [...answers, ...(clears ? [deviceClearsSecrets(vdevs)] : []), tdiDma(vdevs, device)];
}
