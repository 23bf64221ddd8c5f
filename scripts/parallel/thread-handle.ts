/** The main thread's end of another thread: questions are answered in the order in which they were asked. */

import type { Worker } from 'node:worker_threads';
import type { Message, Reply } from './protocol.ts';

export class Thread {
  readonly #worker: Worker;
  readonly #waiting: { readonly resolve: (reply: Reply) => void; readonly reject: (error: Error) => void }[] =
    [];
  #failure: Error | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (reply: Reply) => {
      const waiting = this.#waiting.shift();
      if (reply.kind === 'fault') waiting?.reject(new Error(`in another thread: ${reply.stack}`));
      else waiting?.resolve(reply);
    });
    worker.on('error', (error) => this.#fail(error));
    worker.on('exit', () => this.#fail(new Error('another thread of the search has ended')));
  }

  /** Waits until the thread has made its machine. */
  static async start(worker: Worker): Promise<Thread> {
    const thread = new Thread(worker);
    await thread.#answer();
    return thread;
  }

  /** Says something that is not answered. */
  tell(message: Message): void {
    this.#worker.postMessage(message);
  }

  ask(message: Message): Promise<Reply> {
    this.#worker.postMessage(message);
    const answer = this.#answer();
    // Whoever asked may look only after another question has failed.
    answer.catch(() => {});
    return answer;
  }

  #answer(): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) reject(this.#failure);
      else this.#waiting.push({ resolve, reject });
    });
  }

  #fail(error: Error): void {
    this.#failure = error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
