import { cite } from '../../model/cite.ts';
import type { GuestPc } from '../../model/guest/lock.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

/** Where the guest waits in an RSI call. Everywhere else it runs, or waits in RSI_HOST_CALL. */
const IN_RSI: ReadonlySet<GuestPc> = new Set<GuestPc>([
  'lock/get-info-1',
  'lock/get-info-2',
  'lock/undo-get-info',
  'accept/validate-mapping',
  'accept/validate-mapping-exit',
  'accept/dma-enable',
  'unlock/dma-disable',
  'unlock/set-ripas',
  'unlock/get-info',
]);

export const oneExitAtATime: ModelProperty = {
  id: 'one-exit-at-a-time',
  kind: 'always',
  claim: 'While the guest runs, or asks the host by RHI, no RSI call of it waits for the host.',
  cites: [
    cite.rmm('A4.3.12'),
    cite.rmm('A9.4.4'),
    cite.rhi('RSI_HOST_CALL returns'),
    cite.inferred('one vCPU, which exits for one thing'),
  ],
  worlds: inWorlds.guest,
  when: (s) => !IN_RSI.has(s.guest.pc),
  holds: (s) => s.rec.pending === 'NONE',
};
