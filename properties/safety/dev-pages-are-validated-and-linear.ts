import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

/** Page k of the range belongs at the k-th page that the genuine report names: device granule k. */
export const devPagesAreValidatedAndLinear: ModelProperty = {
  id: 'dev-pages-are-validated-and-linear',
  kind: 'always',
  claim:
    'A page with RIPAS DEV leads to the device page that the verified report puts behind it, and to no other.',
  cites: [cite.rmm('B4.5.71 linear_map'), cite.tdisp('11.6.3'), cite.guest('08 rsi_validate_dev_mapping')],
  worlds: inWorlds.guest,
  when: (s) => s.pages.some((page) => page.ripas === 'DEV'),
  holds: (s) => s.pages.every((page, k) => page.ripas !== 'DEV' || page.output === k + 1),
};
