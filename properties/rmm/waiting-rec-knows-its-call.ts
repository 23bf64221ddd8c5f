import { cite } from '../../model/cite.ts';
import type { Seen } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

/** What a REC that waits so has of the call: its name, or a range of which something is left. */
const WAITS_WITH: Readonly<Record<Seen['rec']['pending'], (rec: Seen['rec']) => boolean>> = {
  NONE: () => true,
  VDEV_REQUEST: ({ call }) => call !== 'NONE',
  VDEV_COMPLETE: ({ call }) => call !== 'NONE',
  DEV_MEM: ({ call, base, top }) => call === 'VALIDATE_MAPPING' && base < top,
  // RSI_IPA_STATE_SET is none of the calls on a VDEV.
  RIPAS: ({ call, base, top }) => call === 'NONE' && base < top,
};

export const waitingRecKnowsItsCall: ModelProperty = {
  id: 'waiting-rec-knows-its-call',
  kind: 'always',
  claim:
    'A REC that waits for the host knows what with: the call on a VDEV, or the range to be mapped or emptied.',
  cites: [cite.rmm('A4.3.12'), cite.rmm('A9.4.4'), cite.rmm('B5.4.17 to B5.4.21')],
  worlds: inWorlds.realm,
  when: (s) => s.rec.pending !== 'NONE',
  holds: ({ rec }) => WAITS_WITH[rec.pending](rec),
};
