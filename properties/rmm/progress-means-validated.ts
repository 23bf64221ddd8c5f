import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const progressMeansValidated: ModelProperty = {
  id: 'progress-means-validated',
  kind: 'step',
  claim: 'What RSI_VDEV_VALIDATE_MAPPING will report as reached was RIPAS DEV when it was counted.',
  cites: [cite.rmm('B5.4.21'), cite.rmm('B4.5.71'), cite.inferred('R3 of the candidate invariants')],
  worlds: inWorlds.realm,
  when: (before, _step, after) =>
    before.rec.pending === 'DEV_MEM' &&
    after.rec.pending === 'DEV_MEM' &&
    after.rec.progress > before.rec.progress,
  holds: (before, _step, after) => {
    for (let page = before.rec.progress; page < after.rec.progress; page++)
      if (after.pages[page]!.ripas !== 'DEV') return false;
    return true;
  },
};
