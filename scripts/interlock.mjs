#!/usr/bin/env node
// The binary's front door: hands over to the command line, put together for a quick start, or as it is written where
// nothing can be put together (a folder that cannot be written).
import { fileURLToPath } from 'node:url';
import { bundled } from './bundle.mjs';

const folder = await bundled().catch(() => undefined);
if (folder === undefined) {
  const { register } = await import('tsx/esm/api');
  // How JSX is meant is in our tsconfig, and not in one of wherever the command is given.
  register({ tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) });
  await import('./cli.ts');
} else {
  process.setSourceMapsEnabled(true);
  await import(`${folder}/cli.js`);
}
