/** The run as one page: see html/. */

import { writeText } from '../files.ts';
import { runPage } from './html/page.tsx';
import type { Expectation, Reporter, Searched, Started } from './reporter.ts';

/** Writes to `path` when the run is over. */
export function htmlReporter(path: string): Reporter {
  let started: Started;
  const searches: Searched[] = [];
  const expected: Expectation[] = [];
  return {
    started: (run) => {
      started = run;
    },
    expected: (expectation) => expected.push(expectation),
    searched: (search) => searches.push(search),
    finished: (end) => writeText(path, runPage({ started, searches, expected, end })),
  };
}
