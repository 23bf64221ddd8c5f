// The door of a search's other threads. They come from where their recipes are: the bundle, or the sources.
import { workerData } from 'node:worker_threads';

const { module } = workerData.recipe;
if (module.endsWith('.ts')) {
  const { register } = await import('tsx/esm/api');
  register();
  await import('./thread.ts');
} else await import(new URL('thread.js', module).href);
