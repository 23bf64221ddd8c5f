/** `hostile-device`: as `guest-alone`, with a device that does what it likes. */

import { hostileDeviceRules } from '../device/hostile.ts';
import { aroundTheGuest, GUEST_ALONE, guestAlone } from './guest-alone.ts';
import type { World } from './world.ts';

export const hostileDevice: World = {
  ...guestAlone,
  name: 'hostile-device',
  about:
    'The guest kernel with one operator and a relying party, a hostile host, and a device that does what it likes.',
  bounds: [
    'the device is connected and its VDEV created and unlocked beforehand, and both stay: what happens before is in one-device',
    'the device keeps its certificate and its session: it has the key of no other',
    'it reports one of two things: what is expected, or something else',
    'that it is what it reports is not asked: nobody but the relying party judges that',
    ...guestAlone.bounds.slice(2),
  ],
  rules: (parts) => [...aroundTheGuest(parts), ...hostileDeviceRules(GUEST_ALONE.vdevs)],
};
