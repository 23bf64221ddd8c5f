/**
 * Dijkstra's dining philosophers (EWD 310, in Hoare's telling): each takes the fork on the left, then the one on the
 * right, and puts both back at once. All of them can come to hold one fork and starve; a single philosopher who
 * begins with the other hand prevents it.
 */

import { type Always, type Eventually, type Fairness, type Machine, rule } from '../contract.ts';
import { arrayOf, flag, oneOf, type StateView } from '../fields.ts';
import { defineLayout } from '../layout.ts';

const spec = (seats: number) => ({
  philosopher: arrayOf(seats, { phase: oneOf('thinking', 'one-fork', 'eating') }),
  fork: arrayOf(seats, { taken: flag() }),
});
type State = StateView<ReturnType<typeof spec>>;

const cites = [{ source: 'Dijkstra, EWD 310', at: 'the five philosophers' }];

/** Fork `k` lies to the left of philosopher `k`. */
export function diningPhilosophers(seats: number, lastBeginsRight = false): Machine<State> {
  const each = Array.from({ length: seats }, (_, p) => ({ p }));
  const left = (p: number): number => p;
  const right = (p: number): number => (p + 1) % seats;
  const backward = (p: number): boolean => lastBeginsRight && p === seats - 1;
  const first = (p: number): number => (backward(p) ? right(p) : left(p));
  const second = (p: number): number => (backward(p) ? left(p) : right(p));
  return {
    name: `dining philosophers, ${seats} seats${lastBeginsRight ? ', one begins right' : ''}`,
    layout: defineLayout(spec(seats)),
    initial: [() => {}],
    resting: () => false,
    // One who begins with the other hand sits at a place of its own.
    ...(lastBeginsRight
      ? {}
      : {
          symmetry: {
            of: 'philosophers',
            by: 'rotation' as const,
            objects: each.map(({ p }) => [`philosopher[${p}]`, `fork[${p}]`]),
          },
        }),
    rules: [
      rule<State, { p: number }>({
        name: 'take-first',
        actor: 'philosopher',
        cites,
        inputs: each,
        offered: (s, i) => s.philosopher[i.p]!.phase === 'thinking' && !s.fork[first(i.p)]!.taken,
        effect: (s, i) => {
          s.philosopher[i.p]!.phase = 'one-fork';
          s.fork[first(i.p)]!.taken = true;
          return undefined;
        },
      }),
      rule<State, { p: number }>({
        name: 'take-second',
        actor: 'philosopher',
        cites,
        inputs: each,
        offered: (s, i) => s.philosopher[i.p]!.phase === 'one-fork' && !s.fork[second(i.p)]!.taken,
        effect: (s, i) => {
          s.philosopher[i.p]!.phase = 'eating';
          s.fork[second(i.p)]!.taken = true;
          return undefined;
        },
      }),
      rule<State, { p: number }>({
        name: 'put-back',
        actor: 'philosopher',
        cites,
        inputs: each,
        offered: (s, i) => s.philosopher[i.p]!.phase === 'eating',
        effect: (s, i) => {
          s.philosopher[i.p]!.phase = 'thinking';
          s.fork[left(i.p)]!.taken = false;
          s.fork[right(i.p)]!.taken = false;
          return undefined;
        },
      }),
    ],
  };
}

export const neighboursAlternate: Always<State> = {
  id: 'neighbours-do-not-eat-together',
  kind: 'always',
  claim: 'No two neighbours eat at the same time.',
  cites,
  holds: (s) =>
    s.philosopher.every(
      (me, p) => me.phase !== 'eating' || s.philosopher[(p + 1) % s.philosopher.length]!.phase !== 'eating',
    ),
};

/** Fairness of each philosopher in each of the three things that one does, so that none can make up for another. */
export const philosophers = (seats: number, strength: Fairness['strength']): readonly Fairness[] =>
  Array.from({ length: seats }, (_, p) =>
    ['take-first', 'take-second', 'put-back'].map(
      (name): Fairness => ({
        name: `philosopher ${p}, ${name}`,
        strength,
        steps: (step) => step.rule === name && step.input.p === p,
      }),
    ),
  ).flat();

export const eats = (fairness: readonly Fairness[]): Eventually<State> => ({
  id: 'the-hungry-eat',
  kind: 'eventually',
  claim: 'The first philosopher, holding one fork, comes to eat.',
  cites,
  from: (s) => s.philosopher[0]!.phase === 'one-fork',
  to: (s) => s.philosopher[0]!.phase === 'eating',
  fairness,
});
