/** What the commands on the realm's stage 2 share: which IPA they name, and the conditions on it. */

import { given } from '../rule.ts';
import type { RdPointer } from './arguments.ts';
import { argumentsOf, realmsOf, WRONG_POINTERS } from './arguments.ts';
import { type Condition, INPUT, onArguments } from './conditions.ts';
import type { Rmm, Version } from './version.ts';

export type PageInput = {
  readonly rd?: RdPointer;
  /** The page of the range that should lead to the device. */
  readonly page: number;
  /**
   * Another IPA instead: not aligned, outside the protected half, outside the IPA space, in a page of RAM, where no
   * table of the last level is, or none at all.
   */
  readonly ipa?: 'UNALIGNED' | 'UNPROTECTED' | 'OUTSIDE_IPA' | 'RAM' | 'NO_TABLE' | 'NO_ROOT_ENTRY';
  /** The level that 1.1-alp17 has the host name, where it is not the one of pages. */
  readonly level?: 'START' | 'BELOW';
};

export const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, k) => k);

export const wrongPages = (version: Version) => ({
  rd: ['OTHER_REALM', ...WRONG_POINTERS] as const,
  level: given<'START' | 'BELOW'>(version === '1.1-alp17', 'START', 'BELOW'),
  ipa: ['UNALIGNED', 'UNPROTECTED', 'OUTSIDE_IPA', 'RAM', 'NO_TABLE', 'NO_ROOT_ENTRY'] as const,
});

export const pageInputs = ({ version, tries }: Rmm) =>
  argumentsOf<PageInput>(
    tries,
    { page: numbers(tries.pages), ...realmsOf(tries) },
    wrongPages(version),
    'pages',
  );

export const rttStatus = (level: number): string => `RMI_ERROR_RTT(${level})`;

/** The IPA is one that the command can take, and a table of the last level is there for it. */
export const ipaConditions = (version: Version): readonly Condition<PageInput>[] => [
  ...given(
    version === '1.1-alp17',
    onArguments<PageInput>('level_bound', INPUT, (i) => i.level !== undefined),
  ),
  onArguments('base_align', INPUT, (i) => i.ipa === 'UNALIGNED'),
  onArguments('base_bound', INPUT, (i) => i.ipa === 'UNPROTECTED' || i.ipa === 'OUTSIDE_IPA'),
];
/** The level that the walk came to, where it did not come to the last. */
export const rttWalk: readonly Condition<PageInput>[] = [
  onArguments('rtt_walk', rttStatus(2), (i) => i.ipa === 'NO_TABLE'),
  onArguments('rtt_walk_root', rttStatus(0), (i) => i.ipa === 'NO_ROOT_ENTRY'),
];
