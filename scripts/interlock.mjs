#!/usr/bin/env node
// The binary's front door: hands over to the command line, put together for a quick start, or as it is written where
// nothing can be put together (a folder that cannot be written).
import { bundled } from './bundle.mjs';

const folder = await bundled().catch(() => undefined);
if (folder === undefined) {
  const { register } = await import('tsx/esm/api');
  register();
  await import('./cli.ts');
} else {
  process.setSourceMapsEnabled(true);
  await import(`${folder}/cli.js`);
}
