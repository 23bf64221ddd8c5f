/**
 * A hall, a room and a cellar under the room's trap door, for AG EF: is there always a way back? (Clarke and Emerson's
 * reset property.) Without the ladder the cellar keeps whoever goes down; its own step, `shout`, changes nothing.
 */

import { type Machine, type Recoverable, rule } from '../contract.ts';
import { oneOf, type StateView } from '../fields.ts';
import { defineLayout } from '../layout.ts';

const spec = { place: oneOf('hall', 'room', 'cellar') };
type State = StateView<typeof spec>;
type Place = State['place'];

const cites = [{ source: 'Clarke, Emerson, Sistla, TOPLAS 8(2), 1986', at: 'CTL, AG EF' }];

export function trapDoor(ladder: boolean): Machine<State> {
  const go = (name: string, from: Place, to: Place) =>
    rule<State, Record<never, never>>({
      name,
      actor: 'visitor',
      cites,
      inputs: [{}],
      offered: (s) => s.place === from,
      effect: (s) => {
        s.place = to;
        return undefined;
      },
    });
  return {
    name: `trap door ${ladder ? 'with a' : 'without'} ladder`,
    layout: defineLayout(spec),
    initial: [() => {}],
    rules: [
      go('enter', 'hall', 'room'),
      go('leave', 'room', 'hall'),
      go('fall', 'room', 'cellar'),
      go('shout', 'cellar', 'cellar'),
      ...(ladder ? [go('climb', 'cellar', 'room')] : []),
    ],
  };
}

export const canLeave: Recoverable<State> = {
  id: 'can-return-to-the-hall',
  kind: 'recoverable',
  claim: 'From everywhere there is a way back to the hall.',
  cites,
  to: (s) => s.place === 'hall',
};
