import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const unmappedDevPageIsDestroyed: ModelProperty = {
  id: 'unmapped-dev-page-is-destroyed',
  kind: 'step',
  claim: 'A page of RIPAS DEV that the host unmaps is DESTROYED, which the host alone cannot undo.',
  cites: [cite.rmm('B4.5.70'), cite.rmm('A5.4'), cite.inferred('M3 and M4 of the candidate invariants')],
  worlds: inWorlds.realm,
  when: (before, _step, after) =>
    before.pages.some((page, k) => page.ripas === 'DEV' && after.pages[k]!.output === 0),
  holds: (before, _step, after) =>
    before.pages.every(
      (page, k) =>
        page.ripas !== 'DEV' || after.pages[k]!.output !== 0 || after.pages[k]!.ripas === 'DESTROYED',
    ),
};
