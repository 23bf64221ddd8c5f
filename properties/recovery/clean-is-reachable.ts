import { cite } from '../../model/cite.ts';
import {
  type PdevName,
  type Seen,
  someEndpoint,
  someGranuleMapped,
  someRipasDev,
} from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

function noPdev(s: Seen): boolean {
  for (const name in s.pdevs) {
    // A world without the host's driver has its root port from boot on.
    if (name === 'rp' && s.host === undefined) continue;
    if (s.pdevs[name as PdevName].state !== 'NONE' || s.granules[name as PdevName] !== 'UNDELEGATED')
      return false;
  }
  return true;
}

/** Nothing of the device is left anywhere: as at boot. */
export const cleanIsReachable: ModelProperty = {
  id: 'clean-is-reachable',
  kind: 'recoverable',
  claim:
    'From every reachable state some path leads back to a clean one: nobody can wedge the device for good.',
  cites: [cite.rmm('A9.2.3, A9.4.3'), cite.inferred('L1 and L2 of the candidates; L3 and L4 of the guest')],
  worlds: inWorlds.devicesComeAndGo,
  to: (s) =>
    noPdev(s) &&
    s.granules.v0 === 'UNDELEGATED' &&
    !someGranuleMapped(s, 'v0') &&
    !someRipasDev(s) &&
    s.tdis.v0.state === 'CONFIG_UNLOCKED' &&
    (s.guest === undefined || (s.guest.context === 'NONE' && s.guest.pc === 'IDLE' && !s.guest.driver)) &&
    (s.host === undefined || (s.host.pc === 'IDLE' && !someEndpoint(s, ({ connected }) => connected))),
};
