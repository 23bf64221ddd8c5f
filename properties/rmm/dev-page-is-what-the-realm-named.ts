import { cite } from '../../model/cite.ts';
import type { ModelProperty } from '../property.ts';

export const devPageIsWhatTheRealmNamed: ModelProperty = {
  id: 'dev-page-is-what-the-realm-named',
  kind: 'step',
  claim: 'A page becomes RIPAS DEV only with the output that the realm named for it.',
  cites: [cite.rmm('B4.5.71 linear_map'), cite.inferred('M2 of the candidate invariants')],
  worlds: ['rmm-alone'],
  when: (before, _step, after) =>
    after.pages.some((page, k) => page.ripas === 'DEV' && before.pages[k]!.ripas !== 'DEV'),
  holds: (before, _step, after) =>
    after.pages.every(
      (page, k) =>
        page.ripas !== 'DEV' ||
        before.pages[k]!.ripas === 'DEV' ||
        page.output === before.rec.output + (k - before.rec.base),
    ),
};
