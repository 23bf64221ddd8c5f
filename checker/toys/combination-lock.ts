/**
 * A lock that opens after a long combination; one wrong turn and it is jammed for good. The standard example of where a
 * random walk is lost, and one that returns to where it got and goes on from there is not (Ecoffet et al., First return, then
 * explore, Nature 590, 2021).
 */

import { type Always, type Machine, rule } from '../contract.ts';
import { flag, oneOf, type StateView } from '../fields.ts';
import { defineLayout } from '../layout.ts';

const TURNS = 12;
const FACES = 6;

const names = Array.from({ length: TURNS + 1 }, (_, k) => `${k} right`);
const spec = { lock: oneOf(...names), jammed: flag(), lit: flag() };
type State = StateView<typeof spec>;

const cites = [{ source: 'Ecoffet et al., Nature 590, 2021', at: 'Go-Explore' }];

const right = (turn: number): number => (turn * 5 + 2) % FACES;

export const combinationLock: Machine<State> = {
  name: 'combination lock',
  layout: defineLayout(spec),
  initial: [() => {}],
  rules: [
    rule<State, { face: number }>({
      name: 'turn',
      actor: 'visitor',
      cites,
      inputs: Array.from({ length: FACES }, (_, face) => ({ face })),
      offered: (s) => s.lock !== names[TURNS],
      refusals: [{ id: 'jammed', status: 'JAMMED', when: (s) => s.jammed }],
      effect: (s, { face }) => {
        const at = names.indexOf(s.lock);
        if (face === right(at)) s.lock = names[at + 1]!;
        else s.jammed = true;
        return s.jammed ? 'wrong' : 'right';
      },
    }),
    rule<State, Record<never, never>>({
      name: 'light',
      actor: 'visitor',
      cites,
      inputs: [{}],
      effect: (s) => {
        s.lit = !s.lit;
        return undefined;
      },
    }),
  ],
};

export const TURNS_TO_OPEN = TURNS;

export const staysShut: Always<State> = {
  id: 'stays-shut',
  kind: 'always',
  claim: 'The lock stays shut.',
  cites,
  holds: (s) => s.lock !== names[TURNS],
};
