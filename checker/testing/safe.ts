/**
 * A safe whose code is 2 and that counts wrong tries: three and it stays shut. Small enough to count by hand, with an
 * order of refusals, a refusal that changes something, and a status other than `done`.
 */

import { type Machine, rule } from '../contract.ts';
import { flag, int, type StateView } from '../fields.ts';
import { defineLayout } from '../layout.ts';

const spec = { open: flag(), tries: int(3) };
export type Safe = StateView<typeof spec>;

const cites = [{ source: 'the manual of the safe', at: 'page 1' }];

/**
 * States: shut with 0 to 3 tries, open with 0 to 2; the deepest are three steps away. Of the 12 calls of `dial` 3 meet
 * `shut-for-good`, 6 `wrong-code` and 3 succeed; `close` can be called in 3 states.
 */
export const safe: Machine<Safe> = {
  name: 'safe',
  layout: defineLayout(spec),
  initial: [() => {}],
  resting: (s) => s.tries === 3,
  rules: [
    rule<Safe, { code: number }>({
      name: 'dial',
      actor: 'owner',
      cites,
      inputs: [{ code: 1 }, { code: 2 }, { code: 3 }],
      offered: (s) => !s.open,
      refusals: [
        { id: 'shut-for-good', status: 'ERROR_SHUT', when: (s) => s.tries === 3 },
        {
          id: 'wrong-code',
          status: 'ERROR_CODE',
          when: (_s, i) => i.code !== 2,
          leaves: (s) => {
            s.tries += 1;
          },
        },
      ],
      effect: (s) => {
        s.open = true;
        return undefined;
      },
    }),
    rule<Safe, Record<never, never>>({
      name: 'close',
      actor: 'owner',
      cites,
      inputs: [{}],
      offered: (s) => s.open,
      effect: (s) => {
        s.open = false;
        s.tries = 0;
        return 'closed';
      },
    }),
  ],
};
