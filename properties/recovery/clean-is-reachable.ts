import { cite } from '../../model/cite.ts';
import { someGranuleMapped, someRipasDev } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

/** Nothing of the device is left anywhere: as at boot. */
export const cleanIsReachable: ModelProperty = {
  id: 'clean-is-reachable',
  kind: 'recoverable',
  claim:
    'From every reachable state some path leads back to a clean one: nobody can wedge the device for good.',
  cites: [cite.rmm('A9.2.3, A9.4.3'), cite.inferred('L1 and L2 of the candidates; L3 and L4 of the guest')],
  worlds: inWorlds.both,
  to: (s) =>
    s.pdevs.ep.state === 'NONE' &&
    s.granules.ep === 'UNDELEGATED' &&
    s.granules.v0 === 'UNDELEGATED' &&
    s.guest.context === 'NONE' &&
    s.guest.pc === 'IDLE' &&
    !s.guest.driver &&
    !someGranuleMapped(s, 'v0') &&
    !someRipasDev(s) &&
    s.tdis.v0.state === 'CONFIG_UNLOCKED' &&
    s.host.pc === 'IDLE' &&
    !s.host.connected,
};
