/** `replay`: walks a stored counterexample through the live model and shows it step by step. */

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Path } from '../checker/result.ts';
import { replay as walk } from '../checker/search/replay.ts';
import { statesOf, traceOf } from '../checker/trace.ts';
import { bugs as allBugs } from '../counterexamples/registry.ts';
import { EXIT, UsageError } from './errors.ts';
import { checkWritable, writeJson, writeText } from './files.ts';
import { lassoText, violationText } from './report.ts';
import type { Finding, Trace } from './reports/reporter.ts';
import { hardenedOf, hashes, machineOf, pagesOf, propertyNamed, setUp, worldNamed } from './setup.ts';
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

export interface ReplayWords {
  readonly certificates?: string;
  readonly html?: string;
  readonly mermaid?: string;
  readonly itf?: string;
}

/** Exit 0 when the claim is broken as stored, 1 when every step applies but the claim holds. */
export async function replayCommand(word: string, words: ReplayWords): Promise<number> {
  for (const path of [words.html, words.mermaid, words.itf]) if (path !== undefined) checkWritable(path);
  const path = fileOf(word);
  const { trace, setup, world, property, machine, result } = replayFile(path, false, words.certificates);
  if (result.kind === 'mismatch') {
    throw new UsageError(
      `${path} no longer applies: step ${result.step} of ${trace.length}, ${result.reason}`,
    );
  }
  const bugs = setup.bugs.map((bug) => `${bug.slug}: ${bug.title}`);
  const why = bugs.length === 0 ? undefined : explain(machine, result.path, hardenedOf(setup, world));
  const shown: Trace = {
    // As the model takes them now, sources and all.
    steps: traceOf(machine, result.path),
    begins: machine.layout.toObject(statesOf(machine, { ...result.path, actions: [] })[0]!),
    ...lassoText(machine, property, result.path),
    why: why === undefined ? [] : [why.text],
    whyStep: why?.step,
  };
  const how = bugs.length === 0 ? `rulebook ${trace.rulebook}` : bugs.join('; ');
  console.log(violationText({ ...shown, property, world: world.name, how, next: [] }));
  await writeForms(words, word, { setup, world, property, machine, shown, how, path: result.path });
  if (result.kind === 'violated') {
    console.log(`replayed: every step applies, and ${property.id} is broken as stored`);
    return EXIT.holds;
  }
  console.log(`replayed: every step applies, but ${property.id} is not broken any more`);
  return EXIT.violated;
}

type Replayed = Pick<ReturnType<typeof replayFile>, 'setup' | 'world' | 'property' | 'machine'> & {
  readonly shown: Trace;
  readonly how: string;
  readonly path: Path;
};

/** The other forms that a trace can be written in. */
async function writeForms(words: ReplayWords, word: string, replayed: Replayed): Promise<void> {
  const { setup, world, property, machine, shown, how, path } = replayed;
  const bug = allBugs.find(({ slug }) => slug === word);
  const title = bug?.title ?? `${property.id} is broken`;
  if (words.html !== undefined) {
    const { findingPage } = await import('./reports/html/page.tsx');
    const finding: Finding = {
      property: { ...property, verdict: 'violated', judged: 0, steps: shown.steps.length, path },
      setup,
      world: world.name,
      how,
      trace: shown,
      pages: pagesOf(setup, property.id),
      judgement: { kind: 'new' },
      replay: `npm run replay -- ${word}`,
    };
    writeText(words.html, findingPage(finding, title));
  }
  if (words.mermaid !== undefined) {
    const { mermaidOf } = await import('./reports/mermaid.ts');
    writeText(words.mermaid, mermaidOf(shown.steps, { title, loop: shown.loop }));
  }
  if (words.itf !== undefined) {
    const { itfOf } = await import('../checker/export/itf.ts');
    writeJson(words.itf, itfOf(machine, path, `${world.name}: a way to where not: ${property.claim}`));
  }
}
