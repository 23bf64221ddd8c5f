import { cite } from '../../model/cite.ts';
import type { EndpointName } from '../../model/state.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

/** What the device has sent is under way. */
const ANSWERED: ReadonlySet<string> = new Set(['RESPONSE', 'REFUSED']);

export const takenMessageIsGone: ModelProperty = {
  id: 'taken-message-is-gone',
  kind: 'always',
  claim: "A device's answer that the RMM has taken, or has given up on, is nowhere any more.",
  cites: [cite.rmm('A9.5'), cite.rmm('B4.5.26'), cite.rmm('B4.5.80')],
  worlds: inWorlds.everywhere,
  when: (s) => {
    for (const name in s.exchanges) if (!ANSWERED.has(s.exchanges[name as EndpointName].at)) return true;
    return false;
  },
  holds: (s) => {
    for (const name in s.exchanges) {
      const { at, content } = s.exchanges[name as EndpointName];
      if (!ANSWERED.has(at) && content !== 'NONE') return false;
    }
    return true;
  },
};
