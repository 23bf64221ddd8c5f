import { cite } from '../../model/cite.ts';
import { inWorlds, type ModelProperty } from '../property.ts';

export const returnedCallLeavesNothing: ModelProperty = {
  id: 'returned-call-leaves-nothing',
  kind: 'always',
  claim: 'Of a call that has returned to the realm, the RMM keeps neither its name nor its arguments.',
  cites: [cite.rmm('A4.3.12'), cite.rmm('B5.4.17 to B5.4.21')],
  worlds: inWorlds.realm,
  when: (s) => s.rec.pending === 'NONE',
  holds: ({ rec }) =>
    rec.call === 'NONE' &&
    rec.lockNonce === 0 &&
    rec.measNonce === 0 &&
    rec.reportNonce === 0 &&
    rec.base === 0 &&
    rec.top === 0 &&
    rec.output === 0 &&
    rec.progress === 0,
};
