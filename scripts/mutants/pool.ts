/** Hands tasks to threads, one after the other to whichever is free. What comes of a task does not depend on which. */

import { Worker } from 'node:worker_threads';
import { recipeOf } from '../parallel/recipes.ts';
import type { Task } from './thread.ts';

/** Of a thread, in MiB: what a search of some millions of states needs beside its table. */
const HEAP_MIB = 3072;

export class Pool {
  readonly #workers: readonly Worker[];
  readonly #stop = new Int32Array(new SharedArrayBuffer(4));

  constructor(threads: number) {
    const door = new URL('./thread.mjs', import.meta.url);
    const { module } = recipeOf({ kind: 'life-cycles', copies: 1 });
    const workerData = { module, stop: this.#stop.buffer };
    const resourceLimits = { maxOldGenerationSizeMb: HEAP_MIB };
    this.#workers = Array.from(
      { length: threads },
      () => new Worker(door, { workerData, execArgv: [], resourceLimits }),
    );
  }

  /** Has every thread do the same. */
  async everybody(task: Task): Promise<void> {
    await Promise.all(this.#workers.map((worker) => ask(worker, task)));
  }

  /** Does all tasks, and tells of each as it is done. Of those that were stopped or never begun nothing is told. */
  async all<T extends Task>(tasks: readonly T[], done: (task: T, answer: unknown) => void): Promise<void> {
    let next = 0;
    const work = async (worker: Worker): Promise<void> => {
      while (next < tasks.length && !this.isStopped) {
        const task = tasks[next++]!;
        const answer = await ask(worker, task);
        if (answer !== undefined) done(task, answer);
      }
    };
    await Promise.all(this.#workers.map(work));
  }

  /** Ends what is being done, soon. */
  stop(): void {
    Atomics.store(this.#stop, 0, 1);
  }
  get isStopped(): boolean {
    return Atomics.load(this.#stop, 0) !== 0;
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

/** Throws what the thread threw. */
function ask(worker: Worker, task: Task): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle =
      <T>(how: (value: T) => void) =>
      (value: T) => {
        worker.off('message', answered);
        worker.off('error', failed);
        how(value);
      };
    const answered = settle(resolve);
    const failed = settle(reject);
    worker.on('message', answered);
    worker.on('error', failed);
    worker.postMessage(task);
  });
}
