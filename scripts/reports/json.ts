/** The verdict as data, `interlock.verdict/1`. */

import { worldVerdict } from '../../checker/report/verdict.ts';
import type { TraceStep } from '../../checker/trace.ts';
import { writeJson } from '../files.ts';
import { deviceWords, type Setup } from '../setup.ts';
import type { Expectation, Reporter } from './reporter.ts';

/** Writes to `path` when the run is over. */
export function jsonReporter(path: string): Reporter {
  let setup: Setup;
  const worlds: object[] = [];
  const expected: Expectation[] = [];
  return {
    started: (run) => {
      setup = run.setup;
    },
    expected: (expectation) => expected.push(expectation),
    searched: ({ result, facts, findings }) => {
      const traces = new Map<string, readonly TraceStep[]>(
        findings.flatMap(({ property, trace }) => (trace === undefined ? [] : [[property.id, trace.steps]])),
      );
      const known = new Set(findings.filter((f) => f.judgement.kind === 'known').map((f) => f.property.id));
      worlds.push(worldVerdict(result, facts, traces, known));
    },
    finished: ({ outcome, stale }) =>
      writeJson(path, {
        schema: 'interlock.verdict/1',
        rulebook: setup.rulebook,
        rmm: setup.rmm,
        guest: setup.guest,
        host: setup.host,
        ...deviceWords(setup),
        bugs: setup.bugs.map((bug) => bug.slug),
        outcome,
        worlds,
        ...(stale.length === 0 ? {} : { stale: stale.map(({ world, property }) => ({ world, property })) }),
        ...(expected.length === 0 ? {} : { expected }),
      }),
  };
}
