import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';
import type { Reference } from './reference.ts';

/** The other half of it, that what meets a condition fails, is `first-failing-condition-decides`. */
export const succeedsExactlyWhenNothingRefuses = (reference: Reference): ModelProperty => ({
  id: 'succeeds-exactly-when-nothing-refuses',
  kind: 'step',
  claim: 'A command that succeeds met none of its failing conditions.',
  cites: [cite.rmm('B4.5: success conditions hold where no failure condition does')],
  worlds: inWorlds.rmmAlone,
  on: reference.commands,
  holds: (before, { rule, input }) => reference.firstFailing(rule, before, input) === undefined,
});
