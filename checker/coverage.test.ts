import { describe, expect, it } from 'vitest';
import { type Machine, rule } from './contract.ts';
import { arrayOf, flag, fresh, int, oneOf, type StateView } from './fields.ts';
import { defineLayout } from './layout.ts';
import { ExhaustiveSearch } from './search/exhaustive.ts';
import { safe } from './testing/safe.ts';

const spec = {
  idle: flag(),
  only: oneOf('ONE'),
  wide: int(1_000_000),
  lamp: oneOf('OFF', 'ON', 'BROKEN'),
  nonce: fresh('nonce'),
  cells: arrayOf(2, { n: int(3) }),
};
type State = StateView<typeof spec>;

const machine: Machine<State> = {
  name: 'lamp',
  layout: defineLayout(spec),
  initial: [() => {}],
  rules: [
    rule<State, { to: 'ON' | 'OFF' }>({
      name: 'switch',
      actor: 'someone',
      cites: [],
      inputs: [{ to: 'ON' }, { to: 'OFF' }],
      refusals: [
        { id: 'broken', status: 'ERROR', when: (s) => s.lamp === 'BROKEN' },
        {
          id: 'sideways',
          status: 'ERROR',
          when: (_s, i) => String(i.to) === 'SIDEWAYS',
          argumentsOnly: true,
        },
        { id: 'already', status: 'ERROR', when: (s, i) => s.lamp === i.to },
      ],
      effect: (s, i) => {
        s.lamp = i.to;
        s.cells[1]!.n = 2;
        s.nonce = s.$draw('nonce');
        return undefined;
      },
    }),
    rule<State, Record<never, never>>({
      name: 'mend',
      actor: 'someone',
      cites: [],
      inputs: [{}],
      offered: (s) => s.lamp === 'BROKEN',
      effect: (s) => {
        s.lamp = 'OFF';
        return undefined;
      },
    }),
  ],
};

describe('what a search has not met', () => {
  it('is every rule never taken, condition never met, field never changed and value never seen', () => {
    expect(new ExhaustiveSearch(machine, []).run().gaps).toEqual({
      rulesNeverTaken: ['mend'],
      // `sideways` is about an argument that is never passed.
      refusalsNeverMet: [{ rule: 'switch', refusal: 'broken' }],
      // Fields of one value have nothing to change to; wide ones are not looked at.
      fieldsNeverChanged: ['idle', 'cells[0].n'],
      valuesNeverSeen: [
        { field: 'lamp', values: ['BROKEN'] },
        { field: 'cells[1].n', values: ['1', '3'] },
      ],
    });
  });

  it('is nothing where everything is met', () => {
    expect(new ExhaustiveSearch(safe, []).run().gaps).toEqual({
      rulesNeverTaken: [],
      refusalsNeverMet: [],
      fieldsNeverChanged: [],
      valuesNeverSeen: [],
    });
  });

  it('is less when the search goes on: a value is seen only once its state is stored', () => {
    const first = new ExhaustiveSearch(safe, [], { maxStates: 1 }).run();
    expect(first.complete).toBe(false);
    expect(first.gaps!.valuesNeverSeen).toEqual([{ field: 'tries', values: ['2', '3'] }]);
  });
});
