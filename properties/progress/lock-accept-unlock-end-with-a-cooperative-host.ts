import { cite } from '../../model/cite.ts';
import type { ModelProperty } from '../property.ts';
import { stepsOfProgram } from './fairness.ts';

/**
 * BUSY and INCOMPLETE leave the guest where it is, so that fairness to its steps, each of which takes an answer with it, is
 * also that the host gives another answer some time: that is all the cooperation asked for. What it answers, and whatever
 * else it does meanwhile, is its own choice.
 */
export const lockAcceptUnlockEnd: ModelProperty = {
  id: 'lock-accept-unlock-end-with-a-cooperative-host',
  kind: 'eventually',
  claim:
    'A begun tsm/lock, tsm/accept or tsm/unlock ends, if the guest runs and the host does not answer BUSY or INCOMPLETE for ever.',
  cites: [
    cite.inferred('L1 and L5 of the guest candidates; INF-05'),
    cite.guest('04 cca_tsm_lock, cca_tsm_unlock'),
    cite.guest('08 rsi_validate_dev_mapping'),
    cite.guest('09 cca_tsm_accept'),
  ],
  worlds: ['guest-alone', 'hostile-device'],
  from: (s) => s.guest.pc !== 'IDLE',
  to: (s) => s.guest.pc === 'IDLE',
  fairness: [{ name: 'the guest kernel', strength: 'weak', steps: stepsOfProgram('guest') }],
};
