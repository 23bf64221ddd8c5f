import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const busyIsCalledAgain: ModelProperty = {
  id: 'busy-is-called-again',
  kind: 'step',
  claim: 'RMI_BUSY changes nothing for the host driver: it makes the same call again.',
  cites: [cite.inferred('RMI_BUSY is transient; L5 of the host candidates; B45')],
  worlds: inWorlds.hostDriverFaults,
  when: (_before, { input }) => input.fault === 'BUSY' || input.meets === 'BUSY',
  holds: (before, _step, after) =>
    after.host.pc === before.host.pc &&
    after.host.workers.ep.at === before.host.workers.ep.at &&
    after.host.workers.rp.at === before.host.workers.rp.at,
};
