/** One of the threads that judge mutants: makes its own, then answers one task after the other. */

import { parentPort, workerData } from 'node:worker_threads';
import { makeCatalogue } from '../../model/evidence/catalogue.ts';
import type { Mutant } from '../../model/mutants/mutant.ts';
import { mutantsOf, sourceOf } from '../../model/mutants/mutants.ts';
import type { Fact } from '../../model/mutants/observe.ts';
import { type WorldName, worlds } from '../../model/world.ts';
import { type Asked, judge, observe } from './judge.ts';

export type Task =
  | { readonly kind: 'observe'; readonly world: WorldName; readonly maxStates: number }
  | {
      readonly kind: 'judge';
      readonly mutant: string;
      readonly world: WorldName;
      readonly by: Asked;
      readonly maxStates: number;
    }
  /** From what the mutants of later tasks are derived. Its answer says nothing. */
  | { readonly kind: 'derive'; readonly worlds: readonly WorldName[]; readonly facts: readonly Fact[] };

const port = parentPort!;
const stop = new Int32Array((workerData as { readonly stop: SharedArrayBuffer }).stop);
const isStopped = (): boolean => Atomics.load(stop, 0) !== 0;
const catalogue = makeCatalogue();
let mutants: ReadonlyMap<string, Mutant> = new Map();

function answer(task: Task): unknown {
  switch (task.kind) {
    case 'derive': {
      const source = sourceOf(
        task.worlds.map((name) => worlds[name]),
        catalogue,
        task.facts,
      );
      mutants = new Map(mutantsOf(source).map((mutant) => [mutant.name, mutant]));
      return undefined;
    }
    case 'observe':
      return observe(worlds[task.world], catalogue, task.maxStates, isStopped);
    case 'judge':
      return judge(
        mutants.get(task.mutant)!,
        worlds[task.world],
        catalogue,
        task.by,
        task.maxStates,
        isStopped,
      );
  }
}

port.on('message', (task: Task) => {
  port.postMessage(answer(task));
});
