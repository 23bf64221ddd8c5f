// The door of the threads that judge mutants. They come from where the recipes are: the bundle, or the sources.
import { workerData } from 'node:worker_threads';

const { module } = workerData;
if (module.endsWith('.ts')) {
  const { register } = await import('tsx/esm/api');
  register();
  await import('./thread.ts');
} else await import(new URL('../mutants/thread.js', module).href);
