import { cite } from '../../model/cite.ts';
import type { ModelProperty } from '../property.ts';

export const realmsAskForTheirOwnDevPages: ModelProperty = {
  id: 'realms-ask-for-their-own-dev-pages',
  kind: 'step',
  claim: 'A page becomes RIPAS DEV only in answer to a request of the realm that it is of.',
  cites: [cite.rmm('B4.5.71 rec_owner'), cite.rmm('A5.2'), cite.rmm('A9.6.2')],
  worlds: ['two-realms'],
  when: (before, _step, after) =>
    (before.pages[0]!.ripas !== 'DEV' && after.pages[0]!.ripas === 'DEV') ||
    (before.otherPages[0]!.ripas !== 'DEV' && after.otherPages[0]!.ripas === 'DEV'),
  holds: (before, { actor }, after) =>
    actor === 'other realm'
      ? after.pages[0]!.ripas === before.pages[0]!.ripas
      : after.otherPages[0]!.ripas === before.otherPages[0]!.ripas,
};
