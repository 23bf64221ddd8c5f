/** A way that goes on for ever, from the search to a file and back to the reader. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Eventually } from '../checker/contract.ts';
import { verdictWords, worldVerdict } from '../checker/report/verdict.ts';
import { ExhaustiveSearch } from '../checker/search/exhaustive.ts';
import { traceOf } from '../checker/trace.ts';
import type { State } from '../model/state.ts';
import { connectAndDisconnectEnd } from '../properties/progress/connect-and-disconnect-end.ts';
import type { ModelProperty } from '../properties/property.ts';
import { replayFile } from './replay.ts';
import { lassoText, violationText } from './report.ts';
import { machineOf, setUp } from './setup.ts';
import { readTrace, traceFileOf } from './trace-file.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'interlock-lasso-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const setup = setUp({ rulebook: 'hardened', bug: ['exchange-without-bound'], world: ['connect-faults'] });
const machine = machineOf(setup, setup.worlds[0]!);
const property = connectAndDisconnectEnd as ModelProperty & Eventually<State>;
const result = new ExhaustiveSearch(machine, [property]).run();
const found = result.properties[0]!;
const path = found.path!;
const facts = { world: 'connect-faults', wallMs: 0 };

function written(name: string, edit: (trace: Record<string, unknown>) => void = () => {}): string {
  const trace = JSON.parse(JSON.stringify(traceFileOf(setup, machine, property, path)));
  edit(trace);
  writeFileSync(join(folder, name), JSON.stringify(trace));
  return join(folder, name);
}

describe('a lasso', () => {
  it('is told with what goes on for ever, under which fairness, and with what', () => {
    expect(verdictWords(found, result, facts)).toBe('violated in 9 steps, the last 2 for ever');
    const text = violationText({
      property,
      world: 'connect-faults',
      steps: traceOf(machine, path),
      ...lassoText(machine, property, path),
      how: 'breadth-first search',
      why: [],
      next: [],
    });
    const lines = text.split('\n');
    expect(lines.find((line) => line.startsWith('found'))).toContain(
      '9 steps, which go on for ever as shown',
    );
    const forEver = lines.indexOf('   ↻  for ever:');
    expect(lines[forEver + 1]).toMatch(/^ {3}8 .*communicate\/ep/);
    expect(lines).toContain('fair: weakly to the host driver: taken in step 8.');
  });

  it('is told as an end where nothing need happen', () => {
    const nobody: ModelProperty = { ...property, fairness: [] };
    const stopped = new ExhaustiveSearch(machine, [nobody]).run().properties[0]!;
    expect(verdictWords(stopped, result, facts)).toBe('violated in 1 steps, after which nothing need happen');
    const text = violationText({
      property: nobody,
      world: 'connect-faults',
      steps: traceOf(machine, stopped.path!),
      ...lassoText(machine, nobody, stopped.path!),
      how: 'breadth-first search',
      why: [],
      next: [],
    });
    expect(text).toContain('1 steps, after which nothing need happen');
    expect(text.split('\n')).toContain('   ↻  for ever: nothing');
  });

  it('is in the verdict as the number of steps before those that are repeated', () => {
    const verdict = worldVerdict(result, facts, new Map()) as { properties: readonly object[] };
    expect(verdict.properties[0]).toMatchObject({
      kind: 'eventually',
      verdict: 'violated',
      steps: 9,
      loop: 7,
      assumes: ['weak fairness of the host driver'],
    });
  });

  it('comes back from a file, and is no lasso of a claim that assumes more', () => {
    const file = written('lasso.json');
    expect(readTrace(file).loop).toBe(7);
    expect(replayFile(file, false).result).toEqual({ kind: 'violated', path });
    const patient: ModelProperty & Eventually<State> = {
      ...property,
      fairness: [
        ...property.fairness,
        {
          name: 'a device that has said all',
          strength: 'finite',
          steps: ({ input }) => input.meets === 'MORE',
        },
      ],
    };
    expect(lassoText(machine, patient, path).fairness).toEqual([
      { name: 'the host driver', strength: 'weak', because: 'taken in step 8' },
      { name: 'a device that has said all', strength: 'finite', because: undefined },
    ]);
  });

  it('that does not come back to where it began no longer fits', () => {
    const { result: replayed } = replayFile(
      written('open.json', (trace) => (trace.loop = 6)),
      false,
    );
    expect(replayed).toEqual({
      kind: 'mismatch',
      step: 9,
      reason: 'the steps from 7 on do not lead back to the state in which they begin',
    });
  });

  it('without its loop is a way to nowhere: it breaks nothing', () => {
    const { result: replayed } = replayFile(
      written('line.json', (trace) => delete trace.loop),
      false,
    );
    expect(replayed.kind).toBe('not-violated');
  });

  it('that would repeat steps which are not there is refused', () => {
    expect(() => readTrace(written('long.json', (trace) => (trace.loop = 10)))).toThrow(
      /repeats its steps from 11 on and has 9: it was edited$/,
    );
  });
});
