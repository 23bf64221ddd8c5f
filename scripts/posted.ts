/** What a whole world shows of the guest series as posted: a list of known findings, which `check --known` takes as well. */

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const POSTED_FINDINGS = join(
  dirname(fileURLToPath(import.meta.url)),
  '../counterexamples/posted-findings.json',
);
