/** Claims about every fair behaviour: known answers, a naive search on random machines, and what a lasso has to be. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Eventually, type Fairness, type Machine, rule } from '../contract.ts';
import { type Fresh, flag, fresh, int, type StateView } from '../fields.ts';
import { judgeLasso } from '../lasso.ts';
import { defineLayout } from '../layout.ts';
import { machineOf } from '../testing/packed-machine.ts';
import { fairMachine } from '../testing/random-machines.ts';
import { referenceSearch } from '../testing/reference-search.ts';
import { diningPhilosophers, eats, philosophers } from '../toys/dining-philosophers.ts';
import { traceOf } from '../trace.ts';
import { ExhaustiveSearch } from './exhaustive.ts';
import { randomSearch } from './random.ts';
import { replay } from './replay.ts';

const judge = <S>(machine: Machine<S>, property: Eventually<S>) =>
  new ExhaustiveSearch(machine, [property]).run().properties[0]!;

const spec = { n: int(3), shadow: flag(), ticket: fresh('ticket'), last: fresh('ticket') };
type S = StateView<typeof spec>;
const claim = { id: 'claim', kind: 'eventually' as const, claim: 'A claim.', cites: [] };
const steps = (strength: Fairness['strength'], ...names: readonly string[]): Fairness => ({
  name: names.join(' or '),
  strength,
  steps: ({ rule: name }) => names.includes(name),
});
const arrives = (fairness: readonly Fairness[], to = 3): Eventually<S> => ({
  ...claim,
  to: (s) => s.n === to,
  fairness,
});
const does = (name: string, offered: (s: S) => boolean, effect: (s: S) => void) =>
  rule<S, Record<never, never>>({
    name,
    actor: 'someone',
    cites: [],
    inputs: [{}],
    offered: (s) => offered(s as S),
    effect: (s) => {
      effect(s);
      return undefined;
    },
  });
const machine = (...rules: Machine<S>['rules']): Machine<S> => ({
  name: 'little',
  layout: defineLayout(spec),
  initial: [() => {}],
  rules,
});
const go = (name: string, from: number, to: number) =>
  does(
    name,
    (s) => s.n === from,
    (s) => {
      s.n = to;
    },
  );

describe('a claim about every fair behaviour', () => {
  const there = machine(go('there', 0, 3));

  it('fails by staying where it is when nobody is treated fairly', () => {
    expect(judge(there, arrives([]))).toMatchObject({
      verdict: 'violated',
      steps: 0,
      judged: 2,
      path: { initial: 0, actions: [], loop: 0 },
    });
  });

  it.each(['weak', 'strong'] as const)('holds under %s fairness of the only step', (strength) => {
    expect(judge(there, arrives([steps(strength, 'there')]))).toMatchObject({
      verdict: 'holds',
      judged: 2,
      assumes: [`${strength} fairness of there`],
    });
  });

  it('is vacuous where its premise never holds, and judged only where it does', () => {
    const fairness = [steps('weak', 'there')];
    expect(judge(there, { ...arrives(fairness), from: (s) => s.n === 1 }).verdict).toBe('vacuous');
    expect(judge(there, { ...arrives([], 1), from: (s) => s.n === 3 })).toMatchObject({
      verdict: 'violated',
      judged: 1,
      path: { actions: [0], loop: 1 },
    });
  });

  it('does not count what came before the premise', () => {
    const onwards = machine(go('there', 0, 3), go('back', 3, 0));
    const again = { ...arrives([steps('weak', 'there')]), from: (s: { readonly n: number }) => s.n === 0 };
    expect(judge(onwards, again).verdict).toBe('holds');
  });

  it('needs strong fairness where the step is taken away again and again', () => {
    const door = machine(go('open', 0, 1), go('shut', 1, 0), go('pass', 1, 3));
    const others = steps('weak', 'open', 'shut');
    expect(judge(door, arrives([others, steps('strong', 'pass')])).verdict).toBe('holds');
    const lost = judge(door, arrives([others, steps('weak', 'pass')]));
    expect(lost).toMatchObject({ verdict: 'violated', steps: 2, path: { loop: 0 } });
    // Without anybody else being fair, the door is simply never opened.
    expect(judge(door, arrives([steps('strong', 'pass')]))).toMatchObject({ verdict: 'violated', steps: 0 });
  });

  it('looks again at what is left when a strong fairness has taken states away', () => {
    // Round 0, 1, 2; `pass` is possible in 1, and then `leave` in 2 only as long as 1 is on the way.
    const ring = machine(
      go('a', 0, 1),
      go('b', 1, 2),
      go('c', 2, 0),
      go('d', 0, 2),
      go('pass', 1, 3),
      go('leave', 2, 3),
    );
    const round = steps('weak', 'a', 'b', 'c', 'd');
    expect(judge(ring, arrives([round, steps('strong', 'pass')]))).toMatchObject({
      verdict: 'violated',
      steps: 2,
      path: { actions: [3, 2], loop: 0 },
    });
    expect(judge(ring, arrives([round, steps('strong', 'pass'), steps('strong', 'leave')])).verdict).toBe(
      'holds',
    );
  });
});

describe('steps that end some time', () => {
  it('may come before the loop and not on it, and are no reason to wait', () => {
    const slide = machine(go('climb', 0, 1), go('slip', 1, 0), go('arrive', 1, 3));
    const climber = steps('weak', 'climb', 'arrive');
    const lost = judge(slide, arrives([climber]));
    expect(lost).toMatchObject({ verdict: 'violated', steps: 2, path: { loop: 0 } });
    expect(judge(slide, arrives([climber, steps('finite', 'slip')]))).toMatchObject({
      verdict: 'holds',
      assumes: ['weak fairness of climb or arrive', 'an end of slip'],
    });
    // Who only slips is not made to.
    expect(judge(slide, { ...arrives([steps('finite', 'slip')]), from: (s) => s.n === 1 })).toMatchObject({
      verdict: 'violated',
      path: { actions: [0], loop: 1 },
    });
  });

  it('are not taken on the loop even where another step leads to the same state', () => {
    const ways = machine(go('fall', 0, 1), go('step', 0, 1), go('back', 1, 0));
    const lost = judge(ways, arrives([steps('weak', 'fall', 'step', 'back'), steps('finite', 'fall')]));
    expect(lost.path).toEqual({ initial: 0, actions: [1, 2], loop: 0 });
  });
});

describe('a step that changes the state into one that is stored as the same', () => {
  const draw = does(
    'draw',
    () => true,
    (s) => {
      s.last = s.ticket;
      s.ticket = s.$draw('ticket') as Fresh;
    },
  );

  it('is taken: a number can be drawn for ever, and who draws is not neglected', () => {
    const office = machine(draw, go('serve', 0, 3));
    const lost = judge(office, arrives([steps('weak', 'draw', 'serve')]));
    expect(lost).toMatchObject({ verdict: 'violated', path: { loop: 2, actions: [0, 0, 0] } });
    expect(replay(office, arrives([steps('weak', 'draw', 'serve')]), traceOf(office, lost.path!), 2)).toEqual(
      {
        kind: 'violated',
        path: lost.path,
      },
    );
    expect(judge(office, arrives([steps('weak', 'draw'), steps('weak', 'serve')])).verdict).toBe('holds');
  });

  it('is taken also where normalization makes it the same', () => {
    const flip = does(
      'flip',
      (s) => s.n === 0,
      (s) => {
        s.shadow = !s.shadow;
      },
    );
    const forgetful: Machine<S> = {
      ...machine(flip, go('there', 0, 3)),
      normalize: (s) => {
        s.shadow = false;
      },
    };
    for (const plain of [forgetful, { ...forgetful, normalize: () => {} }]) {
      const lost = judge(plain, arrives([steps('weak', 'flip', 'there')]));
      expect(lost.verdict).toBe('violated');
      expect(judge(plain, arrives([steps('weak', 'flip'), steps('weak', 'there')])).verdict).toBe('holds');
    }
    expect(judge(forgetful, arrives([steps('weak', 'flip', 'there')])).path).toEqual({
      initial: 0,
      actions: [0],
      loop: 0,
    });
  });

  it('is none where it changes nothing at all', () => {
    const idle = does(
      'idle',
      () => true,
      (s) => {
        s.n = s.n * 1;
      },
    );
    const hall = machine(idle, go('there', 0, 3));
    expect(judge(hall, arrives([steps('weak', 'idle', 'there')])).verdict).toBe('holds');
    // Nor is it possible: fairness to it asks for nothing.
    expect(judge(hall, arrives([steps('strong', 'idle')]))).toMatchObject({
      verdict: 'violated',
      path: { actions: [], loop: 0 },
    });
  });
});

describe('the verdict', () => {
  it('is open while the space is not closed, and in a random search', () => {
    const table = diningPhilosophers(5);
    const property = eats(philosophers(5, 'strong'));
    expect(new ExhaustiveSearch(table, [property], { maxStates: 20 }).run().properties[0]).toMatchObject({
      verdict: 'inconclusive',
      judged: 0,
    });
    const random = randomSearch(diningPhilosophers(5, true), [property], { seed: 1, runs: 5, length: 50 });
    expect(random.properties[0]).toMatchObject({ kind: 'eventually', verdict: 'inconclusive' });
  });

  it('is refused when more is assumed than there are bits for', () => {
    expect(() => judge(diningPhilosophers(11), eats(philosophers(11, 'weak')))).toThrow(
      'properties of one search may assume 32 kinds of fairness, not 33',
    );
  });

  it('is that of a naive search on 1000 random machines, and every lasso replays', () => {
    const seen = new Map<string, number>();
    const note = (what: string): unknown => seen.set(what, (seen.get(what) ?? 0) + 1);
    fc.assert(
      fc.property(fairMachine, (text) => {
        const expected = referenceSearch(text).claims;
        const { machine: packed, properties } = machineOf(text);
        const made = packed as unknown as Machine<unknown>;
        const found = new ExhaustiveSearch(packed, properties).run().properties;
        expected.forEach(({ verdict, length, judged }, k) => {
          const { path } = found[k]!;
          expect([found[k]!.verdict, path?.loop, found[k]!.judged]).toEqual([verdict, length, judged]);
          note(verdict);
          if (path?.loop === undefined) return;
          const property = properties[k] as unknown as Eventually<unknown>;
          const facts = judgeLasso(made, property, path);
          expect([facts.closes, facts.neverArrives]).toEqual([true, true]);
          for (const { strength, because } of facts.fairness) {
            expect(because).toBeDefined();
            if (path.loop < path.actions.length)
              note(`${strength}: ${because!.replace(/ in .*| after .*/, '')}`);
          }
          note(path.loop === path.actions.length ? 'stays' : 'goes round');
          if (path.actions.length > path.loop + 3) note('goes far round');
        });
        // Whether strong is not taken for weak shows only where it makes a difference.
        const kept = text.claims.flatMap((c, k) =>
          c.kind === 'eventually' && expected[k]!.verdict === 'holds' ? [c] : [],
        );
        const weak = kept.map((c) => ({
          ...c,
          fairness: c.fairness.map((f) =>
            f.strength === 'strong' ? { ...f, strength: 'weak' as const } : f,
          ),
        }));
        for (const { verdict } of referenceSearch({ ...text, claims: weak }).claims)
          if (verdict === 'violated') note('strong decides');
      }),
      { numRuns: 1000, seed: 31_337 },
    );
    for (const what of ['holds', 'violated', 'vacuous', 'stays', 'goes round', 'goes far round'])
      expect(seen.get(what) ?? 0, what).toBeGreaterThanOrEqual(50);
    for (const what of [
      'weak: taken',
      'weak: not possible',
      'strong: taken',
      'strong: not possible',
      'finite: not on the loop',
    ])
      expect(seen.get(what) ?? 0, what).toBeGreaterThanOrEqual(20);
    expect(seen.get('strong decides') ?? 0).toBeGreaterThanOrEqual(5);
  }, 120_000);
});
