import { cite } from '../../model/cite.ts';
import type { ModelProperty } from '../property.ts';

/**
 * P1 of the candidates, read literally, says so of every READY PDEV. A stop that was aborted after the device ended its session
 * leaves one that is READY with the operation STOP, and with that operation nothing but another stop is possible.
 */
export const readyPdevHasASession: ModelProperty = {
  id: 'ready-pdev-has-a-session',
  kind: 'always',
  claim: 'The device of a PDEV that is READY and not being stopped is in a session with the RMM.',
  cites: [cite.rmm('A9.2.2'), cite.inferred('P1 of the candidate invariants')],
  worlds: ['rmm-objects'],
  when: (s) => s.pdevs.ep.state === 'READY' && s.pdevs.ep.op !== 'STOP',
  holds: (s) => s.devices.ep.session,
};
