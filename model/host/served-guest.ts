/**
 * The guest kernel where the host that serves it is the one of this model: it is answered what the host has done, and reads
 * the bytes that the host has cached. Elsewhere a hostile host answers it anything.
 */

import type { Input } from '../../checker/contract.ts';
import type { GuestPc } from '../guest/lock.ts';
import type { ModelRule } from '../rule.ts';
import type { Seen, State } from '../state.ts';
import type { Asked } from './exits.ts';

/** Which request the guest waits with. The VMM takes a request for LOCKED as bind, one for UNLOCKED as unbind. */
const ASKED: Partial<Readonly<Record<GuestPc, Asked>>> = {
  'lock/set-tdi-state': 'LOCK',
  'lock/get-report': 'REPORT',
  'lock/get-measurements': 'MEASUREMENTS',
  'lock/undo': 'UNLOCK',
  'accept/set-tdi-state': 'RUN',
  'accept/undo': 'LOCK',
  'unlock/set-tdi-state': 'UNLOCK',
};
export const askedByGuest = (s: Seen): Asked => ASKED[s.guest.pc] ?? 'NONE';

/** The vCPU has exited for the step that the guest is at. */
const hasExited = (s: Seen): boolean => s.rec.pending !== 'NONE' || askedByGuest(s) !== 'NONE';

/** What a read of each object gives. */
const OBJECTS: Partial<Readonly<Record<GuestPc, (s: Seen) => string>>> = {
  'lock/read-certificate': (s) => s.pdevs.ep.certificate,
  'lock/read-vca': (s) => s.pdevs.ep.certificate,
  'lock/read-report': (s) => s.host.tdi.report,
  'lock/read-measurements': (s) => s.host.tdi.measurements,
};

/** Whether an input of a step says what the host has done. */
function isTrue(s: Seen, { answer, response }: Input): boolean {
  const object = OBJECTS[s.guest.pc];
  if (object !== undefined) {
    const bytes = object(s);
    return answer === (bytes === 'NONE' ? 'REFUSED' : bytes);
  }
  const succeeded = s.host.tdi.answer === 'SUCCESS';
  if (answer !== undefined) return answer === (succeeded ? 'SUCCESS' : 'DEVICE');
  return response === undefined || (response === 'ACCEPT') === succeeded;
}

/** The steps of the guest's programs, as they are where this host serves them. */
export const servedByHost = (rules: readonly ModelRule[]): readonly ModelRule[] =>
  rules.map((rule) => ({
    ...rule,
    offered: (s: Seen, i: never) =>
      (rule.offered?.(s, i) ?? true) && (!hasExited(s) || s.host.tdi.answer !== 'NONE') && isTrue(s, i),
    effect: (s: State, i: never) => {
      s.host.tdi.answer = 'NONE';
      s.host.tdi.asked = 'NONE';
      return rule.effect(s, i);
    },
  }));
