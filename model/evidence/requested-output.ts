/**
 * From a verified interface report to the mapping that the guest asks for: page k of the range should lead to which
 * device granule? Device granule g of the model is the g-th page that the genuine report puts behind the range.
 */

import type { Catalogue, EvidenceId } from './catalogue.ts';

/**
 * The output that the realm requests for a page, given whose report it verified: k for device granule k - 1, and 0
 * where the report names no page or one that is none of this world's device granules.
 */
export function requestedOutput(catalogue: Catalogue): (report: EvidenceId | 'NONE', page: number) => number {
  const genuine = catalogue.pages('GENUINE');
  const granules = genuine.ok ? genuine.value.map(({ pa }) => pa) : [];
  const table = new Map<string, readonly number[]>(
    catalogue.ids('INTERFACE_REPORT').map((id) => {
      const pages = catalogue.pages(id);
      return [id, pages.ok ? pages.value.map(({ pa }) => granules.indexOf(pa) + 1) : []];
    }),
  );
  return (report, page) => table.get(report)?.[page] ?? 0;
}
