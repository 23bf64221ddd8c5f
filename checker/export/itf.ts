/** A trace in the Informal Trace Format of Apalache and Quint (ADR 015): a list of states, each with all variables. */

import type { Machine } from '../contract.ts';
import type { Path } from '../result.ts';
import { statesOf, traceOf } from '../trace.ts';

export interface ItfTrace {
  readonly '#meta': { readonly format: 'ITF'; readonly description: string };
  readonly vars: readonly string[];
  readonly states: readonly Readonly<Record<string, unknown>>[];
}

/** ITF has arbitrary integers as objects; those of a layout are small, and are written as they are told to be. */
const itfValue = (value: unknown): unknown =>
  typeof value === 'number' ? { '#bigint': String(value) } : value;

/** The states of a path; `action` says which step led to each. */
export function itfOf<S>(machine: Machine<S>, path: Path, description: string): ItfTrace {
  const steps = traceOf(machine, path);
  const states = statesOf(machine, path).map((words, k) => {
    const values = Object.entries(machine.layout.toObject(words)).map(([name, v]) => [name, itfValue(v)]);
    const step = steps[k - 1];
    const action = step === undefined ? 'begin' : `${step.action} ${JSON.stringify(step.input)}`;
    return { '#meta': { index: k }, ...Object.fromEntries(values), action };
  });
  const vars = [...machine.layout.fields.map(({ path: name }) => name), 'action'];
  return { '#meta': { format: 'ITF', description }, vars, states };
}
