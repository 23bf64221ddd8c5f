/**
 * rsi_validate_dev_mapping(): one range after the other, RSI_VDEV_VALIDATE_MAPPING for what is left of it until nothing is
 * (guest series, patch 08). The RMM answers truly, but how far the host came in one call, and whether it went along, is the
 * host's choice.
 */

import { PAGE_SIZE } from '../../evidence/interface-report.ts';
import type { HasMmio } from './defects.ts';
import type { TeeRange } from './tee-ranges.ts';

/** What one call returns (DEN0137 B5.4.21): new_ipa_base and the host's response. */
export interface Validated {
  readonly success: boolean;
  readonly next: bigint;
  readonly response: 'ACCEPT' | 'REJECT';
}

/** The call, over the pages from `ipa` to before `end`, the first of which should lead to `pa`. */
export type ValidateMapping = (ipa: bigint, end: bigint, pa: bigint) => Validated;

/** `uninitialised` and `endless` are no error codes: the caller gets whatever was on the stack, or nothing ever. */
export type MappingResult = '0' | '-EINVAL' | '-EPERM' | 'uninitialised' | 'endless';

/** Validates ranges up to the first that fails. */
export function validateRanges(
  ranges: readonly TeeRange[],
  rmm: ValidateMapping,
  has: HasMmio,
): MappingResult {
  let result: MappingResult = has.has('result-uninitialised') ? 'uninitialised' : '0';
  for (const range of ranges) {
    result = validateRange(range, rmm, has);
    if (result !== '0') return result;
  }
  return result;
}

function validateRange({ ipa, pa, pages }: TeeRange, rmm: ValidateMapping, has: HasMmio): MappingResult {
  const end = ipa + BigInt(pages) * BigInt(PAGE_SIZE);
  let at = ipa;
  for (let calls = 0; at < end; calls++) {
    // L5: every call does at least a page, so more calls than pages are calls that did none.
    if (calls > pages) return 'endless';
    const { success, next, response } = rmm(at, end, pa + at - ipa);
    if (!success || next < at || next > end) return '-EINVAL';
    if (next < end && response === 'REJECT') return '-EPERM';
    if (next === at && !has.has('validates-without-progress')) return '-EINVAL';
    at = next;
  }
  return '0';
}
