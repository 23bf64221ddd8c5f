/**
 * A client that challenges a server with nonces, for ever: what fresh values are for. Only equality between nonces
 * matters, so states are kept up to renaming (Ip and Dill's scalarsets) and the endless run closes. A client that
 * does not compare accepts a stale answer. It leaves out keys: an answer is the nonce itself.
 */

import { type Always, type Machine, rule } from '../contract.ts';
import { flag, fresh, type StateView } from '../fields.ts';
import { defineLayout } from '../layout.ts';

const spec = { asked: fresh('nonce'), answered: fresh('nonce'), accepted: flag() };
type State = StateView<typeof spec>;

const cites = [{ source: 'Ip, Dill, Better verification through symmetry, FMSD 9, 1996', at: 'scalarsets' }];

/**
 * With a client that compares, these are all the states (asked, answered, accepted), names counted in order:
 *   (-,-,no)  (1,-,no)  (1,1,no)  (1,1,yes)  (1,2,no)
 * `challenge` is offered in all five, `answer` in the last four, `accept` in (1,1,no): ten transitions. The last
 * state found is (1,1,yes) or (1,2,no), three steps away. A client that does not compare also reaches (1,2,yes).
 */
export function challenge(compares: boolean): Machine<State> {
  return {
    name: `challenge, ${compares ? 'compared' : 'not compared'}`,
    layout: defineLayout(spec),
    initial: [() => {}],
    rules: [
      rule<State, Record<never, never>>({
        name: 'challenge',
        actor: 'client',
        cites,
        inputs: [{}],
        effect: (s) => {
          s.asked = s.$draw('nonce');
          s.accepted = false;
          return undefined;
        },
      }),
      rule<State, Record<never, never>>({
        name: 'answer',
        actor: 'server',
        cites,
        inputs: [{}],
        offered: (s) => s.asked !== 0,
        effect: (s) => {
          s.answered = s.asked;
          return undefined;
        },
      }),
      rule<State, Record<never, never>>({
        name: 'accept',
        actor: 'client',
        cites,
        inputs: [{}],
        offered: (s) => s.answered !== 0 && !s.accepted,
        refusals: [{ id: 'stale', status: 'ERROR_STALE', when: (s) => compares && s.answered !== s.asked }],
        effect: (s) => {
          s.accepted = true;
          return undefined;
        },
      }),
    ],
  };
}

export const acceptsFresh: Always<State> = {
  id: 'accepts-only-the-latest-answer',
  kind: 'always',
  claim: 'Whenever the client has accepted, the answer is to its latest challenge.',
  cites,
  when: (s) => s.accepted,
  holds: (s) => s.answered === s.asked,
};
