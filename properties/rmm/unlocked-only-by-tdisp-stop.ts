import { cite } from '../../model/cite.ts';
import { VDEVS } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const unlockedOnlyByTdispStop: ModelProperty = {
  id: 'unlocked-only-by-tdisp-stop',
  kind: 'step',
  claim: 'A VDEV becomes UNLOCKED only by the device answering STOP_INTERFACE.',
  cites: [cite.rmm('A9.4.3'), cite.rmm('B4.5.80'), cite.inferred('V3 of the candidate invariants')],
  worlds: inWorlds.vdevs,
  when: (before, _step, after) =>
    VDEVS.some(
      (name) =>
        before.vdevs[name] !== undefined &&
        before.vdevs[name].state !== 'UNLOCKED' &&
        after.vdevs[name].state === 'UNLOCKED',
    ),
  holds: (before, _step, after) =>
    VDEVS.every((name) => {
      const was = before.vdevs[name];
      if (was === undefined || was.state === 'UNLOCKED' || after.vdevs[name].state !== 'UNLOCKED')
        return true;
      return was.op === 'UNLOCK' && was.comm === 'ACTIVE' && before.exchanges[was.pdev].at === 'RESPONSE';
    }),
};
