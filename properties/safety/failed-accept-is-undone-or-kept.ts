import { cite } from '../../model/cite.ts';
import { someRipasDev } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const failedAcceptIsUndoneOrKept: ModelProperty = {
  id: 'failed-accept-is-undone-or-kept',
  kind: 'step',
  claim:
    'When tsm/accept fails, nothing of it is left, or a context is kept in which only unlock is possible.',
  cites: [
    cite.guest('09 cca_tsm_accept, error paths'),
    cite.inferred('S6 of the guest candidates; INF-07'),
    cite.host('v4 15 (DOC-07)'),
  ],
  worlds: inWorlds.attackedGuest,
  when: (before, _step, { guest }) =>
    before.guest.pc.startsWith('accept/') && guest.pc === 'IDLE' && guest.context !== 'ACCEPTED',
  holds: (_before, _step, s) =>
    s.guest.context === 'FAILED' ||
    (!someRipasDev(s) && s.vdevs.v0.state !== 'STARTED' && s.guest.tree === 'EMPTY'),
};
