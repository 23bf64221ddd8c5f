/**
 * Peterson's mutual exclusion for two processes (G. L. Peterson, Myths about the mutual exclusion problem, IPL 12(3),
 * 1981): one step per read or write of shared memory. Built the wrong way round, with the turn given away before the
 * flag is raised, both processes can enter; it takes all six of their steps, so no trace is shorter.
 */

import {
  type Always,
  type Eventually,
  type Fairness,
  type Machine,
  type Recoverable,
  rule,
  type Sometimes,
} from '../contract.ts';
import { arrayOf, flag, int, oneOf, type StateView } from '../fields.ts';
import { defineLayout } from '../layout.ts';

const spec = {
  turn: int(1),
  process: arrayOf(2, { at: oneOf('idle', 'announced', 'waiting', 'critical'), flag: flag() }),
};
type State = StateView<typeof spec>;

const cites = [
  { source: 'Peterson, Myths about the mutual exclusion problem, IPL 12(3), 1981', at: 'p. 115' },
];

export function peterson(order: 'flag-then-turn' | 'turn-then-flag' = 'flag-then-turn'): Machine<State> {
  const raise = (s: State, p: number): void => {
    s.process[p]!.flag = true;
  };
  const giveWay = (s: State, p: number): void => {
    s.turn = 1 - p;
  };
  const [first, second] = order === 'flag-then-turn' ? [raise, giveWay] : [giveWay, raise];
  const step = (
    name: string,
    from: State['process'][number]['at'],
    to: State['process'][number]['at'],
    effect: (s: State, p: number) => void,
    when: (s: State, p: number) => boolean = () => true,
  ) =>
    rule<State, { p: number }>({
      name,
      actor: 'process',
      cites,
      inputs: [{ p: 0 }, { p: 1 }],
      offered: (s, i) => s.process[i.p]!.at === from && when(s as State, i.p),
      effect: (s, i) => {
        effect(s, i.p);
        s.process[i.p]!.at = to;
        return undefined;
      },
    });
  return {
    name: `Peterson, ${order}`,
    layout: defineLayout(spec),
    initial: [() => {}],
    resting: () => false,
    rules: [
      step('announce', 'idle', 'announced', first),
      step('wait', 'announced', 'waiting', second),
      step(
        'enter',
        'waiting',
        'critical',
        () => {},
        (s, p) => !s.process[1 - p]!.flag || s.turn === p,
      ),
      step('leave', 'critical', 'idle', (s, p) => {
        s.process[p]!.flag = false;
      }),
    ],
  };
}

export const mutualExclusion: Always<State> = {
  id: 'mutual-exclusion',
  kind: 'always',
  claim: 'At most one process is in its critical section.',
  cites,
  holds: (s) => s.process[0]!.at !== 'critical' || s.process[1]!.at !== 'critical',
};

export const bothWait: Sometimes<State> = {
  id: 'both-wait',
  kind: 'sometimes',
  claim: 'Both processes can be waiting at the same time.',
  cites,
  reaches: (s) => s.process[0]!.at === 'waiting' && s.process[1]!.at === 'waiting',
};

export const canEnter: Recoverable<State> = {
  id: 'a-waiting-process-can-enter',
  kind: 'recoverable',
  claim: 'From wherever the first process waits, it can still enter.',
  cites,
  from: (s) => s.process[0]!.at === 'waiting',
  to: (s) => s.process[0]!.at === 'critical',
};

/** Weak fairness of each process wherever it is inside the protocol; whether it ever wants to enter is its own business. */
const processes: readonly Fairness[] = [0, 1].map((p) => ({
  name: `process ${p}`,
  strength: 'weak',
  steps: ({ rule: name, input }) => name !== 'announce' && input.p === p,
}));

/** What the algorithm is for besides exclusion (p. 116: no lockout). */
export const entersEventually = (fairness: readonly Fairness[] = processes): Eventually<State> => ({
  id: 'a-waiting-process-enters',
  kind: 'eventually',
  claim: 'Once the first process has announced itself, it comes to its critical section.',
  cites,
  from: (s) => s.process[0]!.at === 'announced',
  to: (s) => s.process[0]!.at === 'critical',
  fairness,
});
