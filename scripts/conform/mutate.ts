/** Mutated copies of a log, for tests: one status flipped, one line dropped, two neighbours swapped. Deterministic from its number. */

import { numbersFrom } from '../../checker/numbers.ts';
import { ARGUMENTS, type Entry } from './log.ts';

export interface Mutation {
  readonly kind: 'flip' | 'drop' | 'swap';
  readonly entries: readonly Entry[];
  /** The first entry that is not what it was. */
  readonly at: Entry;
  readonly was: Entry;
}

const STATUSES = ['RMI_SUCCESS', 'RMI_ERROR_INPUT', 'RMI_ERROR_DEVICE'];

/** Renumbers, as if the lines had been written so. */
export function mutate(entries: readonly Entry[], seed: number): Mutation {
  const draw = numbersFrom(seed);
  const about = entries.flatMap((e, k) => (ARGUMENTS[e.name] !== undefined && e.depth === 0 ? [k] : []));
  const kind = (['flip', 'drop', 'swap'] as const)[draw(3)]!;
  // Most lines of the recordings only ask for a state; three in four mutations are of the others.
  const asks = (k: number): boolean => entries[k]!.name.endsWith('GET_STATE');
  const acting = draw(4) > 0;
  const judged = about.filter(
    (k) => (kind === 'flip' ? entries[k]!.status !== undefined : k !== about.at(-1)) && (!acting || !asks(k)),
  );
  const k = judged[draw(judged.length)]!;
  const was = entries[k]!;
  const copy = [...entries];
  if (kind === 'flip') {
    const others = STATUSES.filter(
      (s) => s !== was.status && (was.status !== 'RMI_INCOMPLETE' || s !== 'RMI_SUCCESS'),
    );
    const status = others[draw(others.length)]!;
    copy[k] = { ...was, status, out: status === 'RMI_SUCCESS' ? ['0'] : [] };
  } else if (kind === 'drop') copy.splice(k, 1);
  else {
    const next = about[about.indexOf(k) + 1]!;
    copy[k] = { ...entries[next]!, line: was.line };
    copy[next] = { ...was, line: entries[next]!.line };
  }
  return { kind, entries: copy, at: copy[k]!, was };
}
