/** One of the other threads of a search: makes its machine, then does what it is told. */

import { parentPort, workerData } from 'node:worker_threads';
import { claimsOf } from '../../checker/evaluate.ts';
import { Agreement, Core } from '../../checker/search/shared.ts';
import { leastSteps } from './least-steps.ts';
import { type Made, type Message, type Recipe, type Reply, type Start, signatureOf } from './protocol.ts';

const { recipe, numbers, cores, properties: ids, reduce, storage, signature } = workerData as Start;
const port = parentPort!;
const agreement = new Agreement(numbers);

async function make({ module, data }: Recipe): Promise<Made<unknown>> {
  const { machineFor } = (await import(module)) as { machineFor: (data: unknown) => Made<unknown> };
  return machineFor(data);
}

const { machine, properties } = await make(recipe);
if (signatureOf(machine) !== signature)
  throw new Error('a thread has made another machine than it was to search');
const claims = claimsOf(machine, properties);
const core = new Core(
  machine,
  ids.map((id) => claims.find((p) => p.id === id)!),
  agreement,
  cores,
  { reduce, storage },
);
let level = 0;

function rested(): Reply {
  const flushed = core.explorer.isEmpty;
  const ranges = core.judgeNew(level + 1);
  const graphBytes = core.graph?.bytes ?? 0;
  return { kind: 'rested', ranges, findings: core.findings, graphBytes, flushed, open: core.store.open };
}

function answer(message: Message): Reply | undefined {
  switch (message.kind) {
    case 'segments':
      for (const [k, segment] of message.segments.entries()) core.store.adopt(message.first + k, segment);
      return undefined;
    case 'slots':
      core.use(message.slots);
      return { kind: 'done' };
    case 'expand':
      level = message.level;
      core.explorer.kernel.close(message.closed);
      core.explorer.old = message.old;
      core.expand(level, message.items, () => true);
      return rested();
    case 'flush':
      core.explorer.lookUp();
      return rested();
    case 'predecessors':
      return { kind: 'predecessors', best: leastSteps(core, agreement, message.items, message.targets) };
    case 'tally':
      return { kind: 'tally', tally: core.tally() };
    case 'graph':
      return { kind: 'graph', edges: core.graph?.drain() };
  }
}

port.on('message', (message: Message) => {
  try {
    const reply = answer(message);
    if (reply === undefined) return;
    port.postMessage(reply);
  } catch (error) {
    agreement.stop();
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    port.postMessage({ kind: 'fault', stack } satisfies Reply);
  }
});
port.postMessage({ kind: 'ready' } satisfies Reply);
