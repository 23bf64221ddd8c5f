/**
 * A realm that is no particular guest, towards a host that serves it: it makes any RHI request and any RSI call at any time,
 * and waits for what comes of each. Its VM can be gone at any moment, with pages mapped and a request under way.
 */

import { cite } from '../cite.ts';
import type { Asked } from '../host/exits.ts';
import type { Commands } from '../rmm/commands.ts';
import { clearRec } from '../rmm/rsi-call.ts';
import type { Tries } from '../rmm/version.ts';
import { type ModelRule, modelRule } from '../rule.ts';
import type { Seen, State } from '../state.ts';
import { realmRules } from './any-realm.ts';

const REQUESTS: readonly Asked[] = ['LOCK', 'RUN', 'UNLOCK', 'REPORT', 'MEASUREMENTS'];

export const askedByRealm = (s: Seen): Asked => s.host.tdi.asked;

/** The one vCPU runs in the realm: it has not exited, or it has been entered again. */
const runs = (s: Seen): boolean =>
  !s.host.tdi.vmGone && s.host.tdi.asked === 'NONE' && s.host.tdi.answer === 'NONE';
/** It is entered with what came of its exit. */
const isEntered = (s: Seen): boolean => s.host.tdi.answer !== 'NONE' && s.host.pc === 'IDLE';

/** The realm's RSI calls: begun while it runs, ended when it is entered. */
const served = (rule: ModelRule): ModelRule => ({
  ...rule,
  offered: (s: Seen, i: never) =>
    (rule.offered?.(s, i) ?? true) && (s.rec.pending === 'NONE' ? runs(s) : isEntered(s)),
  effect: (s: State, i: never) => {
    s.host.tdi.answer = 'NONE';
    return rule.effect(s, i);
  },
});

export const askingRealmRules = (commands: Commands, tries: Tries): readonly ModelRule[] => [
  ...realmRules(commands, tries).map(served),
  modelRule<{ readonly asks: Asked }>({
    name: 'realm asks the host',
    actor: 'realm',
    cites: [cite.rhi('RHI_DA_VDEV_SET_TDI_STATE, _GET_INTERFACE_REPORT, _GET_MEASUREMENTS')],
    inputs: REQUESTS.map((asks) => ({ asks })),
    offered: (s) => runs(s) && s.rec.pending === 'NONE',
    effect: (s, { asks }) => {
      s.host.tdi.asked = asks;
      return 'exits';
    },
  }),
  modelRule<Record<never, never>>({
    name: 'realm is told',
    actor: 'realm',
    cites: [cite.rhi('RSI_HOST_CALL returns')],
    inputs: [{}],
    offered: (s) => isEntered(s) && s.rec.pending === 'NONE',
    effect: (s) => {
      const { answer } = s.host.tdi;
      s.host.tdi.answer = 'NONE';
      return answer;
    },
  }),
  modelRule<Record<never, never>>({
    name: 'VM is destroyed',
    actor: 'VMM',
    cites: [
      cite.list('Jonathan Cameron, Jason Gunthorpe on v1-07 (B16): what holds the VM while a TDI is bound'),
    ],
    inputs: [{}],
    offered: (s) => !s.host.tdi.vmGone && s.host.pc === 'IDLE',
    effect: (s) => {
      s.host.tdi.vmGone = true;
      s.host.tdi.asked = 'NONE';
      s.host.tdi.answer = 'NONE';
      clearRec(s);
      return 'gone';
    },
  }),
];
