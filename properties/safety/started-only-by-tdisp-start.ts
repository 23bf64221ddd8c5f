import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const startedOnlyByTdispStart: ModelProperty = {
  id: 'started-only-by-tdisp-start',
  kind: 'step',
  claim: 'A VDEV becomes STARTED only from LOCKED, by the device answering START_INTERFACE.',
  cites: [cite.rmm('A9.4.4.1'), cite.rmm('B4.5.80 start_state')],
  worlds: inWorlds.vdevs,
  when: (before, _step, after) => before.vdevs.v0.state !== 'STARTED' && after.vdevs.v0.state === 'STARTED',
  holds: (before) =>
    before.vdevs.v0.state === 'LOCKED' &&
    before.vdevs.v0.op === 'START' &&
    before.exchanges[before.vdevs.v0.pdev].at === 'RESPONSE',
};
