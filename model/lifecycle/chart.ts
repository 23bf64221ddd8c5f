/**
 * Flattens an XState chart, once, into a table from state and event to state. The chart is what people read and draw;
 * the table is what rules look up, because an interpreter has no place inside a search.
 */

import { type AnyStateMachine, initialTransition, transition } from 'xstate';

export interface LifecycleTable<S extends string, E extends string> {
  /** The state that `event` leads to, or undefined where the chart has no arc. */
  next(state: S, event: E): S | undefined;
  readonly states: readonly S[];
  readonly events: readonly E[];
}

/** Throws a plain Error if the chart is hierarchical or guarded: those would not survive flattening. */
export function flatten<S extends string, E extends string>(chart: AnyStateMachine): LifecycleTable<S, E> {
  const states = Object.keys(chart.states) as S[];
  const events = [...new Set(states.flatMap((s) => chart.states[s]!.ownEvents))].sort() as E[];
  const table = new Map<S, Map<E, S>>();
  const [start] = initialTransition(chart);
  for (const state of states) {
    if (Object.keys(chart.states[state]!.states).length > 0)
      throw new Error(`chart state ${state} has substates`);
    for (const arc of [...chart.states[state]!.transitions.values()].flat()) {
      if (arc.guard !== undefined)
        throw new Error(`chart state ${state} has a guarded arc on ${arc.eventType}`);
    }
    const snapshot = chart.resolveState({ value: state, context: start.context });
    const arcs = new Map<E, S>();
    for (const event of events) {
      if (!snapshot.can({ type: event })) continue;
      const [after] = transition(chart, snapshot, { type: event });
      arcs.set(event, after.value as S);
    }
    table.set(state, arcs);
  }
  return { next: (state, event) => table.get(state)?.get(event), states, events };
}
