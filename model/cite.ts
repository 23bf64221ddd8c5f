/**
 * The sources a rule, step or property can cite, under one spelling each. Patch mails of guest v4 were not to be had:
 * its callbacks were read in v3, which is equal to the line count (2026-03-12, prefix 20260312080442.3485633).
 */

import type { Citation } from '../checker/contract.ts';

const from =
  (source: string) =>
  (at: string): Citation => ({ source, at });

export const cite = {
  /** RMM architecture, DEN0137 2.0-bet1: section and condition. */
  rmm: from('DEN0137 RMM 2.0-bet1'),
  /** TF-RMM 9a7f8ef46378, where the text is silent or the implementation does more. */
  tfRmm: from('TF-RMM 9a7f8ef'),
  /** Arm's compliance suite, cca-rmm-acs 5d84304d, which follows RMM 1.1-alp17. */
  acs: from('cca-rmm-acs 5d84304'),
  /** RMM 2.0-bet2 and later, of which only derived predicates were to be had. */
  rmmBet2: from('RMM 2.0-bet2 (as derived)'),
  /** PCIe Base Specification 6.x chapter 11. */
  tdisp: from('PCIe 6.x TDISP'),
  /** PCIe Base Specification 6.x, Integrity and Data Encryption. */
  ide: from('PCIe 6.x IDE'),
  /** DMTF DSP0274. */
  spdm: from('SPDM 1.2'),
  /** "Arm CCA guest TDISP lock/accept flow with verification and DMA enable", RFC v4: patch and function. */
  guest: from('guest series RFC v4'),
  /** "Host-side Arm CCA IDE setup via connect/disconnect callbacks", RFC v3 and v4: patch and function. */
  host: from('host series'),
  /** "PCI/TSM: TEE I/O infrastructure", v2 of 2026-03-02. */
  core: from('PCI/TSM core v2'),
  /** A message on a public list. */
  list: from('list'),
  /** Realm Host Interface, as the guest series uses it. */
  rhi: from('RHI 1.0-bet1'),
  /** Our own reading of the code, confirmed by nobody. */
  inferred: from('inferred'),
} as const;
