/**
 * A device that does what it likes: it answers any request with anything or refuses it, reports what it likes, and sends
 * memory requests of either T bit at any time, whatever state its interface should be in. What it signs is its own
 * (the session and the certificate are), so that no rule can say what it is; the states of its TDIs mean nothing.
 */

import { cite } from '../cite.ts';
import { type ModelRule, modelRule } from '../rule.ts';
import type { VdevName } from '../state.ts';
import { activeVdev, canAnswer } from './answer.ts';
import { memoryRequest } from './rules.ts';

const hostileAnswers = modelRule({
  name: 'device answers',
  actor: 'device',
  cites: [
    cite.tdisp('11.2.7: a device is trusted by its evidence alone'),
    cite.spdm('DSP0274: measurements'),
  ],
  inputs: [
    { reports: 'GENUINE', answer: 'RESPONSE' },
    { reports: 'ALTERED', answer: 'RESPONSE' },
    { reports: 'NONE', answer: 'REFUSED' },
  ],
  offered: (s, i) => {
    if (!canAnswer(s, 'ep', 'GENUINE')) return false;
    const vdev = activeVdev(s, 'ep');
    const reporting = vdev !== undefined && /^GET_/.test(s.vdevs[vdev].op);
    // Only of a report does it matter which one it is.
    return reporting || i.reports !== 'ALTERED';
  },
  effect: (s, i) => {
    s.exchanges.ep.content = i.reports;
    s.exchanges.ep.at = i.answer;
    return i.answer;
  },
});

export const hostileDeviceRules = (vdevs: readonly VdevName[]): readonly ModelRule[] => [
  hostileAnswers,
  memoryRequest(vdevs, () => true),
];
