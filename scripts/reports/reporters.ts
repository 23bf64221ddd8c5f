/** Which reports a run has been asked for, by its words and by where it runs. */

import { checkWritable } from '../files.ts';
import { consoleReporter } from './console.ts';
import { type Reporter, together } from './reporter.ts';

export interface ReportWords {
  readonly json?: string;
  readonly junit?: string;
  readonly sarif?: string;
  readonly html?: string;
  readonly quiet?: boolean;
}

/** The reporters of a run. Throws a UsageError, before anything is searched, when a report cannot be written. */
export async function reporterFor(words: ReportWords): Promise<Required<Reporter>> {
  const { json, junit, sarif, html, quiet = false } = words;
  for (const path of [json, junit, sarif, html]) if (path !== undefined) checkWritable(path);
  const reporters: Reporter[] = quiet ? [] : [consoleReporter()];
  if (json !== undefined) reporters.push((await import('./json.ts')).jsonReporter(json));
  if (junit !== undefined) reporters.push((await import('./junit.ts')).junitReporter(junit));
  if (sarif !== undefined) reporters.push((await import('./sarif.ts')).sarifReporter(sarif));
  if (html !== undefined) reporters.push((await import('./html.ts')).htmlReporter(html));
  reporters.push(...(await import('./github.ts')).githubReporters(process.env, quiet));
  return together(reporters);
}
