/**
 * All cores of a search in one thread, by turns: what `scripts/parallel` does with threads, without their chances. How
 * far each core gets in its turn is drawn from a seed, so that a search that depends on it gives itself away.
 */

import type { Machine, Property } from '../contract.ts';
import { claimsOf } from '../evaluate.ts';
import type { Path, SearchResult } from '../result.ts';
import type { Tally } from '../search/explorer.ts';
import { earlierOf, type Finding, type Predecessor } from '../search/finding.ts';
import { decideLiveness } from '../search/liveness.ts';
import { pathsTo, resultOf } from '../search/outcome.ts';
import { Retrace } from '../search/retrace.ts';
import { Agreement, addTallies, Core, type CoreOptions, itemsOf } from '../search/shared.ts';
import { type Range, Segments } from '../segments.ts';
import { SEGMENT_BITS } from '../table.ts';
import { limitOf } from '../visited.ts';

/** Pieces of work this small make even a small machine be shared. */
const ROWS_PER_ITEM = 2;

export function roundRobinSearch<S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  cores: number,
  seed: number,
  options: CoreOptions = {},
): SearchResult {
  const claims = claimsOf(machine, properties);
  const agreement = new Agreement(new Int32Array(Agreement.bytes / 4));
  const all = Array.from({ length: cores }, () => new Core(machine, claims, agreement, cores, options));
  const segments = new Segments(machine.layout.words, options.storage ?? 'exact', (n) => new Int32Array(n));
  let slots = 1 << 6;
  let random = seed;
  const draw = (below: number): number => {
    random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
    return (random >>> 8) % below;
  };
  const addSegment = (): void => {
    const segment = segments.add();
    for (const core of all) core.store.adopt(segments.all.length - 1, segment);
    agreement.setSegments(segments.all.length);
  };
  const useSlots = (): void => {
    const shared = new Int32Array(slots);
    for (const core of all) core.use(shared);
    agreement.setLimit(limitOf(slots));
  };
  const makeRoom = (): void => {
    while (agreement.segmentsLeft < 1) addSegment();
    if (!agreement.stopped) return;
    slots *= 2;
    useSlots();
    agreement.resume();
  };

  addSegment();
  useSlots();
  const [first] = all;
  for (const write of machine.initial)
    first!.explorer.insertInitial((work) => write(machine.layout.view(work)));
  const levels: Range[][] = [];
  const findings = (): Finding[] => {
    for (const core of all) for (const finding of core.findings) first!.explorer.add(finding);
    return [...first!.findings];
  };
  let next = all.flatMap((core) => core.judgeNew(0));
  while (next.length > 0) {
    levels.push(next);
    const open = all.map((core) => core.store.open);
    const dropped = segments.beginLevel(next, open);
    for (const core of all) core.store.drop(dropped);
    const known = findings().map(({ property }) => property);
    first!.explorer.beginLevel(next);
    for (const core of all) {
      core.explorer.kernel.close(known);
      core.explorer.old = first!.explorer.old;
    }
    const items = itemsOf(next, ROWS_PER_ITEM);
    next = [];
    agreement.beginLevel();
    const busy = new Set(all);
    while (busy.size > 0) {
      makeRoom();
      const core = [...busy][draw(busy.size)]!;
      let left = 1 + draw(4);
      if (core.expand(levels.length - 1, items, () => --left > 0) === 'finished') busy.delete(core);
    }
    for (const core of all) next.push(...core.judgeNew(levels.length));
  }

  const { graph } = first!;
  for (const core of all.slice(1)) if (core.graph !== undefined) graph!.append(core.graph.drain());
  const end = agreement.segmentsUsed << SEGMENT_BITS;
  const liveness = decideLiveness(machine, claims, first!.explorer, graph, levels, end);
  const tally: Tally = all.map((core) => core.tally()).reduce(addTallies);
  const found = findings();
  const paths = (): ReadonlyMap<number, Path> => {
    if (options.storage === 'fingerprint') {
      const retrace = new Retrace(machine, claims, found, { reduce: options.reduce ?? [] });
      while (retrace.advance(5));
      return retrace.paths();
    }
    const search = pathsTo(machine, first!.explorer, found);
    let step = search.next();
    while (!step.done) {
      const { level, targets } = step.value;
      let best: (Predecessor | undefined)[] = targets.map(() => undefined);
      for (const range of levels[level]!) {
        const by = all[draw(cores)]!.explorer.predecessors(range, targets);
        best = best.map((known, k) => earlierOf(known, by[k]));
      }
      step = search.next(best);
    }
    return step.value;
  };
  return resultOf({
    machine,
    properties: claims,
    complete: true,
    isWhole: first!.explorer.isWhole,
    states: agreement.rows,
    depth: levels.length - 1,
    tally,
    liveness,
    findings: found,
    paths: paths(),
  });
}
