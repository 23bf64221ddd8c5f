import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const lockCanSucceedAgain: ModelProperty = {
  id: 'lock-can-succeed-again',
  kind: 'recoverable',
  claim:
    'Whatever a lock, accept or unlock of a realm with device assignment came to, the device can be locked and accepted later if the host cooperates.',
  cites: [cite.inferred('L3 and L4 of the guest candidates; INF-01, INF-09')],
  worlds: inWorlds.guest,
  from: (s) => s.feat.realmDa === 'TRUE',
  to: (s) => s.guest.accepted && s.guest.pc === 'IDLE',
};
