import { describe, expect, it } from 'vitest';
import { type Machine, type Rule, rule } from './contract.ts';
import { checkDeterminism } from './determinism.ts';
import { int, type StateView } from './fields.ts';
import { defineLayout } from './layout.ts';

const spec = { n: int(7), m: int(7) };
type State = StateView<typeof spec>;

/** Two rules: one that steps through the space and one under suspicion, offered from `n` = 3. */
function machineWith(suspect: Partial<Rule<State>>): Machine<State> {
  const base = { actor: 'someone', cites: [], inputs: [{}] };
  return {
    name: 'suspect',
    layout: defineLayout(spec),
    initial: [() => {}],
    rules: [
      rule<State, Record<never, never>>({
        ...base,
        name: 'step',
        offered: (s) => s.n < 7,
        effect: (s) => {
          s.n += 1;
          return undefined;
        },
      }),
      rule<State, Record<never, never>>({
        ...base,
        name: 'suspect',
        offered: (s) => s.n === 3,
        effect: () => undefined,
        ...suspect,
      }),
    ],
  };
}

describe('the determinism check', () => {
  it('passes rules that are functions of the state', () => {
    const honest = machineWith({
      effect: (s) => {
        s.m = s.n;
        return 'copied';
      },
    });
    expect(checkDeterminism(honest, 100)).toBeUndefined();
  });

  it('catches an effect that uses a counter outside the state, and says where', () => {
    let counter = 0;
    const found = checkDeterminism(
      machineWith({
        effect: (s) => {
          s.m = counter++ % 8;
          return undefined;
        },
      }),
      100,
    );
    expect(found).toMatchObject({ rule: 'suspect', input: '{}', state: { n: 3, m: 0 } });
    expect(found!.first).not.toBe(found!.second);
  });

  it('catches an outcome, an offer and a refusal that depend on a counter outside the state', () => {
    let counter = 0;
    const odd = (): boolean => counter++ % 2 === 1;
    const suspects: Partial<Rule<State>>[] = [
      { effect: () => (odd() ? 'odd' : 'even') },
      { offered: odd },
      { refusals: [{ id: 'odd', status: 'ERROR_ODD', when: odd }] },
    ];
    for (const suspect of suspects) {
      counter = 0;
      expect(checkDeterminism(machineWith(suspect), 100)?.rule).toBe('suspect');
    }
  });

  it('catches an effect that works on the view of another call', () => {
    let kept: State | undefined;
    const found = checkDeterminism(
      machineWith({
        effect: (s) => {
          kept ??= s;
          kept.m = 5;
          return undefined;
        },
      }),
      100,
    );
    expect(found?.rule).toBe('suspect');
  });

  it('catches an offer that writes, though it does so every time', () => {
    const found = checkDeterminism(
      machineWith({
        offered: (s) => {
          (s as State).m = 2;
          return false;
        },
      }),
      100,
    );
    expect(found).toMatchObject({ rule: 'suspect', first: 'wrote to the state, though it is not offered' });
  });

  it('looks no further than it was told to', () => {
    let counter = 0;
    const late = machineWith({ effect: () => String(counter++) });
    expect(checkDeterminism(late, 3)).toBeUndefined();
    expect(checkDeterminism(late, 4)?.rule).toBe('suspect');
  });
});
