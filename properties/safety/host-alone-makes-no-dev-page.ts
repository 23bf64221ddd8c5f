import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const hostAloneMakesNoDevPage: ModelProperty = {
  id: 'host-alone-makes-no-dev-page',
  kind: 'step',
  claim: 'A page becomes RIPAS DEV only in answer to a pending request of the realm that names it.',
  cites: [cite.rmm('A5.2'), cite.rmm('A9.6.2'), cite.inferred('M1 and M3 of the candidate invariants')],
  worlds: inWorlds.realm,
  when: (before, _step, after) =>
    after.pages.some((p, k) => p.ripas === 'DEV' && before.pages[k]!.ripas !== 'DEV'),
  holds: (before, _step, after) =>
    before.rec.pending === 'DEV_MEM' &&
    after.pages.every(
      (p, k) => p.ripas !== 'DEV' || before.pages[k]!.ripas === 'DEV' || k === before.rec.progress,
    ),
};
