/** Fields by kind: `vdevs.*.state` is the state of every VDEV that a world has, `pages.*.ripas` that of every page. */

import { PDEVS, VDEVS } from '../state.ts';

type Node = Record<string, unknown>;

const OBJECTS: ReadonlySet<string> = new Set([...PDEVS, ...VDEVS]);

/** One member of a path, or `*` where it only says which object of a kind is meant. */
export const kindOf = (member: string): string =>
  OBJECTS.has(member) || /^\d+$/.test(member) ? '*' : member;

/** A field that can be read and written. */
export interface Place {
  readonly record: Node;
  readonly name: string;
}

/** Where the fields of a kind are in a state. None, where the state has no such record. */
export function placesOf(state: unknown, path: string): readonly Place[] {
  const members = path.split('.');
  const last = members.pop()!;
  let records = [state as Node];
  for (const member of members)
    records = records.flatMap((record) => namesIn(record, member).map((n) => record[n] as Node));
  return records.flatMap((record) => namesIn(record, last).map((name) => ({ record, name })));
}

function namesIn(record: Node, member: string): readonly string[] {
  if (member !== '*') return member in record ? [member] : [];
  if (Array.isArray(record)) return [...record.keys()].map(String);
  return [...OBJECTS].filter((name) => name in record);
}

/** Runs `change` and puts back what it wrote to the fields of these kinds. */
export function keeping<T>(state: unknown, paths: readonly string[], change: () => T): T {
  const places = paths.flatMap((path) => placesOf(state, path));
  const values = places.map(({ record, name }) => record[name]);
  const result = change();
  for (const [k, { record, name }] of places.entries()) record[name] = values[k];
  return result;
}
