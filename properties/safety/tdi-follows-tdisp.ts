import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

/** Written down a second time, by hand, from table 11-3: a slip in the chart shows here. */
export const tdiFollowsTdisp: ModelProperty = {
  id: 'tdi-follows-tdisp',
  kind: 'step',
  claim:
    'A TDI reaches RUN only from CONFIG_LOCKED, CONFIG_LOCKED only from CONFIG_UNLOCKED, and ERROR only from a locked state.',
  cites: [cite.tdisp('table 11-3'), cite.tdisp('11.2.6')],
  worlds: inWorlds.oneDevice,
  when: (before, _step, after) => before.device.tdi !== after.device.tdi,
  holds: ({ device: before }, _step, { device: after }) => {
    switch (after.tdi) {
      case 'RUN':
        return before.tdi === 'CONFIG_LOCKED';
      case 'CONFIG_LOCKED':
        return before.tdi === 'CONFIG_UNLOCKED';
      case 'ERROR':
        return before.tdi === 'CONFIG_LOCKED' || before.tdi === 'RUN';
      case 'CONFIG_UNLOCKED':
        return true;
    }
  },
};
