/**
 * Mapping device pages into a realm and taking them out again, page by page: delegate, map, add the tables that the RMM says
 * are missing, and undo all of it where one page is refused (host series, v3v-09, v4v-13 and v4v-14).
 */

import { HARDENED } from '../../defect.ts';
import { type Refusal, refuse } from '../errno.ts';
import type { HasMapping } from './defects.ts';

/** A page of a range, at the host and in the realm's tables. Changed in place. */
export interface Page {
  granule: 'HOST' | 'DELEGATED';
  mapped: boolean;
  readonly ripas: 'DEV' | 'RAM';
}

/** What the RMM answers for each page: it maps it, misses a table once, or refuses it. */
export type MapAnswer = 'MAPS' | 'NO_TABLE' | 'REFUSES';

/** Fresh device pages of the host. */
export const hostPages = (count: number): Page[] =>
  Array.from({ length: count }, () => ({ granule: 'HOST', mapped: false, ripas: 'DEV' }));

/**
 * What a range whose delegation is refused leaves: nothing of it has been mapped, and the realm keeps what it has. `unset` is
 * the number of the realm's pages that a variable which nobody has set happens to stand for.
 */
export function refuseRange(realm: readonly Page[], unset: number, has: HasMapping = HARDENED): Refusal {
  if (has.has('refused-delegation-has-no-end')) giveBack(realm.slice(0, unset));
  return refuse('-EINVAL');
}

/** Maps all pages or none. A delegate of a page that is delegated fails. */
export function mapPages(
  pages: readonly Page[],
  answers: readonly MapAnswer[],
  has: HasMapping = HARDENED,
): { readonly errno: '0' } | Refusal {
  for (const [k, page] of pages.entries()) {
    page.granule = 'DELEGATED';
    const answer = answers[k]!;
    // The retry begins with the delegation, which the RMM refuses of a page that has been delegated.
    if (answer === 'REFUSES' || (answer === 'NO_TABLE' && has.has('delegated-twice'))) {
      if (answer === 'REFUSES' && has.has('refused-page-is-mapped')) return { errno: '0' };
      page.granule = 'HOST';
      giveBack(pages.slice(0, has.has('rollback-one-short') ? Math.max(0, k - 1) : k));
      return k > 0 && has.has('rollback-hides-error') ? { errno: '0' } : refuse('-ENXIO');
    }
    page.mapped = true;
  }
  return { errno: '0' };
}

function giveBack(pages: readonly Page[]): void {
  for (const page of pages) {
    page.mapped = false;
    page.granule = 'HOST';
  }
}

/** Destroys a private range, of which device pages have to be unmapped and given back; others go with the realm's memory. */
export function destroyRange(pages: readonly Page[], has: HasMapping = HARDENED): void {
  for (const page of pages) {
    const ripas = has.has('first-page-decides') ? pages[0]!.ripas : page.ripas;
    if (ripas !== 'DEV') continue;
    page.mapped = false;
    if (!has.has('unmapped-stays-delegated')) page.granule = 'HOST';
  }
}
