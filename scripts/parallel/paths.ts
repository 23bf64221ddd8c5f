/** The paths to what a search has found: back through the states it has stored, or by searching once more. */

import type { Machine, Property } from '../../checker/contract.ts';
import type { Path } from '../../checker/result.ts';
import { type ExhaustiveOptions, explorerOptions } from '../../checker/search/exhaustive.ts';
import type { Finding } from '../../checker/search/finding.ts';
import { pathsTo } from '../../checker/search/outcome.ts';
import { Retrace } from '../../checker/search/retrace.ts';
import type { Range } from '../../checker/segments.ts';
import { breathe } from '../terminal.ts';
import type { Crew } from './crew.ts';

/** Back from each finding, by all cores, which have kept the states of all levels. */
export async function pathsBack<S>(
  machine: Machine<S>,
  crew: Crew<S>,
  levels: readonly (readonly Range[])[],
  findings: readonly Finding[],
): Promise<Map<number, Path>> {
  const search = pathsTo(machine, crew.core.explorer, findings);
  for (let step = search.next(); ; ) {
    if (step.done) return step.value;
    const { level, targets } = step.value;
    step = search.next(await crew.stepsTo(targets, levels[level]!));
  }
}

/** How many states are expanded between two looks. */
const SLICE = 20_000;

/**
 * By searching once more, on one core, as far as the findings lie. No paths where that would take more than `maxBytes`.
 */
export async function pathsAgain<S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  findings: readonly Finding[],
  options: ExhaustiveOptions & { readonly maxBytes?: number },
  look: (retrace: Retrace<S>) => void,
): Promise<Map<number, Path>> {
  const { maxBytes = Number.POSITIVE_INFINITY } = options;
  const retrace = new Retrace(machine, properties, findings, explorerOptions(options));
  while (retrace.advance(SLICE)) {
    if (retrace.bytesNext > maxBytes) return new Map();
    look(retrace);
    await breathe();
  }
  return retrace.paths();
}
