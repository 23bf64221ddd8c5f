/**
 * Follows a stored trace through the live machine and says whether it still means what it meant: every step must
 * still be offered, give the same status and change the same fields, and the last must break the claim it was kept
 * for. Anything else is a mismatch with a reason, never a skip.
 */

import type { Machine, Property } from '../contract.ts';
import { breaksClaim, judgeLasso } from '../lasso.ts';
import type { Path } from '../result.ts';
import { breaks, type TraceStep } from '../trace.ts';
import { Walker } from '../walker.ts';
import { ExhaustiveSearch } from './exhaustive.ts';

/** The part of a stored step that a replay holds the machine to. */
export type StoredStep = Pick<TraceStep, 'action' | 'input' | 'status' | 'changed'>;

export type Replay =
  | { readonly kind: 'violated'; readonly path: Path }
  | { readonly kind: 'not-violated'; readonly path: Path }
  /** Step `step` (counted from 1) no longer fits, and why. */
  | { readonly kind: 'mismatch'; readonly step: number; readonly reason: string };

const text = (value: unknown): string => JSON.stringify(value);

/**
 * Replays from the first of the machine's initial states from which all steps fit: a stored trace begins in one of them
 * and does not say in which. Where none fits, the mismatch is that of the state from which it got farthest. A trace of an
 * `eventually` property goes on for ever: `loop` says how many steps come before those that are repeated.
 */
export function replay<S>(
  machine: Machine<S>,
  property: Property<S>,
  steps: readonly StoredStep[],
  loop?: number,
): Replay {
  let best: Replay | undefined;
  for (let initial = 0; initial < machine.initial.length; initial++) {
    const result = replayFrom(machine, property, steps, initial, loop);
    if (result.kind === 'violated') return result;
    if (best === undefined || isNearer(result, best)) best = result;
  }
  return best!;
}

/** A path that fits and breaks nothing is nearer than one that does not fit, and that nearer than one that fits for less. */
function isNearer(a: Replay, b: Replay): boolean {
  if (b.kind !== 'mismatch') return false;
  return a.kind !== 'mismatch' || a.step > b.step;
}

function replayFrom<S>(
  machine: Machine<S>,
  property: Property<S>,
  steps: readonly StoredStep[],
  initial: number,
  loop: number | undefined,
): Replay {
  const walker = new Walker<S>(machine, []);
  walker.reset(initial);
  const known = new Map(walker.actions.map(({ rule, input }, k) => [`${rule.name} ${text(input)}`, k]));
  const actions: number[] = [];
  for (const [k, stored] of steps.entries()) {
    const mismatch = (reason: string): Replay => ({ kind: 'mismatch', step: k + 1, reason });
    const action = known.get(`${stored.action} ${text(stored.input)}`);
    if (action === undefined)
      return mismatch(`no rule is called ${stored.action} with the input ${text(stored.input)}`);
    const before = walker.state.slice();
    const step = walker.take(action);
    if (step === undefined) return mismatch(`${stored.action} is not offered in this state`);
    if (step.outcome !== stored.status) {
      return mismatch(`${stored.action} gives ${step.outcome} where ${stored.status} was stored`);
    }
    const changed = machine.layout.diff(before, walker.state);
    if (text(changed) !== text(stored.changed)) {
      return mismatch(`${stored.action} changes ${text(changed)} where ${text(stored.changed)} was stored`);
    }
    actions.push(action);
  }
  const path: Path = loop === undefined ? { initial, actions } : { initial, actions, loop };
  if (property.kind === 'eventually' && loop !== undefined) {
    const facts = judgeLasso(machine, property, path);
    if (facts.closes) return { kind: breaksClaim(facts) ? 'violated' : 'not-violated', path };
    const reason = `the steps from ${loop + 1} on do not lead back to the state in which they begin`;
    return { kind: 'mismatch', step: steps.length, reason };
  }
  return { kind: violates(machine, property, path, walker.state) ? 'violated' : 'not-violated', path };
}

/** Whether the end of a path breaks a claim: never one about what comes after any end. An AG EF claim is decided by searching on from the last state. */
function violates<S>(machine: Machine<S>, property: Property<S>, path: Path, last: Int32Array): boolean {
  if (property.id === 'never-stuck') return isStuck(machine, last);
  if (property.kind === 'eventually') return false;
  if (property.kind !== 'recoverable') return breaks(machine, property, path);
  const { work, view } = scratch(machine);
  work.set(last);
  if (property.from !== undefined && !property.from(view)) return false;
  const from = fromState(machine, last);
  const reaches = { ...property, kind: 'sometimes' as const, reaches: property.to };
  return (
    new ExhaustiveSearch(from, [reaches], { witnesses: false }).run().properties[0]?.verdict === 'violated'
  );
}

function scratch<S>(machine: Machine<S>) {
  const work = new Int32Array(machine.layout.words);
  type Reader = Parameters<NonNullable<Machine<S>['resting']>>[0];
  return { work, view: machine.layout.view(work) as Reader };
}

/** The machine as it would go on from one state. */
function fromState<S>(machine: Machine<S>, state: Int32Array): Machine<S> {
  const values = machine.layout.toObject(state);
  return { ...machine, initial: [(view) => assign(view as Record<string, unknown>, values)] };
}

/** Writes printed values through a view: `pages[1].ripas` finds its way down. */
function assign(view: Record<string, unknown>, values: Readonly<Record<string, unknown>>): void {
  for (const [path, value] of Object.entries(values)) {
    const keys = path.split(/[.[\]]+/).filter((key) => key !== '');
    let at = view;
    for (const key of keys.slice(0, -1)) at = at[key] as Record<string, unknown>;
    at[keys.at(-1)!] = value;
  }
}

function isStuck<S>(machine: Machine<S>, state: Int32Array): boolean {
  const search = new ExhaustiveSearch(fromState(machine, state), [], { maxStates: 1 });
  const { properties } = search.run();
  return properties.some((p) => p.id === 'never-stuck' && p.verdict === 'violated');
}
