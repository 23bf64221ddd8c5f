/**
 * Two processes and one semaphore (Dijkstra, EWD 123): whoever finds it free takes it. A process that waits can find it taken
 * by the other whenever it looks, so that weak fairness does not let it in and strong fairness does (Lamport, Specifying
 * Systems, 8.4 to 8.6).
 */

import { type Eventually, type Fairness, type Machine, rule } from '../contract.ts';
import { arrayOf, oneOf, type StateView } from '../fields.ts';
import { defineLayout } from '../layout.ts';

const spec = { process: arrayOf(2, { at: oneOf('waiting', 'inside') }) };
type State = StateView<typeof spec>;

const cites = [{ source: 'Dijkstra, EWD 123', at: 'the P and V operations' }];

const step = (
  name: string,
  offered: (s: { readonly process: readonly { readonly at: string }[] }, p: number) => boolean,
  to: State['process'][number]['at'],
) =>
  rule<State, { p: number }>({
    name,
    actor: 'process',
    cites,
    inputs: [{ p: 0 }, { p: 1 }],
    offered: (s, i) => offered(s, i.p),
    effect: (s, i) => {
      s.process[i.p]!.at = to;
      return undefined;
    },
  });

export const semaphore: Machine<State> = {
  name: 'semaphore',
  layout: defineLayout(spec),
  initial: [() => {}],
  resting: () => false,
  rules: [
    step('P', (s) => s.process.every(({ at }) => at === 'waiting'), 'inside'),
    step('V', (s, p) => s.process[p]!.at === 'inside', 'waiting'),
  ],
};

const fairTo = (name: string, p: number, strength: Fairness['strength']): Fairness => ({
  name: `${name} of process ${p}`,
  strength,
  steps: (taken) => taken.rule === name && taken.input.p === p,
});

/** Every process leaves in the end; how fairly they come in is the question. */
export const comesIn = (strength: Fairness['strength']): Eventually<State> => ({
  id: 'whoever-waits-comes-in',
  kind: 'eventually',
  claim: 'The first process, waiting, comes in.',
  cites,
  from: (s) => s.process[0]!.at === 'waiting',
  to: (s) => s.process[0]!.at === 'inside',
  fairness: [0, 1].flatMap((p) => [fairTo('P', p, strength), fairTo('V', p, 'weak')]),
});
