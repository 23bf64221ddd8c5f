import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const refusalChangesNothing: ModelProperty = {
  id: 'refusal-changes-nothing',
  kind: 'step',
  claim: 'A command that fails changes no state.',
  cites: [
    cite.rmm('B4.5: failure conditions have no success conditions'),
    cite.inferred('C1 of the candidates'),
  ],
  worlds: inWorlds.everywhere,
  of: 'refused',
  holds: (_before, step) => !step.changed,
};
