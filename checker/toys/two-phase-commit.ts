/**
 * Gray and Lamport's two-phase commit (TLA+ Examples, TwoPhase.tla): a transaction manager, `participants` resource
 * managers, and a set of messages that are sent once and never lost. Published counts pin the engine: 288 states
 * with 3 participants, 8,832 with 5, 296,448 with 7, 10,340,352 with 9.
 */

import { type Machine, type Property, rule } from '../contract.ts';
import { arrayOf, flag, oneOf, type StateView } from '../fields.ts';
import { defineLayout } from '../layout.ts';

const spec = (participants: number) => ({
  tm: oneOf('init', 'committed', 'aborted'),
  commitSent: flag(),
  abortSent: flag(),
  rm: arrayOf(participants, {
    state: oneOf('working', 'prepared', 'committed', 'aborted'),
    preparedSent: flag(),
    preparedSeen: flag(),
  }),
});
type State = StateView<ReturnType<typeof spec>>;

const cites = [{ source: 'TLA+ Examples, transaction_commit/TwoPhase.tla', at: 'TPNext' }];

export function twoPhaseCommit(participants: number): Machine<State> {
  const each = Array.from({ length: participants }, (_, r) => ({ r }));
  const rm = (name: string, when: (s: State, r: number) => boolean, effect: (s: State, r: number) => void) =>
    rule<State, { r: number }>({
      name,
      actor: 'rm',
      cites,
      inputs: each,
      offered: (s, i) => when(s as State, i.r),
      effect: (s, i) => {
        effect(s, i.r);
        return undefined;
      },
    });
  return {
    name: `two-phase commit, ${participants} participants`,
    layout: defineLayout(spec(participants)),
    initial: [() => {}],
    symmetry: { of: 'participants', by: 'exchange', objects: each.map(({ r }) => [`rm[${r}]`]) },
    resting: (s) => s.rm.every((r) => r.state === 'committed' || r.state === 'aborted'),
    rules: [
      rule<State, Record<never, never>>({
        name: 'TMCommit',
        actor: 'tm',
        cites,
        inputs: [{}],
        offered: (s) => {
          if (s.tm !== 'init') return false;
          for (const r of s.rm) if (!r.preparedSeen) return false;
          return true;
        },
        effect: (s) => {
          s.tm = 'committed';
          s.commitSent = true;
          return undefined;
        },
      }),
      rule<State, Record<never, never>>({
        name: 'TMAbort',
        actor: 'tm',
        cites,
        inputs: [{}],
        offered: (s) => s.tm === 'init',
        effect: (s) => {
          s.tm = 'aborted';
          s.abortSent = true;
          return undefined;
        },
      }),
      rm(
        'TMRcvPrepared',
        (s, r) => s.tm === 'init' && s.rm[r]!.preparedSent,
        (s, r) => {
          s.rm[r]!.preparedSeen = true;
        },
      ),
      rm(
        'RMPrepare',
        (s, r) => s.rm[r]!.state === 'working',
        (s, r) => {
          s.rm[r]!.state = 'prepared';
          s.rm[r]!.preparedSent = true;
        },
      ),
      rm(
        'RMChooseToAbort',
        (s, r) => s.rm[r]!.state === 'working',
        (s, r) => {
          s.rm[r]!.state = 'aborted';
        },
      ),
      rm(
        'RMRcvCommitMsg',
        (s) => s.commitSent,
        (s, r) => {
          s.rm[r]!.state = 'committed';
        },
      ),
      rm(
        'RMRcvAbortMsg',
        (s) => s.abortSent,
        (s, r) => {
          s.rm[r]!.state = 'aborted';
        },
      ),
    ],
  };
}

export const consistent: Property<State> = {
  id: 'participants-agree',
  kind: 'always',
  claim: 'No participant has committed while another has aborted.',
  cites: [{ source: 'TLA+ Examples, transaction_commit/TCommit.tla', at: 'TCConsistent' }],
  holds: (s) => {
    let committed = false;
    let aborted = false;
    for (const r of s.rm) {
      if (r.state === 'committed') committed = true;
      else if (r.state === 'aborted') aborted = true;
    }
    return !(committed && aborted);
  },
};
