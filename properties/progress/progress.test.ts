/** What the claims of progress rest on: without one of their assumptions, or with a program that goes round, they fail. */

import { describe, expect, it } from 'vitest';
import type { Eventually, Machine } from '../../checker/contract.ts';
import { ExhaustiveSearch } from '../../checker/search/exhaustive.ts';
import { replay } from '../../checker/search/replay.ts';
import { traceOf } from '../../checker/trace.ts';
import { makeCatalogue } from '../../model/evidence/catalogue.ts';
import { makeMachine } from '../../model/machine.ts';
import { type Change, withStep } from '../../model/rules.ts';
import type { State } from '../../model/state.ts';
import { type WorldName, worlds } from '../../model/world.ts';
import type { ModelProperty } from '../property.ts';
import { connectAndDisconnectEnd } from './connect-and-disconnect-end.ts';
import { lockAcceptUnlockEnd } from './lock-accept-unlock-end-with-a-cooperative-host.ts';

const catalogue = makeCatalogue();
const machineOf = (world: WorldName, ...changes: readonly Change[]): Machine<State> =>
  makeMachine(worlds[world], catalogue, changes);
const judge = (machine: Machine<State>, property: Eventually<State>) =>
  new ExhaustiveSearch(machine, [property]).run().properties[0]!;
const eventually = (property: ModelProperty) => property as ModelProperty & Eventually<State>;
const without = (property: ModelProperty, name: string): Eventually<State> => {
  const { fairness, ...rest } = eventually(property);
  const left = fairness.filter((f) => f.name !== name);
  expect(left).toHaveLength(fairness.length - 1);
  return { ...rest, fairness: left };
};

/** The actions of the loop with what was answered, having replayed the lasso. */
function loopOf(machine: Machine<State>, property: Eventually<State>): string[] {
  const { verdict, path } = judge(machine, property);
  expect(verdict).toBe('violated');
  const steps = traceOf(machine, path!);
  expect(replay(machine, property, steps, path!.loop)).toEqual({ kind: 'violated', path });
  return steps.slice(path!.loop).map(({ action, status }) => `${action.split(':')[0]} → ${status}`);
}

describe('connect-and-disconnect-end', () => {
  const world = machineOf('connect-faults');

  it('is asked wherever an operation is under way', () => {
    expect(judge(world, eventually(connectAndDisconnectEnd))).toMatchObject({
      verdict: 'holds',
      judged: 1_518,
    });
  });

  it('fails where the driver need not run: a begun connect stays begun', () => {
    expect(judge(world, without(connectAndDisconnectEnd, 'the host driver'))).toMatchObject({
      verdict: 'violated',
      steps: 1,
      path: { loop: 1 },
    });
  });

  it('fails where the driver counts no rounds: a device asks for more and more', () => {
    const unbounded = machineOf('connect-faults', {
      slug: 'unbounded',
      reductionsHold: 'nothing is compared',
      departs: ['exchange-without-bound'],
    });
    expect(loopOf(unbounded, eventually(connectAndDisconnectEnd)).sort()).toEqual([
      'communicate/ep → DOE RESPONSE',
      'communicate/ep → RMI_SUCCESS',
    ]);
  });

  it('fails where a worker waits for an end that has left, and nothing more happens', () => {
    const waiting = machineOf('connect-faults', {
      slug: 'waiting',
      reductionsHold: 'nothing is compared',
      departs: ['peer-wait-outlives-peer'],
    });
    expect(loopOf(waiting, eventually(connectAndDisconnectEnd))).toEqual([]);
  });
});

describe('lock-accept-unlock-end-with-a-cooperative-host', () => {
  /**
   * The guest and a host that answers its calls and does nothing else. Every lasso of it is one of the whole world: what the
   * guest can do does not depend on who else is there.
   */
  const alone = (machine: Machine<State>): Machine<State> => ({
    ...machine,
    rules: machine.rules.filter(({ actor }) => actor === 'guest' || actor === 'operator'),
  });

  it('holds of a guest alone, whose locks all fail', () => {
    expect(judge(alone(machineOf('guest-alone')), eventually(lockAcceptUnlockEnd))).toMatchObject({
      verdict: 'holds',
      judged: 6,
    });
  });

  it('fails where the host may answer BUSY for ever (INF-05)', () => {
    expect(
      judge(alone(machineOf('guest-alone')), without(lockAcceptUnlockEnd, 'the guest kernel')),
    ).toMatchObject({
      verdict: 'violated',
      steps: 1,
      path: { loop: 1 },
    });
  });

  it('fails of a guest that locks again when a lock has failed', () => {
    const stubborn: Change = {
      slug: 'mutant',
      guest: (steps) =>
        withStep(steps, 'lock/undo', (step) => ({
          ...step,
          run: (s, i) => {
            const outcome = step.run(s, i);
            if (s.guest.pc === 'IDLE') s.guest.pc = 'lock/set-tdi-state';
            return outcome;
          },
        })),
    };
    const loop = loopOf(alone(machineOf('guest-alone', stubborn)), eventually(lockAcceptUnlockEnd));
    expect(loop.map((step) => step.split(' ')[0])).toEqual(['lock/set-tdi-state', 'lock/undo']);
  });
});
