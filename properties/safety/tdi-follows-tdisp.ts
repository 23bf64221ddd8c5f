import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

/** Written down a second time, by hand, from table 11-3: a slip in the chart shows here. */
export const tdiFollowsTdisp: ModelProperty = {
  id: 'tdi-follows-tdisp',
  kind: 'step',
  claim:
    'A TDI reaches RUN only from CONFIG_LOCKED, CONFIG_LOCKED only from CONFIG_UNLOCKED, and ERROR only from a locked state.',
  cites: [cite.tdisp('table 11-3'), cite.tdisp('11.2.6')],
  worlds: inWorlds.vdevs.filter((world) => world !== 'hostile-device'),
  when: (before, _step, after) => before.tdis.v0.state !== after.tdis.v0.state,
  holds: ({ tdis: { v0: before } }, _step, { tdis: { v0: after } }) => {
    switch (after.state) {
      case 'RUN':
        return before.state === 'CONFIG_LOCKED';
      case 'CONFIG_LOCKED':
        return before.state === 'CONFIG_UNLOCKED';
      case 'ERROR':
        return before.state === 'CONFIG_LOCKED' || before.state === 'RUN';
      case 'CONFIG_UNLOCKED':
        return true;
    }
  },
};
