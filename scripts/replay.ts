/** `replay`: walks a stored counterexample through the live model and shows it step by step. */

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { replay as walk } from '../checker/search/replay.ts';
import { bugs as allBugs } from '../counterexamples/registry.ts';
import { EXIT, UsageError } from './errors.ts';
import { lassoText, violationText } from './report.ts';
import { hardenedOf, hashes, machineOf, propertyNamed, setUp, worldNamed } from './setup.ts';
import { readTrace, type TraceFile } from './trace-file.ts';
import { explain } from './why.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The trace kept with a counterexample's page. */
export const storedTrace = (slug: string): string => join(ROOT, 'counterexamples', slug, 'trace.json');

function fileOf(word: string): string {
  if (allBugs.some((bug) => bug.slug === word)) return storedTrace(word);
  if (existsSync(word)) return word;
  throw new UsageError(
    `"${word}" is neither a file nor a counterexample; counterexamples are ${allBugs.map((b) => b.slug).join(', ')}`,
  );
}

/** What came of replaying a trace file, for the command and for the gate. Throws a UsageError when it no longer fits. */
export function replayFile(path: string, without: boolean, certificates?: string) {
  const trace: TraceFile = readTrace(path);
  const words = {
    rulebook: trace.rulebook,
    ...(trace.rmm === undefined ? {} : { rmm: trace.rmm }),
    ...(trace.guest === undefined ? {} : { guest: trace.guest }),
    ...(trace.host === undefined ? {} : { host: trace.host }),
    ...(trace.device === undefined ? {} : { device: trace.device }),
    ...(trace.choices === undefined ? {} : { choice: trace.choices }),
    ...(certificates === undefined ? {} : { certificates }),
  };
  const withBugs = setUp({ ...words, bug: trace.bugs });
  const setup = without ? setUp(words) : withBugs;
  const world = worldNamed(trace.world);
  // Without the bugs the claim is still the one that was asked with them.
  const property = propertyNamed({ ...withBugs, worlds: [world] }, trace.property);
  const machine = machineOf(setup, world);
  if (!without) {
    const now = hashes(machine, property);
    for (const part of ['rules', 'layout', 'property'] as const) {
      if (now[part] === trace.hashes[part]) continue;
      throw new UsageError(
        `${path} was recorded with other ${part === 'rules' ? 'rules' : part === 'layout' ? 'state fields' : 'words for its claim'} (${trace.hashes[part]}) than the model has now (${now[part]}): record it again with check`,
      );
    }
  }
  return { trace, setup, world, property, machine, result: walk(machine, property, trace.steps, trace.loop) };
}

/** Exit 0 when the claim is broken as stored, 1 when every step applies but the claim holds. */
export function replayCommand(word: string, options: { readonly certificates?: string }): number {
  const path = fileOf(word);
  const { trace, setup, world, property, machine, result } = replayFile(path, false, options.certificates);
  if (result.kind === 'mismatch') {
    throw new UsageError(
      `${path} no longer applies: step ${result.step} of ${trace.length}, ${result.reason}`,
    );
  }
  const hardened = hardenedOf(setup, world);
  const bugs = setup.bugs.map((bug) => `${bug.slug}: ${bug.title}`);
  console.log(
    violationText({
      property,
      world: world.name,
      steps: trace.steps,
      ...lassoText(machine, property, result.path),
      how: bugs.length === 0 ? `rulebook ${trace.rulebook}` : bugs.join('; '),
      why: bugs.length === 0 ? [] : explain(machine, result.path, hardened),
      next: [],
    }),
  );
  if (result.kind === 'violated') {
    console.log(`replayed: every step applies, and ${property.id} is broken as stored`);
    return EXIT.holds;
  }
  console.log(`replayed: every step applies, but ${property.id} is not broken any more`);
  return EXIT.violated;
}
