import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

/** The programs that serve an exit of the realm. A disconnect goes through some of them, and on from there. */
const SERVES = /^(bind|unbind|request|exit)\//;

export const servedExitIsAnswered: ModelProperty = {
  id: 'served-exit-is-answered',
  kind: 'step',
  claim:
    'When the host has done with what a vCPU exited for, the vCPU has its answer, and nothing is asked any more.',
  cites: [
    cite.host('v4v-09 to v4v-15: guest requests'),
    cite.rhi('RSI_HOST_CALL returns'),
    cite.inferred('a request that is not answered, or is still asked, is served twice'),
  ],
  worlds: inWorlds.servingHost,
  when: (before, { rule }, { host }) =>
    host.pc === 'IDLE' &&
    !before.host.tdi.vmGone &&
    (SERVES.test(before.host.pc) || rule === 'VMM serves the exit'),
  holds: (_before, _step, { host }) => host.tdi.answer !== 'NONE' && host.tdi.asked === 'NONE',
};
