import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const onlyStoppedPdevsAreDestroyed: ModelProperty = {
  id: 'only-stopped-pdevs-are-destroyed',
  kind: 'step',
  claim: 'A PDEV ceases to exist only from STOPPED.',
  cites: [cite.rmm('B4.5.28 pdev_state'), cite.inferred('P5 of the candidate invariants')],
  worlds: inWorlds.objects,
  when: (before, _step, after) => before.pdevs.ep.state !== 'NONE' && after.pdevs.ep.state === 'NONE',
  holds: (before) => before.pdevs.ep.state === 'STOPPED',
};
