/** `bind-faults`: the host driver, its VMM and KVM, and a realm that asks for anything. */

import { vmRules } from '../host/vm.ts';
import { normalizeRealm } from '../normalize.ts';
import { askedByRealm, askingRealmRules } from '../realm/asking-realm.ts';
import type { Size } from '../state.ts';
import { withServedEndpoint } from './beginnings.ts';
import { servingHost } from './host.ts';
import type { World } from './world.ts';

const BIND_FAULTS: Size = {
  pdevs: ['ep', 'rp'],
  vdevs: ['v0'],
  pages: 1,
  deviceGranules: 1,
  with: ['host', 'tdi'],
};

export const bindFaults: World = {
  name: 'bind-faults',
  about:
    'The host driver, its VMM and KVM, serving a realm that asks for anything and a VM that may be gone, with a fault at any step.',
  powers: [],
  bounds: [
    'one TDI and one VM with one vCPU: what one of each can suffer',
    'one page: mappings that are partial or swapped are in one-device',
    'the exit for a request on the VDEV is served as in v3 (v3v-08): the mails of v4 leave its patch out',
    'the device is connected beforehand: it may be disconnected and connected again, and either may fail',
    'a device that is gone answers nothing any more: link loss and reset are in connect-faults',
    'a transaction takes at most two requests more than the first from a driver that counts: the least that tells one from many',
    'the VM is destroyed only between two operations of the host: what is under way holds the device lock',
  ],
  size: BIND_FAULTS,
  tries: {
    ...BIND_FAULTS,
    communicating: ['ep', 'rp'],
    granules: ['ep', 'rp', 'v0'],
    faults: [],
    rounds: false,
  },
  initial: [withServedEndpoint],
  rules: (parts) => [
    ...servingHost(parts, askedByRealm),
    ...askingRealmRules(parts.commands, parts.rmm.tries),
    ...vmRules(parts),
  ],
  resting: (s) => s.host.pc === 'IDLE' && s.host.tdi.answer === 'NONE',
  normalize: () => normalizeRealm,
  weight: ({ input }) => ((input.fault ?? 'none') === 'none' && (input.meets ?? 'none') === 'none' ? 1 : 0.1),
};
