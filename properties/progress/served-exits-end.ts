import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';
import { hostProgramEnds } from './fairness.ts';

export const servedExitsEnd: ModelProperty = {
  id: 'served-exits-end',
  claim: 'What the host has begun for a realm (bind, unbind, a request, a mapping) ends if the host runs.',
  cites: [
    cite.inferred('L1 and L5 of the host candidates; B41, B45, B46'),
    cite.host('v4v-06 to v4v-15 cca_tsm_bind, cca_tsm_unbind, cca_tsm_guest_req'),
  ],
  worlds: inWorlds.servingHost,
  ...hostProgramEnds,
};
