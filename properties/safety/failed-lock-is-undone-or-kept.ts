import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const failedLockIsUndoneOrKept: ModelProperty = {
  id: 'failed-lock-is-undone-or-kept',
  kind: 'step',
  claim:
    'When tsm/lock fails, the VDEV is not locked at that instant, or a context is kept with which it can be unlocked.',
  cites: [
    cite.guest('04 cca_tsm_lock'),
    cite.inferred('S6 of the guest candidates; INF-01, INF-03'),
    cite.list('DOC-06'),
  ],
  worlds: inWorlds.guest,
  when: (before, _step, { guest }) =>
    before.guest.pc.startsWith('lock/') && guest.pc === 'IDLE' && guest.context !== 'LOCKED',
  holds: (_before, _step, s) =>
    s.guest.context === 'FAILED' || (s.vdevs.v0.state !== 'LOCKED' && s.vdevs.v0.state !== 'STARTED'),
};
