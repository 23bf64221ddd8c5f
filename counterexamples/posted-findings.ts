/**
 * What a whole world shows of the guest series as posted: the claims that break and in how many steps. A claim that breaks
 * and is not here is news, one that is here and holds is a finding lost. Which departures combine to each is told in
 * counterexamples/README.md.
 */

import type { WorldName } from '../model/world.ts';

export interface Findings {
  /** Values of the axes `--guest` and `--rmm`. */
  readonly guest: string;
  readonly rmm: string;
  readonly world: WorldName;
  /** By property, the length of the shortest trace; of what must be reached and is not, `never`. */
  readonly broken: Readonly<Record<string, number | 'never'>>;
}

export const postedFindings: Findings = {
  guest: 'rfc-v4',
  rmm: 'hardened',
  world: 'guest-alone',
  broken: {
    'private-dma-only-for-verified-epoch': 43,
    'unlock-leaves-nothing-behind': 42,
    'evidence-is-of-a-locked-interface': 26,
    'dev-pages-are-validated-and-linear': 78,
    'resources-have-their-table': 27,
    'kernel-does-not-oops': 25,
    'published-evidence-is-freed': 42,
    'failed-lock-is-undone-or-kept': 6,
    'failed-accept-is-undone-or-kept': 27,
    'accept-runs-once-per-lock': 41,
    'accepted-generation-was-approved': 70,
    'registers-are-private-only-when-accepted': 35,
    'no-driver-while-locked': 25,
    'dma-is-off-before-unlock-asks': 41,
    'context-has-its-tsm': 26,
    'registered-only-with-support': 2,
    'lock-can-succeed-again': 24,
    'lock-accept-unlock-end-with-a-cooperative-host': 25,
    'failure-is-kept-for-unlock': 'never',
  },
};
