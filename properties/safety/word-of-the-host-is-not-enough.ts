import type { RhiAnswer } from '../../model/adversary/rhi.ts';
import { cite } from '../../model/cite.ts';
import type { Seen } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

/** Where the guest waits for the host to lock or unlock the interface. */
const ASKED: ReadonlySet<string> = new Set(['lock/set-tdi-state', 'lock/undo', 'unlock/set-tdi-state']);

/** The RMM has refused the question at once: it is no realm with devices, or has none under the id. */
const isRefused = (s: Seen): boolean =>
  s.feat.realmDa === 'FALSE' || s.vdevs.v0.state === 'NONE' || s.vdevs.v0.id !== 0;

export const wordOfTheHostIsNotEnough: ModelProperty = {
  id: 'word-of-the-host-is-not-enough',
  kind: 'step',
  claim:
    'When the host says that it has locked or unlocked the interface, the guest asks the RMM whether it has.',
  cites: [
    cite.guest('08 cca_tsm_lock'),
    cite.rmm('B5.4.19'),
    cite.inferred('INF-01, INF-03, DOC-03: nobody else can say that the host did it'),
  ],
  worlds: inWorlds.guest,
  when: (before, { input }, after) =>
    ASKED.has(before.guest.pc) &&
    after.guest.pc !== before.guest.pc &&
    (input.answer === undefined || input.answer === ('SUCCESS' satisfies RhiAnswer['answer'])),
  holds: (_before, _step, s) => s.rec.call === 'GET_INFO' || isRefused(s),
};
